package io.zvonok.media.ice;

import static io.zvonok.media.ice.IceHarness.MOBILE;
import static io.zvonok.media.ice.IceHarness.SERVER;
import static io.zvonok.media.ice.IceHarness.WIFI;
import static io.zvonok.media.ice.IceHarness.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stun.StunMessage;
import io.zvonok.media.stun.StunWriter;
import io.zvonok.media.time.Nanos;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long sending goes on, and what silence means. */
class IceAgentConsentTest {
    private static final long TICK_NANOS = Nanos.fromMillis(10);

    @Test
    void stopsSendingThirtySecondsAfterTheLastAnswer_P7() {
        IceHarness call = IceHarness.connected();
        long answered = call.now;
        call.cut.add(WIFI);
        while (call.sendMedia(100)) {
            call.run(TICK_NANOS);
            assertThat(call.now - answered).isLessThanOrEqualTo(Nanos.fromSeconds(30) + TICK_NANOS);
        }
        assertThat(call.now - answered).isGreaterThan(Nanos.fromSeconds(29));
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.FAILED);
        assertThat(call.told.valid).isEmpty();
        assertThat(call.count(Counter.ICE_CONSENT_LOST)).isEqualTo(1);

        int sent = call.told.sent.size();
        call.cut.clear();
        call.runSeconds(60);
        assertThat(call.told.sent)
                .as("not even answers: the client is to see that it must restart")
                .hasSize(sent);
        assertThat(call.agent.nextTimeoutNanos()).isEqualTo(Nanos.NEVER);
    }

    @Test
    void mediaAndChecksOfThePeerAreNoConsent_P7() {
        IceHarness call = IceHarness.connected();
        call.client.answer(false);
        for (int i = 0; i < 29; i++) {
            call.media(1200, WIFI);
            call.runSeconds(1);
            assertThat(call.agent.state()).isEqualTo(IceAgent.State.CONNECTED);
        }
        call.runSeconds(2);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.FAILED);
    }

    @Test
    void pathThatNeverAnsweredIsGivenUpAfterThirtySeconds_P7() {
        IceHarness call = new IceHarness();
        call.client.answer(false);
        call.use(WIFI).runSeconds(29);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.CONNECTED);
        call.runSeconds(2);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.FAILED);
    }

    @Test
    void repeatedAnswersKeepNoConsent_P7() {
        IceHarness call = IceHarness.connected().runSeconds(20);
        List<byte[]> answers = call.sentByClient.stream()
                .map(IceHarness.Datagram::bytes)
                .filter(bytes -> read(bytes).isBindingSuccess())
                .toList();
        assertThat(answers).hasSizeGreaterThan(2);
        call.client.answer(false);
        for (int i = 0; i < 31; i++) {
            answers.forEach(answer -> assertThat(call.deliver(answer, WIFI)).isFalse());
            call.runSeconds(1);
        }
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.FAILED);
    }

    @Test
    void stopsAtOnceWhenThePeerForbids_P7() {
        IceHarness call = IceHarness.connected();
        call.client.answer(false);
        call.runSeconds(7);
        byte[] check = call.told.sent.stream()
                .map(IceHarness.Datagram::bytes)
                .filter(bytes -> read(bytes).isBindingRequest())
                .reduce((first, second) -> second)
                .orElseThrow();
        byte[] id = read(check).transactionId();
        call.deliver(StunWriter.bindingError(id, 403, List.of(), new byte[] {1}), WIFI);
        assertThat(call.agent.state()).as("anybody may say so").isEqualTo(IceAgent.State.CONNECTED);
        byte[] key = call.client.local().password().getBytes(StandardCharsets.UTF_8);
        call.deliver(StunWriter.bindingError(id, 500, List.of(), key), WIFI);
        assertThat(call.agent.state()).as("another error").isEqualTo(IceAgent.State.CONNECTED);
        call.deliver(StunWriter.bindingError(id, 403, List.of(), key), WIFI);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.FAILED);
        assertThat(call.sendMedia(1)).isFalse();
    }

    @Test
    void closesAtOnceAndForEver_P7() {
        IceHarness call = IceHarness.connected();
        call.agent.close();
        assertThat(call.sendMedia(1)).isFalse();
        assertThat(call.agent.isValid(pair(WIFI))).isFalse();
        assertThat(call.told.valid).isEmpty();
        int sent = call.told.sent.size();
        call.use(MOBILE).runSeconds(5);
        assertThat(call.told.sent).hasSize(sent);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.FAILED);
        assertThat(call.told.states).containsExactly(IceAgent.State.CONNECTED, IceAgent.State.FAILED);
    }

    @Test
    void asksEveryFourToSixSecondsAtRandom() {
        IceHarness call = IceHarness.connected();
        call.runSeconds(300);
        List<Long> times = call.told.sent.stream()
                .filter(datagram -> read(datagram.bytes()).isBindingRequest())
                .map(IceHarness.Datagram::nanos)
                .toList();
        assertThat(times).hasSizeBetween(50, 76);
        long shortest = Long.MAX_VALUE;
        long longest = 0;
        for (int i = 1; i < times.size(); i++) {
            shortest = Math.min(shortest, times.get(i) - times.get(i - 1));
            longest = Math.max(longest, times.get(i) - times.get(i - 1));
        }
        assertThat(shortest).isBetween(Nanos.fromMillis(4000), Nanos.fromMillis(4300));
        assertThat(longest).isBetween(Nanos.fromMillis(5700), Nanos.fromMillis(6010));
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.CONNECTED);
    }

    @Test
    void asksMoreOftenWhileNoAnswerComesSoThatLossIsNotTakenForLeaving() {
        IceHarness call = IceHarness.connected().runSeconds(10);
        int before = checks(call);
        call.client.answer(false);
        call.runSeconds(23);
        assertThat(checks(call) - before).isBetween(15, 28);
        call.client.answer(true);
        call.runSeconds(2);
        before = checks(call);
        call.runSeconds(20);
        assertThat(checks(call) - before).as("calm again").isBetween(3, 5);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.CONNECTED);
    }

    @Test
    void survivesTenMinutesInWhichThePeerOnlyAnswers() {
        IceHarness call = IceHarness.connected();
        call.client.stopChecks();
        call.runSeconds(600);
        assertThat(call.told.states).containsExactly(IceAgent.State.CONNECTED);
    }

    @Test
    void fallsSilentAfterFiveSecondsThoughAskedBefore() {
        IceHarness call = IceHarness.connected().runSeconds(1);
        long heard = call.now;
        call.media(100, WIFI);
        call.cut.add(WIFI);
        call.client.stopChecks();
        call.run(Nanos.fromMillis(4990));
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.CONNECTED);
        assertThat(call.told.sent.get(call.told.sent.size() - 1).nanos()).isGreaterThan(heard);
        call.run(Nanos.fromMillis(20));
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.SILENT);
        assertThat(call.sendMedia(1200)).as("consent is still there").isTrue();

        call.media(100, WIFI);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.CONNECTED);
        call.run(Nanos.fromMillis(5010));
        assertThat(call.told.states)
                .containsExactly(
                        IceAgent.State.CONNECTED,
                        IceAgent.State.SILENT,
                        IceAgent.State.CONNECTED,
                        IceAgent.State.SILENT);
    }

    @Test
    void bindingIndicationIsASignOfLifeFromAKnownPathOnly() {
        IceHarness call = IceHarness.connected();
        byte[] indication = call.client.check(false);
        indication[1] = 0x11;
        assertThat(call.deliver(indication, WIFI)).isTrue();
        assertThat(call.deliver(indication, MOBILE)).isFalse();
        assertThat(call.agent.isValid(pair(MOBILE))).isFalse();
    }

    @Test
    void answerOverALongRoundTripIsAnAnswer() {
        IceHarness call = new IceHarness();
        call.client.answer(false);
        call.use(WIFI).settle();
        byte[] check = call.sentTo(WIFI).get(1).bytes();
        call.run(Nanos.fromMillis(1200));
        assertThat(call.sentTo(WIFI).stream()
                        .filter(datagram -> read(datagram.bytes()).isBindingRequest()))
                .as("asked again meanwhile")
                .hasSizeGreaterThan(2);
        byte[] key = call.client.local().password().getBytes(StandardCharsets.UTF_8);
        call.deliver(StunWriter.bindingSuccess(read(check).transactionId(), SERVER, key), WIFI);
        assertThat(call.agent.isSelectedProven()).isTrue();
        assertThat(call.agent.roundTripNanos()).isEqualTo(Nanos.fromMillis(1200));
    }

    private static int checks(IceHarness call) {
        return (int) call.told.sent.stream()
                .filter(datagram -> read(datagram.bytes()).isBindingRequest())
                .count();
    }

    private static StunMessage read(byte[] bytes) {
        StunMessage message = StunMessage.parse(bytes, 0, bytes.length);
        assertThat(message).isNotNull();
        return message;
    }
}
