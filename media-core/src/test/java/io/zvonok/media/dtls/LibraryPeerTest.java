package io.zvonok.media.dtls;

import static io.zvonok.media.dtls.TestEnd.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session of ours with peers that differ from it, and with those that cheat. */
@Timeout(60)
class LibraryPeerTest {
    private static final DtlsEngine ENGINE = new DtlsEngine(new DtlsConfig(15_000, 100, 8, 8, 1), new SecureRandom());

    private final List<TestEnd> ends = new ArrayList<>();

    @AfterAll
    static void closeEngine() {
        ENGINE.close();
    }

    @AfterEach
    void closeEnds() {
        ends.forEach(TestEnd::close);
    }

    private TestEnd ours(DtlsRole role, Fingerprint... expected) {
        TestEnd end = new TestEnd(ENGINE, role, expected);
        ends.add(end);
        return end;
    }

    /** A peer whose datagrams reach the end that is given later. */
    private static final class Late implements Consumer<byte[]> {
        private volatile Consumer<byte[]> to = datagram -> {};

        @Override
        public void accept(byte[] datagram) {
            to.accept(datagram);
        }
    }

    private final Late toOurs = new Late();

    private LibraryPeer peer(String algorithm) {
        return new LibraryPeer(algorithm, toOurs);
    }

    private TestEnd serverFor(LibraryPeer peer, Fingerprint... expected) {
        TestEnd server = ours(DtlsRole.SERVER, expected).sendsTo(peer::onDatagram);
        toOurs.to = server::receive;
        return server;
    }

    private static void assertKeysAgree(DtlsKeys keys, byte[] exported, boolean weAreServer) {
        byte[] client = Arrays.copyOfRange(exported, 0, 16);
        byte[] server = Arrays.copyOfRange(exported, 16, 32);
        assertThat(keys.localKey()).isEqualTo(weAreServer ? server : client);
        assertThat(keys.remoteKey()).isEqualTo(weAreServer ? client : server);
        assertThat(keys.localSalt()[0]).isEqualTo(exported[weAreServer ? 44 : 32]);
    }

    @ParameterizedTest
    @CsvSource({"EC, sha-256", "EC, sha-384", "EC, sha-512", "RSA, sha-256"})
    void acceptsClientsWithEcdsaAndRsaCertificates(String algorithm, String hash) {
        LibraryPeer peer = peer(algorithm);
        TestEnd server = serverFor(peer, peer.fingerprint(hash));
        peer.connect();
        assertKeysAgree(get(server.keys), get(peer.exported), true);
        assertThat(get(server.keys).srtpProfile()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void isTheClientOfPassivePeers(String algorithm) {
        LibraryPeer peer = peer(algorithm);
        peer.profiles = new int[] {7};
        TestEnd client = ours(DtlsRole.CLIENT, peer.fingerprint("sha-256")).sendsTo(peer::onDatagram);
        toOurs.to = client::receive;
        peer.accept();
        client.start();
        assertKeysAgree(get(client.keys), get(peer.exported), false);
        assertThat(peer.clientFingerprint).isEqualTo(ENGINE.fingerprint());
    }

    /** FFmpeg: passive, AES_CM only, and it does not ask for our certificate. */
    @Test
    void takesAesCmFromAPassivePeerThatHasNothingElse() {
        LibraryPeer peer = peer("EC");
        peer.profiles = new int[] {1};
        peer.sendsCertificate = false;
        TestEnd client = ours(DtlsRole.CLIENT, peer.fingerprint("sha-256")).sendsTo(peer::onDatagram);
        toOurs.to = client::receive;
        peer.accept();
        client.start();
        DtlsKeys keys = get(client.keys);
        assertThat(keys.srtpProfile()).isEqualTo(1);
        assertThat(keys.localSalt()).hasSize(14);
    }

    @Test
    void prefersGcmWhateverThePeersOrder() {
        LibraryPeer peer = peer("EC");
        peer.profiles = new int[] {1, 8, 7};
        TestEnd server = serverFor(peer, peer.fingerprint("sha-256"));
        peer.connect();
        assertThat(get(server.keys).srtpProfile()).isEqualTo(7);
    }

    @Test
    void takesAesCmWhenThePeerHasNothingElse() {
        LibraryPeer peer = peer("EC");
        peer.profiles = new int[] {2, 1};
        TestEnd server = serverFor(peer, peer.fingerprint("sha-256"));
        peer.connect();
        assertThat(get(server.keys).srtpProfile()).isEqualTo(1);
        assertThat(get(server.keys).remoteSalt()).hasSize(14);
    }

    @Test
    void reassemblesAHelloOfTwoDatagrams() {
        LibraryPeer peer = peer("EC");
        peer.paddingBytes = 1500;
        TestEnd server = serverFor(peer, peer.fingerprint("sha-256"));
        List<byte[]> firstTwo = new ArrayList<>();
        toOurs.to = datagram -> {
            if (firstTwo.size() < 2) {
                firstTwo.add(datagram);
            }
            server.receive(datagram);
        };
        peer.connect();
        get(server.keys);
        assertThat(firstTwo.get(0)).hasSize(1200);
        assertThat(firstTwo.get(1)[13]).as("the rest of the hello").isEqualTo((byte) 1);
    }

    @Test
    void reassemblesAHelloCutAnewWithOverlaps() {
        LibraryPeer peer = peer("EC");
        peer.paddingBytes = 1500;
        peer.sendLimit = 4000;
        TestEnd server = serverFor(peer, peer.fingerprint("sha-256"));
        toOurs.to = datagram -> {
            if (datagram[13] == 1 && datagram.length > 1500) {
                int length = datagram.length - 25;
                server.receive(TestRecords.recut(datagram, 900, length, 20));
                server.receive(TestRecords.recut(datagram, 300, 1100, 21));
                server.receive(TestRecords.recut(datagram, 300, 1100, 21));
                server.receive(TestRecords.recut(datagram, 0, 500, 22));
            } else {
                server.receive(datagram);
            }
        };
        peer.connect();
        get(server.keys);
    }

    private void assertRefused(LibraryPeer peer, TestEnd server, String reason) throws Exception {
        peer.connect();
        assertThat(get(server.failed)).contains(reason);
        assertThat(server.events).doesNotContain("keys");
        assertThat(peer.exported.handle((keys, failure) -> failure != null).get(20, TimeUnit.SECONDS))
                .as("the peer was told")
                .isTrue();
    }

    @Test
    void aPeerWithoutACertificateGetsNoKeys_P9() throws Exception {
        LibraryPeer peer = peer("EC");
        peer.sendsCertificate = false;
        assertRefused(peer, serverFor(peer, peer.fingerprint("sha-256")), "no certificate");
    }

    @Test
    void aCertificateWithoutItsPrivateKeyGetsNoKeys_P9() throws Exception {
        LibraryPeer peer = peer("EC");
        peer.signsWith = LibraryPeer.newPair("EC");
        assertRefused(peer, serverFor(peer, peer.fingerprint("sha-256")), "decrypt_error");
    }

    @Test
    void aPeerWithoutUseSrtpFailsCleanly() throws Exception {
        LibraryPeer peer = peer("EC");
        peer.profiles = new int[0];
        assertRefused(peer, serverFor(peer, peer.fingerprint("sha-256")), "use_srtp");
    }

    @Test
    void aPeerWithOtherProfilesOnlyFailsCleanly() throws Exception {
        LibraryPeer peer = peer("EC");
        peer.profiles = new int[] {2, 8};
        assertRefused(peer, serverFor(peer, peer.fingerprint("sha-256")), "no SRTP profile in common");
    }

    @Test
    void aPeerWithoutExtendedMasterSecretFailsCleanly() throws Exception {
        LibraryPeer peer = peer("EC");
        peer.extendedMasterSecret = false;
        assertRefused(peer, serverFor(peer, peer.fingerprint("sha-256")), "handshake_failure");
    }

    @Test
    void aServerThatIgnoresUseSrtpGivesNoKeys() {
        LibraryPeer peer = peer("EC");
        peer.profiles = new int[0];
        TestEnd client = ours(DtlsRole.CLIENT, peer.fingerprint("sha-256")).sendsTo(peer::onDatagram);
        toOurs.to = client::receive;
        peer.accept();
        client.start();
        assertThat(get(client.failed)).contains("use_srtp");
    }
}
