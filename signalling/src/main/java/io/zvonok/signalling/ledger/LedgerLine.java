package io.zvonok.signalling.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A line of a ledger's file: the CRC-32C of some JSON as eight hexadecimal digits, a space, the JSON, a line feed. Whoever
 * looks for something in the file finds it with the usual tools; what a crash tore apart does not pass.
 *
 * <p>Thread: any; no state.
 */
final class LedgerLine {
    private static final int CRC_DIGITS = 8;
    private static final byte[] END = {'\n'};

    private LedgerLine() {}

    static void write(byte[] json, ByteArrayOutputStream to) {
        to.writeBytes(
                (HexFormat.of().toHexDigits(crc(json, 0, json.length)) + ' ').getBytes(StandardCharsets.US_ASCII));
        to.writeBytes(json);
        to.writeBytes(END);
    }

    /**
     * @param from where the line begins
     * @param to where its line feed stands
     * @return the JSON; null if the line is not whole
     */
    static byte @Nullable [] read(byte[] file, int from, int to) {
        int jsonFrom = from + CRC_DIGITS + 1;
        if (jsonFrom > to || file[jsonFrom - 1] != ' ') {
            return null;
        }
        String digits = new String(file, from, CRC_DIGITS, StandardCharsets.US_ASCII);
        String expected = HexFormat.of().toHexDigits(crc(file, jsonFrom, to - jsonFrom));
        return digits.equals(expected) ? java.util.Arrays.copyOfRange(file, jsonFrom, to) : null;
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
