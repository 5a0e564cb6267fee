package io.zvonok.media.ice;

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
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** RFC 8445 section 9 as the lite end sees it. */
class IceAgentRestartTest {
    @Test
    void oldPairGoesOnUntilANewOneIsNominatedAndAnswers() {
        IceHarness call = IceHarness.connected();
        IceParameters old = call.agent.local();
        byte[] oldCheck = call.client.check(true);
        restart(call);
        assertThat(call.agent.local()).isNotEqualTo(old);
        assertThat(call.agent.previousLocal()).isEqualTo(old);
        assertThat(call.selected()).isEqualTo(WIFI);
        assertThat(call.sendMedia(1200)).isTrue();
        assertThat(call.deliver(oldCheck, WIFI)).as("answered still").isTrue();

        call.client.answer(false);
        call.use(MOBILE).settle();
        assertThat(call.selected()).isEqualTo(WIFI);
        assertThat(call.agent.previousLocal()).isEqualTo(old);
        call.client.answer(true);
        call.runSeconds(1);
        assertThat(call.selected()).isEqualTo(MOBILE);
        assertThat(call.agent.previousLocal()).isNull();
        assertThat(call.deliver(oldCheck, WIFI)).isFalse();
        assertThat(call.count(Counter.STUN_UNKNOWN_UFRAG)).isEqualTo(1);
        assertThat(call.agent.isValid(pair(WIFI)))
                .as("for what is still on its way")
                .isTrue();
        assertThat(call.told.states).containsExactly(IceAgent.State.CONNECTED);
    }

    @Test
    void consentOfTheOldPairIsKeptWithItsOldCredentials() {
        IceHarness call = IceHarness.connected();
        restart(call);
        call.client.stopChecks();
        call.runSeconds(120);
        assertThat(call.selected()).isEqualTo(WIFI);
        assertThat(call.agent.previousLocal()).isNotNull();
        assertThat(call.told.states).containsExactly(IceAgent.State.CONNECTED);
    }

    @Test
    void checkWithoutNominationUnderNewCredentialsChangesNothing() {
        IceHarness call = IceHarness.connected();
        restart(call);
        call.client.nominate(false);
        call.use(MOBILE).runSeconds(2);
        assertThat(call.selected()).isEqualTo(WIFI);
        assertThat(call.agent.previousLocal()).isNotNull();
    }

    @Test
    void sameAddressUnderNewCredentialsCompletesTheRestart() {
        IceHarness call = IceHarness.connected();
        restart(call);
        call.client.answer(false);
        call.use(WIFI).settle();
        assertThat(call.agent.previousLocal())
                .as("the path has not answered under them")
                .isNotNull();
        call.client.answer(true);
        call.runSeconds(1);
        assertThat(call.agent.previousLocal()).isNull();
        assertThat(call.told.selected).containsExactly(WIFI);
        call.runSeconds(60);
        assertThat(call.told.states).containsExactly(IceAgent.State.CONNECTED);
    }

    @Test
    void answerUnderNewCredentialsWithoutNominationDoesNotCompleteTheRestart() {
        IceHarness call = IceHarness.connected();
        restart(call);
        call.client.nominate(false);
        call.use(WIFI).runSeconds(10);
        assertThat(call.agent.previousLocal()).isNotNull();
    }

    @Test
    void answerUnderOldCredentialsDoesNotCompleteTheRestart() {
        IceHarness call = IceHarness.connected();
        call.client.answer(false);
        call.runSeconds(7);
        byte[] oldCheck = call.told.sent.stream()
                .map(IceHarness.Datagram::bytes)
                .filter(bytes -> StunMessage.parse(bytes, 0, bytes.length).isBindingRequest())
                .reduce((first, second) -> second)
                .orElseThrow();
        byte[] oldKey = call.client.local().password().getBytes(StandardCharsets.UTF_8);
        restart(call);
        call.use(WIFI).settle();
        byte[] id = StunMessage.parse(oldCheck, 0, oldCheck.length).transactionId();
        assertThat(call.deliver(StunWriter.bindingSuccess(id, SERVER, oldKey), WIFI))
                .isTrue();
        assertThat(call.agent.previousLocal()).isNotNull();
    }

    @Test
    void oldNominationDoesNotOutrankANewOne() {
        IceHarness call = IceHarness.connected();
        byte[] oldCheck = call.client.check(true);
        restart(call);
        call.client.answer(false);
        call.use(MOBILE).settle();
        call.deliver(oldCheck, WIFI);
        call.client.answer(true);
        call.runSeconds(1);
        assertThat(call.selected()).isEqualTo(MOBILE);
    }

    @Test
    void oldNominationOfTheSamePathTakesNothingBack() {
        IceHarness call = IceHarness.connected();
        byte[] oldCheck = call.client.check(true);
        restart(call);
        call.client.answer(false);
        call.use(WIFI).settle();
        call.client.stopChecks();
        call.deliver(oldCheck, WIFI);
        call.client.answer(true);
        call.runSeconds(2);
        assertThat(call.agent.previousLocal()).isNull();
    }

    @Test
    void pathThatLostConsentStartsOverUnproven_P7() {
        IceHarness call = IceHarness.connected();
        byte[] oldCheck = call.client.check(true);
        call.cut.add(WIFI);
        call.client.stopChecks();
        call.runSeconds(20);
        restart(call);
        call.run(Nanos.fromMillis(10_100));
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.NEW);
        assertThat(call.deliver(oldCheck, WIFI)).isTrue();
        assertThat(call.selected()).isEqualTo(WIFI);
        assertThat(call.agent.isSelectedProven()).isFalse();
        assertThat(call.sendMedia(3 * oldCheck.length)).isFalse();
    }

    @Test
    void sameCredentialsAreNoRestart() {
        IceHarness call = IceHarness.connected();
        IceParameters local = call.agent.local();
        assertThat(call.agent.restart(call.client.local(), call.now)).isEqualTo(local);
        assertThat(call.agent.previousLocal()).isNull();
    }

    @Test
    void secondRestartBeforeTheFirstIsDoneKeepsThePair() {
        IceHarness call = IceHarness.connected();
        IceParameters first = call.agent.local();
        restart(call);
        IceParameters second = call.agent.local();
        restart(call);
        assertThat(call.agent.previousLocal()).isEqualTo(first);
        assertThat(call.agent.local()).isNotEqualTo(second);
        assertThat(call.selected()).isEqualTo(WIFI);
        call.use(MOBILE).runSeconds(1);
        assertThat(call.selected()).isEqualTo(MOBILE);
    }

    @Test
    void twentyRestartsInOneLessonLoseNothing() {
        IceHarness call = IceHarness.connected();
        for (int i = 0; i < 20; i++) {
            restart(call);
            call.use(i % 2 == 0 ? MOBILE : WIFI).runSeconds(20);
            assertThat(call.agent.previousLocal()).isNull();
            assertThat(call.sendMedia(1200)).isTrue();
        }
        assertThat(call.told.states).containsExactly(IceAgent.State.CONNECTED);
        assertThat(call.told.selected).hasSize(21);
    }

    @Test
    void leadsOutOfLostConsent() {
        IceHarness call = IceHarness.connected();
        call.cut.add(WIFI);
        call.runSeconds(31);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.FAILED);
        restart(call);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.NEW);
        assertThat(call.agent.previousLocal()).isNull();
        call.use(MOBILE).settle();
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.CONNECTED);
        assertThat(call.selected()).isEqualTo(MOBILE);
    }

    @Test
    void doesNotReviveAClosedAgent_P7() {
        IceHarness call = IceHarness.connected();
        call.agent.close();
        restart(call);
        call.use(MOBILE).runSeconds(1);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.FAILED);
    }

    @Test
    void waitsForTheNewPathWhenTheOldOneDiesMeanwhile_P7() {
        IceHarness call = IceHarness.connected();
        call.cut.add(WIFI);
        call.client.stopChecks();
        call.runSeconds(20);
        restart(call);
        call.run(Nanos.fromMillis(10_100));
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.NEW);
        assertThat(call.sendMedia(1)).as("consent for the old path is gone").isFalse();
        call.use(MOBILE).settle();
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.CONNECTED);
        assertThat(call.agent.previousLocal()).isNull();
    }

    @Test
    void failsThirtySecondsAfterARestartThatLedNowhere() {
        IceHarness call = IceHarness.connected();
        call.cut.add(WIFI);
        call.client.stopChecks();
        call.runSeconds(20);
        restart(call);
        call.runSeconds(29);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.NEW);
        call.runSeconds(2);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.FAILED);
        assertThat(call.agent.nextTimeoutNanos()).isEqualTo(Nanos.NEVER);
    }

    /** As signalling does it: the client's new credentials come in an offer, ours go back in the answer. */
    private static void restart(IceHarness call) {
        IceParameters ofClient = call.client.restart();
        call.client.setRemote(call.agent.restart(ofClient, call.now));
    }
}
