package io.zvonok.media.dtls;

import static io.zvonok.media.dtls.TestRecords.ALERT;
import static io.zvonok.media.dtls.TestRecords.APPLICATION_DATA;
import static io.zvonok.media.dtls.TestRecords.CHANGE_CIPHER_SPEC;
import static io.zvonok.media.dtls.TestRecords.HANDSHAKE;
import static io.zvonok.media.dtls.TestRecords.concat;
import static io.zvonok.media.dtls.TestRecords.message;
import static io.zvonok.media.dtls.TestRecords.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DtlsRecordFilterTest {
    private final DtlsRecordFilter filter = new DtlsRecordFilter();

    private boolean accepts(byte[] record) {
        int length = DtlsRecordFilter.recordLength(record, 0, record.length);
        return length >= 0 && filter.accepts(record, 0, length);
    }

    private boolean acceptsMessage(byte[] message) {
        return accepts(record(HANDSHAKE, 0, 0, message));
    }

    @Test
    void measuresARecordWithinItsDatagram() {
        byte[] two = concat(List.of(record(ALERT, 0, 0, new byte[2]), record(HANDSHAKE, 0, 1, new byte[20])));
        assertThat(DtlsRecordFilter.recordLength(two, 0, two.length)).isEqualTo(15);
        assertThat(DtlsRecordFilter.recordLength(two, 15, two.length)).isEqualTo(33);
        assertThat(DtlsRecordFilter.recordLength(two, 15, two.length - 1)).isEqualTo(-1);
        assertThat(DtlsRecordFilter.recordLength(two, two.length - 12, two.length))
                .isEqualTo(-1);
    }

    @Test
    void knowsTheTwoRecordVersions() {
        byte[] record = record(ALERT, 0, 0, new byte[2]);
        for (int low = 0; low < 256; low++) {
            record[2] = (byte) low;
            assertThat(DtlsRecordFilter.recordLength(record, 0, record.length) > 0)
                    .as("version FE%02X", low)
                    .isEqualTo(low == 0xFF || low == 0xFD);
        }
    }

    @Test
    void refusesEncryptedRecordsShorterThanTheirOverhead() {
        for (int length = 0; length < 60; length++) {
            assertThat(accepts(record(HANDSHAKE, 1, 5, new byte[length]))).isEqualTo(length >= 24);
            assertThat(accepts(record(ALERT, 1, 5, new byte[length]))).isEqualTo(length >= 24);
        }
    }

    @Test
    void refusesApplicationDataAndLaterEpochs() {
        assertThat(accepts(record(APPLICATION_DATA, 1, 5, new byte[60]))).isFalse();
        assertThat(accepts(record(APPLICATION_DATA, 0, 5, new byte[60]))).isFalse();
        assertThat(accepts(record(HANDSHAKE, 2, 5, new byte[60]))).isFalse();
        assertThat(accepts(record(HANDSHAKE, 65_535, 5, new byte[60]))).isFalse();
    }

    @Test
    void takesPlaintextOnlyBeforeTheHandshakeIsDone_P10() {
        byte[] alert = record(ALERT, 0, 0, new byte[] {2, 40});
        byte[] changeCipherSpec = record(CHANGE_CIPHER_SPEC, 0, 1, new byte[] {1});
        byte[] repeated = record(HANDSHAKE, 0, 2, message(11, 30, 1, 0, 30));
        assertThat(accepts(alert)).isTrue();
        assertThat(accepts(changeCipherSpec)).isTrue();
        assertThat(accepts(repeated)).isTrue();
        filter.established();
        assertThat(accepts(alert)).isFalse();
        assertThat(accepts(changeCipherSpec)).isFalse();
        assertThat(accepts(repeated)).isTrue();
    }

    @Test
    void refusesMessagesDeclaredLargerThan16KiB_P8() {
        assertThat(acceptsMessage(message(1, 16 * 1024, 0, 0, 100))).isTrue();
        assertThat(acceptsMessage(message(1, 16 * 1024 + 1, 0, 0, 100))).isFalse();
        assertThat(acceptsMessage(message(1, 0xFFFFFF, 0, 0, 100))).isFalse();
    }

    @Test
    void boundsWhatAllMessagesDeclare_P8() {
        assertThat(acceptsMessage(message(1, 16_000, 0, 0, 100))).isTrue();
        assertThat(acceptsMessage(message(1, 16_000, 0, 100, 100)))
                .as("the same")
                .isTrue();
        assertThat(acceptsMessage(message(11, 16_000, 1, 0, 100))).isTrue();
        assertThat(acceptsMessage(message(16, 2000, 2, 0, 100))).isFalse();
        assertThat(acceptsMessage(message(16, 500, 2, 0, 100))).isTrue();
    }

    @Test
    void refusesMessageNumbersNoHandshakeHas_P8() {
        assertThat(acceptsMessage(message(16, 10, 11, 0, 10))).isTrue();
        assertThat(acceptsMessage(message(16, 10, 12, 0, 10))).isFalse();
        assertThat(acceptsMessage(message(16, 10, 65_535, 0, 10))).isFalse();
    }

    @Test
    void refusesFragmentsThatDoNotFit() {
        assertThat(acceptsMessage(message(1, 50, 0, 41, 10)))
                .as("beyond its message")
                .isFalse();
        assertThat(acceptsMessage(message(1, 50, 0, 40, 10))).isTrue();
        assertThat(acceptsMessage(message(1, 50, 0, 0, 0)))
                .as("empty part of a message")
                .isFalse();
        assertThat(acceptsMessage(message(14, 0, 0, 0, 0))).as("empty message").isTrue();
        assertThat(acceptsMessage(new byte[0])).isFalse();
        assertThat(acceptsMessage(new byte[11])).isFalse();
        assertThat(acceptsMessage(Arrays.copyOf(message(1, 50, 0, 0, 50), 61)))
                .as("cut off")
                .isFalse();
        assertThat(acceptsMessage(Arrays.copyOf(message(1, 50, 0, 0, 50), 63)))
                .as("rubbish behind")
                .isFalse();
        assertThat(acceptsMessage(concat(List.of(message(1, 50, 0, 0, 50), message(1, 9, 1, 0, 9)))))
                .isTrue();
    }

    @Test
    void boundsTheNumberOfFragments_P8() {
        for (int i = 0; i < DtlsRecordFilter.MAX_FRAGMENTS; i++) {
            assertThat(acceptsMessage(message(1, 5000, 0, i, 1))).isTrue();
        }
        assertThat(acceptsMessage(message(1, 5000, 0, 0, 1))).isFalse();
    }

    @Test
    void recognisesTheFirstFragmentOfAHello() {
        byte[] hello = record(HANDSHAKE, 0, 0, message(1, 1500, 0, 0, 1000));
        assertThat(DtlsRecordFilter.isClientHello(hello, 0, hello.length)).isTrue();
        hello[4] = 1;
        assertThat(DtlsRecordFilter.isClientHello(hello, 0, hello.length))
                .as("epoch 1")
                .isFalse();
        byte[] certificate = record(HANDSHAKE, 0, 0, message(11, 100, 0, 0, 100));
        assertThat(DtlsRecordFilter.isClientHello(certificate, 0, certificate.length))
                .isFalse();
        byte[] empty = record(HANDSHAKE, 0, 0, new byte[0]);
        assertThat(DtlsRecordFilter.isClientHello(empty, 0, empty.length)).isFalse();
    }

    @Test
    void survivesMutations_P14() {
        long seed = 6347;
        Random random = new Random(seed);
        byte[] valid = concat(List.of(
                record(HANDSHAKE, 0, 0, concat(List.of(message(1, 50, 0, 0, 50), message(11, 90, 1, 10, 20)))),
                record(CHANGE_CIPHER_SPEC, 0, 1, new byte[] {1}),
                record(HANDSHAKE, 1, 0, new byte[40])));
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = Arrays.copyOf(valid, random.nextInt(3) == 0 ? random.nextInt(200) : valid.length);
            for (int n = random.nextInt(6); n > 0 && mutated.length > 0; n--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            try {
                walk(mutated);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", mutation " + i, e);
            }
        }
    }

    private void walk(byte[] datagram) {
        int at = 0;
        while (at < datagram.length) {
            int length = DtlsRecordFilter.recordLength(datagram, at, datagram.length);
            if (length < 0) {
                return;
            }
            filter.accepts(datagram, at, length);
            DtlsRecordFilter.isClientHello(datagram, at, length);
            at += length;
        }
    }
}
