package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.PeerSpec.voice;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.stats.Counter;
import org.junit.jupiter.api.Test;

/** Redundant audio (RFC 2198): made where a link loses packets, and passed on in the listener's own payload types. */
class RedScenarioTest {
    private Scenario call;
    private TestPeer speaker;

    private void start(long seed, PeerSpec speaking) {
        call = Scenario.withSeed(seed).network(delay(millis(10)));
        speaker = call.join("speaker", speaking);
    }

    private static PeerSpec speaking() {
        PeerSpec spec = new PeerSpec().publish(voice());
        spec.firstPayloadType = 110;
        return spec;
    }

    private static PeerSpec speakingRed() {
        PeerSpec spec = new PeerSpec().publish(voice().withRedundancy());
        spec.firstPayloadType = 110;
        return spec;
    }

    private TestPeer listener(String name, Codec... codecs) {
        return call.join(name, PeerSpec.viewer().decodes(codecs).slots(0, 1));
    }

    private static double shareRecovered(ReceivedStream sound, int recoveredBefore, long lostBefore) {
        double recovered = sound.recovered() - recoveredBefore;
        return recovered / (recovered + sound.packetsLost() - lostBefore);
    }

    @Test
    void repeatsSoundFromTheMomentThatPacketsAreLost() {
        start(1, speaking());
        TestPeer listener = listener("listener", Codec.OPUS, Codec.RED);
        ReceivedStream sound = listener.slot("a0");
        call.run(seconds(5));
        assertThat(sound.redundant()).as("on a good link").isZero();
        listener.down().change(loss(0.1));
        assertThat(call.runUntil(() -> sound.redundant() > 0, seconds(5))).isTrue();
        call.end();
    }

    @Test
    void makesUpForNinetyPercentOfTheSoundThatTenPercentLossTakes() {
        start(2, speaking());
        TestPeer listener = listener("listener", Codec.OPUS, Codec.RED);
        ReceivedStream sound = listener.slot("a0");
        call.run(seconds(3));
        listener.down().change(loss(0.1));
        call.run(seconds(5));
        int recovered = sound.recovered();
        long lost = sound.packetsLost();
        call.run(seconds(60));
        assertThat(sound.recovered() - recovered).isGreaterThan(200);
        assertThat(shareRecovered(sound, recovered, lost)).isGreaterThan(0.9);
        call.end();
    }

    @Test
    void repeatsNothingAnyMoreAWhileAfterTheLoss() {
        start(3, speaking());
        TestPeer listener = listener("listener", Codec.OPUS, Codec.RED);
        ReceivedStream sound = listener.slot("a0");
        call.run(seconds(3));
        listener.down().change(loss(0.1));
        call.run(seconds(20));
        assertThat(sound.redundant()).isPositive();
        listener.down().change(loss(0));
        call.run(seconds(20));
        int before = sound.redundant();
        call.run(seconds(20));
        assertThat(sound.redundant()).isEqualTo(before);
        call.end();
    }

    @Test
    void doesSoOnlyForWhoLosesPacketsAndTakesIt() {
        start(4, speaking());
        TestPeer unlucky = listener("unlucky", Codec.OPUS, Codec.RED);
        TestPeer lucky = listener("lucky", Codec.OPUS, Codec.RED);
        TestPeer plain = listener("plain", Codec.OPUS);
        unlucky.down().change(loss(0.1));
        plain.down().change(loss(0.1));
        call.run(seconds(30));
        assertThat(unlucky.slot("a0").redundant()).isPositive();
        assertThat(lucky.slot("a0").redundant()).isZero();
        assertThat(lucky.slot("a0").packetsLost()).isZero();
        assertThat(plain.slot("a0").redundant()).isZero();
        assertThat(plain.slot("a0").decoded()).isGreaterThan(1000);
        call.end();
    }

    /** That the blocks carry the listener's payload type, not the speaker's, {@link PeerDownlink} sees to. */
    @Test
    void passesOnWhatTheSpeakerRepeats() {
        start(5, speakingRed());
        TestPeer listener = listener("listener", Codec.OPUS, Codec.RED);
        ReceivedStream sound = listener.slot("a0");
        call.run(seconds(3));
        listener.down().change(loss(0.1));
        call.run(seconds(30));
        assertThat(call.server().stats().get(Counter.RED_OUT)).as("made here").isZero();
        assertThat(shareRecovered(sound, 0, 0)).isGreaterThan(0.8);
        call.end();
    }

    @Test
    void takesTheSoundOutOfRedForWhoDoesNotKnowIt() {
        start(6, speakingRed());
        TestPeer plain = listener("plain", Codec.OPUS);
        call.run(seconds(10));
        assertThat(plain.slot("a0").decoded()).isGreaterThan(400);
        assertThat(plain.slot("a0").redundant()).isZero();
        assertThat(plain.slot("a0").packetsLost()).isZero();
        call.end();
    }

    @Test
    void letsNobodyHearInLaterPacketsWhatWasSaidWhileMuted_I1() {
        for (long seed = 7; seed <= 12; seed++) {
            start(seed, speakingRed().sendsWhileMuted());
            TestPeer listener = listener("listener", Codec.OPUS, Codec.RED);
            call.run(seconds(2));
            speaker.mute(TrackSource.MICROPHONE, true);
            call.run(seconds(2));
            speaker.mute(TrackSource.MICROPHONE, false);
            long sentSince = call.clock().nowNanos() - millis(10);
            listener.slot("a0").redundantTap =
                    unit -> assertThat(unit.captureMicros() * 1000).isGreaterThanOrEqualTo(sentSince);
            int before = listener.slot("a0").redundant();
            call.run(seconds(2));
            assertThat(listener.slot("a0").redundant()).isGreaterThan(before + 20);
            call.end();
        }
    }

    @Test
    void beginsWithTheNewestSoundAndNotWithOneThatCameLate_I7() {
        for (long seed = 13; seed <= 24; seed++) {
            start(seed, speaking());
            speaker.up().change(LinkConditions.reorder(0.3));
            for (int i = 0; i < 8; i++) {
                call.run(millis(130));
                listener("listener" + i, Codec.OPUS);
            }
            call.run(seconds(1));
            call.end();
        }
    }
}
