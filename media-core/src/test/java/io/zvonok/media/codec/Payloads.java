package io.zvonok.media.codec;

import io.zvonok.media.api.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Payloads for the tests of this package. */
final class Payloads {
    /** Payloads are wrapped at an offset, between bytes that must not be read. */
    static final int OFFSET = 12;

    private Payloads() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("[\\s|]", ""));
    }

    static boolean wrap(PayloadDescriptor descriptor, String payload) {
        return wrap(descriptor, hex(payload));
    }

    static boolean wrap(PayloadDescriptor descriptor, byte[] payload) {
        return descriptor.wrap(framed(payload), OFFSET, payload.length);
    }

    static byte[] framed(byte[] payload) {
        byte[] array = new byte[OFFSET + payload.length + 5];
        Arrays.fill(array, (byte) 0xFF);
        System.arraycopy(payload, 0, array, OFFSET, payload.length);
        return array;
    }

    /** A line of chromium-156-payloads.txt. */
    record Captured(String stream, long rtpTimestamp, boolean marker, byte[] payload) {
        Codec codec() {
            return Codec.valueOf(stream.replaceAll("-.*", "").toUpperCase(Locale.ROOT));
        }
    }

    static List<Captured> chromium() {
        try (InputStream in = Payloads.class.getResourceAsStream("/codec/chromium-156-payloads.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .map(f -> new Captured(f[0], Long.parseLong(f[1]), f[2].equals("1"), hex(f[3])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes headers bit by bit. */
    static final class Bits {
        private final StringBuilder bits = new StringBuilder();

        Bits u(int count, long value) {
            for (int i = count - 1; i >= 0; i--) {
                bits.append(value >> i & 1);
            }
            return this;
        }

        Bits ue(int value) {
            int length = 32 - Integer.numberOfLeadingZeros(value + 1);
            return u(length - 1, 0).u(length, value + 1);
        }

        Bits se(int value) {
            return ue(value > 0 ? 2 * value - 1 : -2 * value);
        }

        byte[] bytes() {
            String padded = bits + "0".repeat((8 - bits.length() % 8) % 8);
            byte[] bytes = new byte[padded.length() / 8];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Integer.parseInt(padded.substring(8 * i, 8 * i + 8), 2);
            }
            return bytes;
        }
    }

    /** With emulation prevention (ITU-T H.264 section 7.4.1). */
    static byte[] nalUnit(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int zeros = 0;
        for (byte b : content) {
            if (zeros >= 2 && b >= 0 && b <= 3) {
                out.write(3);
                zeros = 0;
            }
            out.write(b);
            zeros = b == 0 ? zeros + 1 : 0;
        }
        return out.toByteArray();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
