package io.zvonok.media.ice;

import static io.zvonok.media.ice.IceHarness.ELSEWHERE;
import static io.zvonok.media.ice.IceHarness.MOBILE;
import static io.zvonok.media.ice.IceHarness.WIFI;
import static io.zvonok.media.ice.IceHarness.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stun.StunWriter;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Everything has a bound. */
class IceAgentBoundsTest {
    private final IceHarness call = IceHarness.connected();

    @Test
    void remembersSixteenPairsAndReplacesTheOldestUnused() {
        call.client.nominate(false);
        for (int i = 1; i <= 40; i++) {
            call.now += Nanos.fromMillis(10);
            assertThat(call.deliver(call.client.check(false), source(i))).isTrue();
            call.media(100, source(1));
            assertThat(call.told.valid).hasSizeLessThanOrEqualTo(16);
        }
        assertThat(call.told.valid).as("selected, though unheard the longest").contains(pair(WIFI));
        assertThat(call.agent.isValid(pair(source(1)))).as("old, but in use").isTrue();
        assertThat(call.agent.isValid(pair(source(40)))).isTrue();
        assertThat(call.agent.isValid(pair(source(2)))).isFalse();
        assertThat(call.count(Counter.ICE_PAIR_REPLACED)).isEqualTo(40 + 1 - 16);
        assertThat(call.selected()).isEqualTo(WIFI);
    }

    @Test
    void forgetsPathsUnheardForThirtySeconds() {
        call.deliver(call.client.check(false), MOBILE);
        call.runSeconds(29);
        assertThat(call.agent.isValid(pair(MOBILE))).isTrue();
        call.runSeconds(7);
        assertThat(call.agent.isValid(pair(MOBILE))).isFalse();
        assertThat(call.agent.isValid(pair(WIFI))).isTrue();
    }

    @Test
    void looksAtTwoHundredChecksASecondAndIgnoresTheRest() {
        byte[] forged = forged();
        call.now += Nanos.fromSeconds(1);
        for (int i = 0; i < 1000; i++) {
            assertThat(call.deliver(forged, ELSEWHERE)).isFalse();
        }
        assertThat(call.count(Counter.STUN_BAD_INTEGRITY)).isEqualTo(200);
        assertThat(call.count(Counter.STUN_OVER_BUDGET)).isEqualTo(800);
        assertThat(call.deliver(call.client.check(true), MOBILE))
                .as("a stranger now, too")
                .isFalse();
        call.now += Nanos.fromSeconds(1);
        assertThat(call.deliver(call.client.check(true), MOBILE))
                .as("the next second")
                .isTrue();
    }

    @Test
    void strangersDoNotShutOutThePeer() {
        byte[] forged = forged();
        for (int second = 0; second < 40; second++) {
            for (int i = 0; i < 300; i++) {
                call.deliver(forged, source(i));
            }
            call.runSeconds(1);
        }
        assertThat(call.client.isConnected()).isTrue();
        assertThat(call.told.states).containsExactly(IceAgent.State.CONNECTED);
    }

    @Test
    void copiesFromMadeUpAddressesCostNoMoreThanGuesses_P3() {
        byte[] captured = call.client.check(true);
        int before = call.told.sent.size();
        for (int i = 0; i < 1000; i++) {
            call.deliver(captured, source(i));
        }
        assertThat(call.told.sent.size() - before).isLessThanOrEqualTo(2 * 200);
        assertThat(call.selected()).isEqualTo(WIFI);
        call.runSeconds(40);
        assertThat(call.told.selected).containsExactly(WIFI);
        assertThat(call.told.states).containsExactly(IceAgent.State.CONNECTED);
    }

    @Test
    void forgeriesFromThePeersOwnAddressAreBoundedToo() {
        byte[] forged = forged();
        for (int i = 0; i < 1000; i++) {
            call.deliver(forged, WIFI);
        }
        assertThat(call.count(Counter.STUN_BAD_INTEGRITY)).isEqualTo(200);
        call.runSeconds(40);
        assertThat(call.agent.state()).isEqualTo(IceAgent.State.CONNECTED);
    }

    /** The right ufrag under a wrong key, with a right FINGERPRINT. */
    private byte[] forged() {
        String username = call.agent.local().ufrag() + ":x";
        return StunWriter.bindingRequest(new byte[12], username, 1, true, 1, true, new byte[] {1, 2, 3});
    }

    private static InetSocketAddress source(int i) {
        return new InetSocketAddress("203.0.113.200", 1000 + i);
    }
}
