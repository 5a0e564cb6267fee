package io.zvonok.media.dtls;

import static io.zvonok.media.dtls.TestEnd.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.stats.Counter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two sessions in memory, with all that may happen on the way between them. */
@Timeout(60)
class DtlsSessionTest {
    private static final DtlsConfig CONFIG = new DtlsConfig(15_000, 100, 8, 8, 1);
    private static final DtlsEngine ENGINE = new DtlsEngine(CONFIG, new SecureRandom());

    private final List<TestEnd> ends = new ArrayList<>();

    @AfterAll
    static void closeEngine() {
        ENGINE.close();
    }

    @AfterEach
    void closeEnds() {
        ends.forEach(TestEnd::close);
    }

    private TestEnd end(DtlsRole role, Fingerprint... expected) {
        TestEnd end = new TestEnd(ENGINE, role, expected);
        ends.add(end);
        return end;
    }

    /** Carries datagram number n, from 0, of one direction. */
    private interface Wire {
        void carry(int number, byte[] datagram, Consumer<byte[]> to);
    }

    private static final Wire FAITHFUL = (number, datagram, to) -> to.accept(datagram);

    private record Pair(TestEnd client, TestEnd server) {
        void agree() {
            DtlsKeys atClient = get(client.keys);
            DtlsKeys atServer = get(server.keys);
            assertThat(atClient.localKey()).isEqualTo(atServer.remoteKey()).hasSize(16);
            assertThat(atClient.remoteKey()).isEqualTo(atServer.localKey()).isNotEqualTo(atClient.localKey());
            assertThat(atClient.localSalt()).isEqualTo(atServer.remoteSalt()).hasSize(12);
            assertThat(atClient.remoteSalt()).isEqualTo(atServer.localSalt()).isNotEqualTo(atClient.localSalt());
            assertThat(atClient.srtpProfile()).isEqualTo(7);
            assertThat(atServer.srtpProfile()).isEqualTo(7);
        }

        /** Still able to tell each other goodbye: the association has survived. */
        void sayGoodbye() {
            client.closeSession();
            get(server.closed);
            assertThat(server.events).endsWith("closed").doesNotContain("failed");
        }
    }

    private Pair pair(Wire toServer, Wire toClient) {
        TestEnd client = end(DtlsRole.CLIENT, ENGINE.fingerprint());
        TestEnd server = end(DtlsRole.SERVER, ENGINE.fingerprint());
        client.sendsTo(counted(toServer, server::receive));
        server.sendsTo(counted(toClient, client::receive));
        return new Pair(client, server);
    }

    private Pair connected() {
        Pair pair = pair(FAITHFUL, FAITHFUL);
        pair.client.start();
        pair.agree();
        return pair;
    }

    private static Consumer<byte[]> counted(Wire wire, Consumer<byte[]> to) {
        AtomicInteger number = new AtomicInteger();
        return datagram -> wire.carry(number.getAndIncrement(), datagram, to);
    }

    @Test
    void bothRolesExportTheSameKeys() {
        Pair pair = connected();
        pair.sayGoodbye();
        assertThat(pair.server.count(Counter.DTLS_HANDSHAKES_STARTED)).isEqualTo(1);
        assertThat(pair.server.count(Counter.DTLS_HANDSHAKES_DONE)).isEqualTo(1);
        assertThat(pair.client.count(Counter.DTLS_HANDSHAKES_DONE)).isEqualTo(1);
        assertThat(pair.server.count(Counter.DTLS_HANDSHAKES_FAILED)).isZero();
    }

    @Test
    void keysComeBeforeTheFlightThatLetsThePeerSendMedia() {
        Pair pair = connected();
        int before = pair.server.events.indexOf("keys");
        assertThat(pair.server.sent.subList(0, before))
                .allSatisfy(datagram -> assertThat(datagram[0]).isEqualTo((byte) TestRecords.HANDSHAKE));
        assertThat(pair.server.sent.get(before)[0]).isEqualTo((byte) TestRecords.CHANGE_CIPHER_SPEC);
    }

    @Test
    void sendsEachFlightInOneDatagram() {
        Pair pair = connected();
        assertThat(pair.server.sent)
                .allSatisfy(datagram -> assertThat(datagram.length).isLessThanOrEqualTo(1200));
        assertThat(TestRecords.recordsOf(pair.server.sent.get(0)))
                .as("ServerHello to ServerHelloDone")
                .hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"0, -1", "1, -1", "-1, 0", "-1, 1", "0, 0", "1, 1"})
    void survivesTheLossOfAFlight(int lostToServer, int lostToClient) {
        Pair pair = pair(
                (number, datagram, to) -> {
                    if (number != lostToServer) {
                        to.accept(datagram);
                    }
                },
                (number, datagram, to) -> {
                    if (number != lostToClient) {
                        to.accept(datagram);
                    }
                });
        pair.client.start();
        pair.agree();
        pair.sayGoodbye();
    }

    @Test
    void answersARepeatedLastFlightLongAfterItsOwnHandshake() {
        AtomicInteger lastFlights = new AtomicInteger();
        Pair pair = pair(FAITHFUL, (number, datagram, to) -> {
            if (datagram[0] != TestRecords.CHANGE_CIPHER_SPEC || lastFlights.incrementAndGet() > 2) {
                to.accept(datagram);
            }
        });
        pair.client.start();
        get(pair.server.keys);
        pair.agree();
        assertThat(lastFlights.get()).isGreaterThanOrEqualTo(3);
        pair.sayGoodbye();
    }

    @Test
    void survivesDuplicatesOfEverything() {
        Wire twice = (number, datagram, to) -> {
            to.accept(datagram);
            to.accept(datagram);
        };
        Pair pair = pair(twice, twice);
        pair.client.start();
        pair.agree();
        pair.sayGoodbye();
    }

    @Test
    void survivesReversedRecords() {
        Wire reversed = (number, datagram, to) -> {
            List<byte[]> records = new ArrayList<>(TestRecords.recordsOf(datagram));
            if (number < 2) {
                Collections.reverse(records);
            }
            records.forEach(to);
        };
        Pair pair = pair(reversed, reversed);
        pair.client.start();
        pair.agree();
        pair.sayGoodbye();
    }

    @Test
    void survivesFlightsOvertakenByTheirRepetition() {
        Wire swapped = new Wire() {
            private byte[] held;

            @Override
            public synchronized void carry(int number, byte[] datagram, Consumer<byte[]> to) {
                if (number % 2 == 0) {
                    held = datagram;
                } else {
                    to.accept(datagram);
                    to.accept(held);
                }
            }
        };
        Pair pair = pair(swapped, FAITHFUL);
        pair.client.start();
        pair.agree();
    }

    @Test
    void forgedRecordsDoNotEndAnAssociation() {
        Pair pair = connected();
        for (TestEnd end : List.of(pair.client, pair.server)) {
            for (int type = 20; type <= 25; type++) {
                for (int length = 0; length < 40; length++) {
                    end.receive(TestRecords.record(type, 1, 1000 + length, new byte[length]));
                }
            }
            assertThat(end.count(Counter.DTLS_FILTERED)).isGreaterThanOrEqualTo(6 * 24);
        }
        pair.sayGoodbye();
    }

    @Test
    void ignoresPlaintextAfterTheHandshake_P10() {
        Pair pair = connected();
        byte[] fatal = {2, 40};
        byte[] closeNotify = {1, 0};
        for (TestEnd end : List.of(pair.client, pair.server)) {
            end.receive(TestRecords.record(TestRecords.ALERT, 0, 900, fatal));
            end.receive(TestRecords.record(TestRecords.ALERT, 0, 901, closeNotify));
            end.receive(TestRecords.record(TestRecords.APPLICATION_DATA, 0, 902, new byte[50]));
            end.receive(TestRecords.record(TestRecords.CHANGE_CIPHER_SPEC, 0, 903, new byte[] {1}));
            end.receive(pair.client.sent.get(0));
            assertThat(end.count(Counter.DTLS_FILTERED)).isGreaterThanOrEqualTo(4);
        }
        pair.sayGoodbye();
    }

    @Test
    void survivesMutations() {
        long seed = 99;
        Random random = new Random(seed);
        Pair pair = connected();
        List<byte[]> originals = new ArrayList<>(pair.client.sent);
        originals.addAll(pair.server.sent);
        TestEnd untouched = end(DtlsRole.SERVER, ENGINE.fingerprint());
        for (int i = 0; i < 4000; i++) {
            byte[] original = originals.get(random.nextInt(originals.size()));
            byte[] mutated = Arrays.copyOf(original, random.nextBoolean() ? original.length : random.nextInt(2000));
            for (int n = random.nextInt(5); n >= 0 && mutated.length > 0; n--) {
                mutated[random.nextInt(random.nextBoolean() ? Math.min(40, mutated.length) : mutated.length)] =
                        (byte) random.nextInt(random.nextBoolean() ? 256 : 3);
            }
            pair.server.receive(mutated);
            pair.client.receive(mutated);
            untouched.receive(mutated);
        }
        assertThat(pair.server.count(Counter.DTLS_FILTERED)).as("seed %d", seed).isPositive();
        assertThat(untouched.events).doesNotContain("keys");
        pair.sayGoodbye();
    }

    @ParameterizedTest
    @EnumSource
    void wrongFingerprintGivesNoKeys_P9(DtlsRole whoExpectsWrong) {
        Fingerprint wrong = Fingerprints.of("sha-256", new byte[] {1});
        boolean atClient = whoExpectsWrong == DtlsRole.CLIENT;
        TestEnd client = end(DtlsRole.CLIENT, atClient ? wrong : ENGINE.fingerprint());
        TestEnd server = end(DtlsRole.SERVER, atClient ? ENGINE.fingerprint() : wrong);
        client.sendsTo(server::receive);
        server.sendsTo(client::receive);
        client.start();

        TestEnd strict = atClient ? client : server;
        TestEnd other = atClient ? server : client;
        assertThat(get(strict.failed)).contains("fingerprint");
        assertThat(get(other.failed)).contains("bad_certificate");
        assertThat(client.events).doesNotContain("keys");
        assertThat(server.events).doesNotContain("keys");
        assertThat(strict.count(Counter.DTLS_HANDSHAKES_FAILED)).isEqualTo(1);
    }

    @Test
    void noFingerprintGivesNoKeys_P9() {
        TestEnd client = end(DtlsRole.CLIENT, ENGINE.fingerprint());
        TestEnd server = end(DtlsRole.SERVER);
        client.sendsTo(server::receive);
        server.sendsTo(client::receive);
        client.start();
        assertThat(get(server.failed)).contains("fingerprint");
        assertThat(server.events).doesNotContain("keys");
    }

    @Test
    void clientGivesUpWhenNobodyAnswers() {
        try (DtlsEngine hasty = new DtlsEngine(new DtlsConfig(400, 100, 2, 1, 1), new SecureRandom())) {
            TestEnd client = new TestEnd(hasty, DtlsRole.CLIENT, hasty.fingerprint());
            ends.add(client);
            client.start();
            assertThat(get(client.failed)).contains("too long");
            assertThat(client.sent.size()).as("hello repeated").isGreaterThan(1);
            assertThat(client.count(Counter.DTLS_HANDSHAKES_FAILED)).isEqualTo(1);
        }
    }

    @Test
    void serverGivesUpWhenThePeerFallsSilent() {
        try (DtlsEngine hasty = new DtlsEngine(new DtlsConfig(400, 100, 2, 1, 1), new SecureRandom())) {
            TestEnd server = new TestEnd(hasty, DtlsRole.SERVER, hasty.fingerprint());
            ends.add(server);
            byte[] hello = firstHello();
            server.receive(TestRecords.recut(hello, 0, 50, 0));
            assertThat(get(server.failed)).contains("too long");
        }
    }

    /** The first datagram of a client of ours: one record, one message. */
    private byte[] firstHello() {
        TestEnd client = end(DtlsRole.CLIENT, ENGINE.fingerprint());
        client.start();
        Awaitility.await().until(() -> !client.sent.isEmpty());
        client.closeSession();
        return client.sent.get(0);
    }

    @Test
    void onlyAClientHelloStartsAHandshake() {
        TestEnd server = end(DtlsRole.SERVER, ENGINE.fingerprint());
        server.receive(TestRecords.record(TestRecords.ALERT, 0, 0, new byte[] {2, 40}));
        server.receive(TestRecords.record(TestRecords.HANDSHAKE, 0, 1, TestRecords.message(11, 20, 1, 0, 20)));
        server.receive(TestRecords.record(TestRecords.HANDSHAKE, 1, 1, new byte[60]));
        server.receive(new byte[] {22});
        server.receive(new byte[0]);
        assertThat(server.count(Counter.DTLS_HANDSHAKES_STARTED)).isZero();
        assertThat(server.count(Counter.DTLS_FILTERED)).isEqualTo(4);
        assertThat(server.events).isEmpty();
    }

    @Test
    void startingTwiceIsStartingOnce() {
        Pair pair = pair(FAITHFUL, FAITHFUL);
        pair.client.start();
        pair.client.start();
        pair.server.start();
        pair.agree();
        pair.client.start();
        assertThat(pair.client.count(Counter.DTLS_HANDSHAKES_STARTED)).isEqualTo(1);
    }

    @Test
    void closingDuringTheHandshakeSaysNothingMore() {
        TestEnd client = end(DtlsRole.CLIENT, ENGINE.fingerprint());
        client.start();
        Awaitility.await().until(() -> !client.sent.isEmpty());
        client.closeSession();
        int sent = client.sent.size();
        TestEnd next = end(DtlsRole.CLIENT, ENGINE.fingerprint());
        next.start();
        Awaitility.await().until(() -> next.sent.size() > 2);
        assertThat(client.sent).hasSize(sent);
        assertThat(client.events).doesNotContain("failed", "closed", "keys");
    }

    @Test
    void refusesHandshakesBeyondItsBoundAndTakesTheRepeatedHello() {
        try (DtlsEngine small = new DtlsEngine(new DtlsConfig(15_000, 100, 2, 1, 1), new SecureRandom())) {
            byte[] half = TestRecords.recut(firstHello(), 0, 50, 0);
            List<TestEnd> running = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                TestEnd end = new TestEnd(small, DtlsRole.SERVER, small.fingerprint());
                ends.add(end);
                end.receive(half);
                assertThat(end.count(Counter.DTLS_HANDSHAKES_STARTED)).isEqualTo(1);
                running.add(end);
            }
            TestEnd server = new TestEnd(small, DtlsRole.SERVER, ENGINE.fingerprint());
            TestEnd client = end(DtlsRole.CLIENT, small.fingerprint());
            ends.add(server);
            client.sendsTo(server::receive);
            server.sendsTo(client::receive);
            client.start();
            Awaitility.await().until(() -> server.count(Counter.DTLS_REFUSED) > 1);
            assertThat(server.events).isEmpty();

            running.forEach(TestEnd::closeSession);
            get(client.keys);
            assertThat(server.count(Counter.DTLS_HANDSHAKES_STARTED)).isEqualTo(1);
        }
    }

    @Test
    void holdsABoundedNumberOfRecords_P8() {
        try (DtlsEngine small = new DtlsEngine(new DtlsConfig(15_000, 100, 2, 1, 1), new SecureRandom())) {
            byte[] half = TestRecords.recut(firstHello(), 0, 50, 0);
            TestEnd waiting = null;
            for (int i = 0; i < 3; i++) {
                waiting = new TestEnd(small, DtlsRole.SERVER, small.fingerprint());
                ends.add(waiting);
                waiting.receive(half);
                assertThat(waiting.count(Counter.DTLS_HANDSHAKES_STARTED)).isEqualTo(1);
            }
            for (int i = 0; i < 200; i++) {
                waiting.receive(
                        TestRecords.record(TestRecords.HANDSHAKE, 0, i, TestRecords.message(1, 1500, 0, 0, 1000)));
            }
            assertThat(waiting.count(Counter.DTLS_QUEUE_FULL)).isBetween(150L, 199L);
        }
    }
}
