package io.zvonok.media.ice;

import static io.zvonok.media.ice.IceHarness.ELSEWHERE;
import static io.zvonok.media.ice.IceHarness.SERVER;
import static io.zvonok.media.ice.IceHarness.WIFI;
import static io.zvonok.media.ice.IceHarness.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.IceParameters;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stun.StunMessage;
import io.zvonok.media.stun.StunWriter;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What is answered, and how. */
class IceAgentTest {
    private static final byte[] ID = "transaction0".getBytes(StandardCharsets.US_ASCII);
    private static final String CONTROLLING = "802a00080000000000000001";
    private static final String CONTROLLED = "802900080000000000000001";

    private final IceHarness call = new IceHarness();

    @Test
    void answersAnAuthenticCheckWithTheAddressItCameFrom() {
        for (InetSocketAddress source : List.of(WIFI, new InetSocketAddress("2001:db8::7", 777))) {
            byte[] check = call.client.check(false);
            assertThat(call.deliver(check, source)).isTrue();
            StunMessage response = response(call.sentTo(source).get(0).bytes());
            assertThat(response.isBindingSuccess()).isTrue();
            assertThat(response.transactionId()).isEqualTo(read(check).transactionId());
            assertThat(response.xorMappedAddress()).isEqualTo(source);
            assertThat(response.fingerprintValid()).isTrue();
            assertThat(response.verifyIntegrity(key(call.agent.local()))).isTrue();
            assertThat(call.agent.isValid(pair(source))).isTrue();
        }
        assertThat(call.count(Counter.STUN_ACCEPTED)).isEqualTo(2);
    }

    @Test
    void connectsAClientBothWays() {
        call.use(WIFI).settle();
        assertThat(call.client.isConnected()).isTrue();
        assertThat(call.client.reflexive()).isEqualTo(WIFI);
        assertThat(call.selected()).isEqualTo(WIFI);
        assertThat(call.agent.isSelectedProven()).isTrue();
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.CONNECTED);
        assertThat(call.told.states).containsExactly(IceAgent.State.CONNECTED);
        assertThat(call.told.selected).containsExactly(WIFI);
        assertThat(call.count(Counter.ICE_PAIR_SELECTED)).isEqualTo(1);
    }

    @Test
    void usesTheFirstValidPathBeforeItsNomination() {
        call.client.nominate(false);
        call.use(WIFI).settle();
        assertThat(call.selected()).isEqualTo(WIFI);
        assertThat(call.sendMedia(1200)).isTrue();
    }

    @Test
    void sendsNothingBeforeItIsCheckedAndOnlyToWhereChecksComeFrom_P5() {
        call.agent.onTimeout(Long.MAX_VALUE - 1);
        assertThat(call.agent.nextTimeoutNanos()).isEqualTo(Nanos.NEVER);
        assertThat(call.told.sent).isEmpty();
        assertThat(call.agent.maySend(1)).isFalse();
        call.use(WIFI).runSeconds(60);
        assertThat(call.told.sent).allMatch(datagram -> datagram.peer().equals(WIFI));
    }

    @Test
    void leavesUnknownUfragUnanswered_P4() {
        assertUnanswered(request("somebody:else", CONTROLLING), Counter.STUN_UNKNOWN_UFRAG);
        assertUnanswered(request(call.client.local().ufrag() + ":" + ufrag(), CONTROLLING), Counter.STUN_UNKNOWN_UFRAG);
        assertUnanswered(request(ufrag(), CONTROLLING), Counter.STUN_UNKNOWN_UFRAG);
        assertUnanswered(request(ufrag() + "x:y", CONTROLLING), Counter.STUN_UNKNOWN_UFRAG);
        assertUnanswered(signed(CONTROLLING, key(call.agent.local())), Counter.STUN_UNKNOWN_UFRAG);
    }

    @Test
    void leavesBadIntegrityUnanswered_P4() {
        byte[] wrongKey = "not the right password..".getBytes(StandardCharsets.UTF_8);
        String attributes = username(ufrag() + ":x") + CONTROLLING;
        assertUnanswered(signed(attributes, wrongKey), Counter.STUN_BAD_INTEGRITY);
        assertUnanswered(fingerprinted(message(0x0001, ID, attributes)), Counter.STUN_BAD_INTEGRITY);
    }

    @Test
    void leavesAMissingOrWrongFingerprintUnanswered_P4() {
        byte[] check = call.client.check(true);
        byte[] wrong = check.clone();
        wrong[wrong.length - 1] ^= 1;
        assertUnanswered(wrong, Counter.STUN_MALFORMED);
        byte[] without = Arrays.copyOf(check, check.length - 8);
        without[3] -= 8;
        assertUnanswered(without, Counter.STUN_MALFORMED);
        assertUnanswered(Arrays.copyOf(check, check.length - 4), Counter.STUN_MALFORMED);
    }

    @Test
    void takesTheChecksOfRealBrowsers() {
        String googNetworkInfo = "c05700040001000a";
        String chromium = username(ufrag() + ":abcd") + googNetworkInfo + CONTROLLING + "002400046e7f1eff";
        assertThat(call.deliver(signed(chromium, key(call.agent.local())), WIFI))
                .isTrue();
        assertThat(response(call.sentTo(WIFI).get(0).bytes()).isBindingSuccess())
                .isTrue();
    }

    @Test
    void refusesUnknownRequiredAttributesOfAuthenticRequestsOnly_P4() {
        String strange = username(ufrag() + ":x") + CONTROLLING + "7ffe0000" + "00030000";
        assertUnanswered(signed(strange, new byte[] {1}), Counter.STUN_BAD_INTEGRITY);

        assertThat(call.deliver(signed(strange, key(call.agent.local())), WIFI)).isTrue();
        byte[] bytes = call.sentTo(WIFI).get(0).bytes();
        assertThat(response(bytes).errorCode()).isEqualTo(420);
        assertThat(response(bytes).verifyIntegrity(key(call.agent.local()))).isTrue();
        assertThat(HexFormat.of().formatHex(bytes)).contains("000a00047ffe0003");
        assertThat(call.agent.isValid(pair(WIFI))).isFalse();
    }

    @Test
    void tellsAPeerThatClaimsToBeControlledToSwitch() {
        assertThat(call.deliver(request(ufrag() + ":x", CONTROLLED), WIFI)).isTrue();
        assertThat(response(call.sentTo(WIFI).get(0).bytes()).errorCode()).isEqualTo(487);
        assertThat(call.agent.isValid(pair(WIFI))).isFalse();
        assertThat(call.agent.selected()).isNull();
    }

    @Test
    void answersWithAtMost32BytesMoreThanWereAsked_P4() {
        StringBuilder unknown = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            for (String role : List.of("", CONTROLLING, CONTROLLED)) {
                for (InetSocketAddress source : List.of(WIFI, new InetSocketAddress("2001:db8::7", 777))) {
                    byte[] request = request(ufrag() + ":", role + unknown);
                    int before = call.told.sent.size();
                    call.now += Nanos.fromMillis(10);
                    assertThat(call.deliver(request, source)).isTrue();
                    byte[] response = call.told.sent.get(before).bytes();
                    assertThat(response(response).transactionId()).isEqualTo(ID);
                    assertThat(response.length).isLessThanOrEqualTo(request.length + 32);
                }
            }
            unknown.append(String.format("70%02x0000", i));
        }
    }

    @Test
    void asksInTheNameOfBothAndAsTheControlledEnd() {
        call.use(WIFI).settle();
        StunMessage check = read(call.sentTo(WIFI).get(1).bytes());
        assertThat(check.isBindingRequest()).isTrue();
        assertThat(check.username()).isEqualTo(call.client.local().ufrag() + ":" + ufrag());
        assertThat(check.iceControlled()).isNotNull();
        assertThat(check.iceControlling()).isNull();
        assertThat(check.useCandidate()).isFalse();
        assertThat(check.priority()).isEqualTo((110L << 24) + (65535 << 8) + 255);
        assertThat(check.fingerprintValid()).isTrue();
        assertThat(check.verifyIntegrity(key(call.client.local()))).isTrue();
    }

    @Test
    void makesCredentialsNobodyGuesses_M9() {
        IceParameters own = call.agent.local();
        IceParameters other = new IceHarness().agent.restart(new IceParameters("abcd", "e".repeat(22)), 0);
        assertThat(own.ufrag()).matches("[A-Za-z0-9+/]{8}").isNotEqualTo(other.ufrag());
        assertThat(own.password()).matches("[A-Za-z0-9+/]{24}").isNotEqualTo(other.password());
    }

    @Test
    void measuresTheRoundTripOfItsOwnChecks() {
        assertThat(call.agent.roundTripNanos()).isEqualTo(-1);
        call.client.answer(false);
        call.use(WIFI).settle();
        assertThat(call.agent.roundTripNanos()).isEqualTo(-1);
        byte[] check = call.sentTo(WIFI).get(1).bytes();
        call.now += Nanos.fromMillis(80);
        byte[] answer = StunWriter.bindingSuccess(read(check).transactionId(), SERVER, key(call.client.local()));
        assertThat(call.deliver(answer, WIFI)).isTrue();
        assertThat(call.agent.roundTripNanos()).isEqualTo(Nanos.fromMillis(80));
    }

    @Test
    void ignoresAnswersToNothingItAsked() {
        call.use(WIFI).settle();
        byte[] answer = StunWriter.bindingSuccess(ID, SERVER, key(call.client.local()));
        assertThat(call.deliver(answer, WIFI)).isFalse();
        assertThat(call.deliver(answer, ELSEWHERE)).isFalse();
        assertThat(call.count(Counter.STUN_UNEXPECTED_RESPONSE)).isEqualTo(2);
    }

    @Test
    void discardsAnswersWithUnknownRequiredAttributes() {
        call.client.answer(false);
        call.use(WIFI).settle();
        byte[] id = read(call.sentTo(WIFI).get(1).bytes()).transactionId();
        byte[] key = key(call.client.local());
        assertThat(call.deliver(signed(0x0101, id, "7ffe0000", key), WIFI)).isFalse();
        assertThat(call.agent.isSelectedProven()).isFalse();
        assertThat(call.deliver(signed(0x0101, id, "fffe0000", key), WIFI))
                .as("an optional one")
                .isTrue();
        assertThat(call.agent.isSelectedProven()).isTrue();
    }

    @Test
    void survivesAnyDatagramAndStaysUsable_P14() {
        call.use(WIFI).settle();
        List<IceHarness.Datagram> known = List.copyOf(call.sentByClient);
        for (int seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] valid = known.get(random.nextInt(known.size())).bytes();
            byte[] datagram = Arrays.copyOf(valid, random.nextInt(4) == 0 ? random.nextInt(2001) : valid.length);
            for (int i = random.nextInt(5); i > 0 && datagram.length > 0; i--) {
                datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
            }
            call.now += Nanos.fromMillis(1);
            try {
                call.deliver(datagram, random.nextBoolean() ? WIFI : ELSEWHERE);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(call.agent.state()).isNotEqualTo(IceAgent.State.FAILED);
        assertThat(call.selected()).isEqualTo(WIFI);
    }

    private void assertUnanswered(byte[] datagram, Counter reason) {
        long before = call.count(reason);
        assertThat(call.deliver(datagram, WIFI)).isFalse();
        assertThat(call.told.sent).isEmpty();
        assertThat(call.told.valid).isEmpty();
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.NEW);
        assertThat(call.count(reason)).isEqualTo(before + 1);
    }

    private String ufrag() {
        return call.agent.local().ufrag();
    }

    /** An authentic request with these attributes behind USERNAME. */
    private byte[] request(String username, String attributesInHex) {
        return signed(username(username) + attributesInHex, key(call.agent.local()));
    }

    private static String username(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return String.format("0006%04x", bytes.length)
                + HexFormat.of().formatHex(Arrays.copyOf(bytes, bytes.length + 3 & ~3));
    }

    private static byte[] signed(String attributesInHex, byte[] key) {
        return signed(0x0001, ID, attributesInHex, key);
    }

    /** Not by StunWriter, which makes no such messages. */
    private static byte[] signed(int type, byte[] id, String attributesInHex, byte[] key) {
        byte[] message = message(type, id, attributesInHex);
        ByteBuffer out =
                ByteBuffer.allocate(message.length + 24).put(message).putShort(2, (short) (message.length + 4));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            mac.update(out.array(), 0, message.length);
            out.putShort((short) 8).putShort((short) 20).put(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return fingerprinted(out.array());
    }

    private static byte[] fingerprinted(byte[] message) {
        ByteBuffer out =
                ByteBuffer.allocate(message.length + 8).put(message).putShort(2, (short) (message.length - 12));
        CRC32 crc = new CRC32();
        crc.update(out.array(), 0, message.length);
        return out.putShort((short) 0x8028)
                .putShort((short) 4)
                .putInt((int) crc.getValue() ^ 0x5354554E)
                .array();
    }

    private static byte[] message(int type, byte[] id, String attributesInHex) {
        byte[] attributes = HexFormat.of().parseHex(attributesInHex);
        return ByteBuffer.allocate(20 + attributes.length)
                .putShort((short) type)
                .putShort((short) attributes.length)
                .putInt(0x2112A442)
                .put(id)
                .put(attributes)
                .array();
    }

    private static StunMessage response(byte[] bytes) {
        StunMessage message = read(bytes);
        assertThat(message.isBindingSuccess() || message.isBindingError()).isTrue();
        return message;
    }

    private static StunMessage read(byte[] bytes) {
        StunMessage message = StunMessage.parse(bytes, 0, bytes.length);
        assertThat(message).isNotNull();
        return message;
    }

    private static byte[] key(IceParameters parameters) {
        return parameters.password().getBytes(StandardCharsets.UTF_8);
    }
}
