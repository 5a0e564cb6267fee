package io.zvonok.media.ice;

import static io.zvonok.media.ice.IceHarness.ELSEWHERE;
import static io.zvonok.media.ice.IceHarness.MOBILE;
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
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Which path is used, and how much of it. */
class IceAgentPathTest {
    @Test
    void sendsAnUnprovenPathThreeTimesWhatCameFromIt_P12() {
        IceHarness call = new IceHarness();
        call.client.answer(false);
        call.client.use(WIFI, SERVER, call.now);
        call.client.stopChecks();
        call.settle();
        assertThat(call.agent.isSelectedProven()).isFalse();
        call.media(10_000, WIFI);
        int sent = 0;
        while (call.sendMedia(1000)) {
            sent += 1000;
        }
        assertThat(sent).isBetween(29_000, 30_000 + 3 * 120);
        assertThat(call.count(Counter.ICE_UNPROVEN_LIMIT)).isEqualTo(1);
        call.runSeconds(4);
        assertThat(call.bytesTo(WIFI)).isLessThanOrEqualTo(3 * call.bytesFrom(WIFI));

        call.media(400, WIFI);
        assertThat(call.sendMedia(1000)).isTrue();
        assertThat(call.sendMedia(1000)).isFalse();
    }

    @Test
    void liftsTheLimitWhenThePathAnswers_P12() {
        IceHarness call = IceHarness.connected();
        for (int i = 0; i < 1000; i++) {
            assertThat(call.sendMedia(1200)).isTrue();
        }
    }

    @Test
    void repeatsItsChecksOnAnUnprovenPathWithinTheLimit_P12() {
        IceHarness call = new IceHarness();
        call.client.answer(false);
        call.use(WIFI).settle();
        call.client.stopChecks();
        call.runSeconds(10);
        assertThat(call.bytesTo(WIFI)).isLessThanOrEqualTo(3 * call.bytesFrom(WIFI));
        assertThat(call.sentTo(WIFI)).hasSizeBetween(2, 4);

        call.client.answer(true);
        call.media(200, WIFI);
        call.runSeconds(3);
        assertThat(call.agent.isSelectedProven()).isTrue();
    }

    @Test
    void copiedCheckFromElsewhereDoesNotMoveMedia_P3() {
        IceHarness call = IceHarness.connected().runSeconds(3);
        byte[] captured = lastCheck(call);
        assertThat(read(captured).useCandidate()).isTrue();
        for (int i = 0; i < 1000; i++) {
            call.deliver(captured, ELSEWHERE);
            call.run(Nanos.fromMillis(10));
            assertThat(call.selected()).isEqualTo(WIFI);
        }
        assertThat(call.told.selected).containsExactly(WIFI);
        assertThat(call.bytesTo(ELSEWHERE)).isLessThanOrEqualTo(3 * call.bytesFrom(ELSEWHERE));
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.CONNECTED);
    }

    @Test
    void copyThatOvertakesTheFirstCheckHoldsUpNobody_P3() {
        IceHarness call = new IceHarness();
        byte[] first = call.client.check(true);
        call.deliver(first, ELSEWHERE);
        assertThat(call.selected()).as("nobody else is there yet").isEqualTo(ELSEWHERE);
        call.client.answer(false);
        call.use(WIFI).settle();
        call.deliver(call.client.check(true), ELSEWHERE);
        assertThat(call.selected()).isEqualTo(ELSEWHERE);
        call.deliver(answer(call, lastCheckTo(call, WIFI)), WIFI);
        assertThat(call.selected()).as("whoever named it last").isEqualTo(WIFI);
    }

    @Test
    void keepsTheOldPathUntilTheNewOneAnswers_P3() {
        IceHarness call = IceHarness.connected();
        call.client.answer(false);
        call.use(MOBILE).run(Nanos.fromMillis(700));
        assertThat(call.client.isConnected()).isTrue();
        assertThat(call.selected()).isEqualTo(WIFI);
        assertThat(call.sendMedia(1200)).isTrue();
        assertThat(call.agent.isValid(pair(MOBILE)))
                .as("its media is taken already")
                .isTrue();

        call.client.answer(true);
        call.run(Nanos.fromMillis(1600));
        assertThat(call.selected()).isEqualTo(MOBILE);
        assertThat(call.agent.isSelectedProven()).isTrue();
        assertThat(call.agent.isValid(pair(WIFI)))
                .as("what is on its way still arrives")
                .isTrue();
    }

    @Test
    void movesWithinOneRoundTripOfTheNomination() {
        IceHarness call = IceHarness.connected();
        long before = call.now;
        call.use(MOBILE).settle();
        assertThat(call.selected()).isEqualTo(MOBILE);
        assertThat(call.now).isEqualTo(before);
        assertThat(call.told.selected).containsExactly(WIFI, MOBILE);
    }

    @Test
    void leavesThePathItLeftAlone() {
        IceHarness call = IceHarness.connected();
        call.use(MOBILE).settle();
        long checks = checksTo(call, WIFI);
        call.runSeconds(20);
        assertThat(checksTo(call, WIFI)).isEqualTo(checks);
        assertThat(checksTo(call, MOBILE)).isGreaterThan(3);
    }

    @Test
    void doesNotMoveWithoutNomination() {
        IceHarness call = IceHarness.connected();
        call.client.nominate(false);
        call.use(MOBILE).runSeconds(5);
        assertThat(call.client.isConnected()).isTrue();
        assertThat(call.selected()).isEqualTo(WIFI);
    }

    @Test
    void asksAPathAgainThatWasProvenLongAgo_P3() {
        IceHarness call = IceHarness.connected();
        call.use(MOBILE).runSeconds(5);
        byte[] ofWifi = call.client.check(true);
        call.cut.add(WIFI);
        call.deliver(ofWifi, WIFI);
        call.runSeconds(2);
        assertThat(call.told.selected)
                .as("a copy of an old check names a path that is dead by now")
                .containsExactly(WIFI, MOBILE);
    }

    @Test
    void answerToACheckOfBeforeTheNominationProvesNothing_P3() {
        IceHarness call = IceHarness.connected();
        call.client.answer(false);
        call.runSeconds(6);
        byte[] early = lastCheckTo(call, WIFI);
        call.client.answer(true);
        call.use(MOBILE).settle();
        assertThat(call.selected()).isEqualTo(MOBILE);

        call.client.answer(false);
        call.now += Nanos.fromMillis(5);
        call.deliver(call.client.check(true), WIFI);
        call.settle();
        call.deliver(answer(call, early), WIFI);
        assertThat(call.selected()).isEqualTo(MOBILE);
        call.deliver(answer(call, lastCheckTo(call, WIFI)), WIFI);
        assertThat(call.selected()).isEqualTo(WIFI);
    }

    @Test
    void answerFromAnotherAddressProvesNothing_P3() {
        IceHarness call = IceHarness.connected();
        call.client.answer(false);
        call.use(MOBILE).settle();
        byte[] check = call.sentTo(MOBILE).get(1).bytes();
        assertThat(read(check).isBindingRequest()).isTrue();
        assertThat(call.deliver(answer(call, check), WIFI)).isFalse();
        assertThat(call.selected()).isEqualTo(WIFI);
        assertThat(call.deliver(answer(call, check), MOBILE)).isTrue();
        assertThat(call.selected()).isEqualTo(MOBILE);
    }

    @Test
    void forgedAnswerProvesNothingAndDoesNotSpoilTheRealOne_P3() {
        IceHarness call = IceHarness.connected();
        call.client.answer(false);
        call.use(MOBILE).settle();
        StunMessage check = read(call.sentTo(MOBILE).get(1).bytes());
        byte[] forged = StunWriter.bindingSuccess(check.transactionId(), SERVER, new byte[] {1, 2, 3});
        assertThat(call.deliver(forged, MOBILE)).isFalse();
        assertThat(call.selected()).isEqualTo(WIFI);
        assertThat(call.deliver(answer(call, call.sentTo(MOBILE).get(1).bytes()), MOBILE))
                .isTrue();
        assertThat(call.selected()).isEqualTo(MOBILE);
    }

    @Test
    void followsTheLatestOfTwoNominations() {
        IceHarness call = IceHarness.connected();
        call.client.answer(false);
        call.use(MOBILE).settle();
        byte[] checkOfMobile = call.sentTo(MOBILE).get(1).bytes();
        call.deliver(call.client.check(true), WIFI);
        assertThat(call.deliver(answer(call, checkOfMobile), MOBILE)).isTrue();
        assertThat(call.selected()).as("the client changed its mind back").isEqualTo(WIFI);
    }

    @Test
    void repetitionOfANominationIsNoNewOne() {
        IceHarness call = IceHarness.connected().runSeconds(3);
        byte[] ofWifi = lastCheck(call);
        call.client.answer(false);
        call.use(MOBILE).settle();
        byte[] checkOfMobile = call.sentTo(MOBILE).get(1).bytes();
        call.deliver(ofWifi, WIFI);
        call.deliver(answer(call, checkOfMobile), MOBILE);
        assertThat(call.selected()).isEqualTo(MOBILE);
    }

    @Test
    void givesUpOnAPathThatNeverAnswersUntilItIsNominatedAgain() {
        IceHarness call = IceHarness.connected();
        call.client.answer(false);
        byte[] nomination = call.client.check(true);
        call.deliver(nomination, MOBILE);
        call.media(10_000, MOBILE);
        call.runSeconds(12);
        long checks = checksTo(call, MOBILE);
        assertThat(checks).isEqualTo(IceConfig.defaults().maxProofChecks());

        call.deliver(call.client.check(true), MOBILE);
        call.client.answer(true);
        call.runSeconds(1);
        assertThat(checksTo(call, MOBILE)).isGreaterThan(checks);
    }

    private static long checksTo(IceHarness call, InetSocketAddress peer) {
        return call.sentTo(peer).stream()
                .filter(datagram -> read(datagram.bytes()).isBindingRequest())
                .count();
    }

    /** The latest check of the client. */
    private static byte[] lastCheck(IceHarness call) {
        return call.sentByClient.stream()
                .map(IceHarness.Datagram::bytes)
                .filter(bytes -> read(bytes).isBindingRequest())
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** The latest check of the agent. */
    private static byte[] lastCheckTo(IceHarness call, InetSocketAddress peer) {
        return call.sentTo(peer).stream()
                .map(IceHarness.Datagram::bytes)
                .filter(bytes -> read(bytes).isBindingRequest())
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static byte[] answer(IceHarness call, byte[] check) {
        IceParameters local = call.client.local();
        return StunWriter.bindingSuccess(
                read(check).transactionId(), SERVER, local.password().getBytes(StandardCharsets.UTF_8));
    }

    private static StunMessage read(byte[] bytes) {
        StunMessage message = StunMessage.parse(bytes, 0, bytes.length);
        assertThat(message).isNotNull();
        return message;
    }
}
