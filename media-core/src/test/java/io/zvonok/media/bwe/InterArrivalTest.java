package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InterArrivalTest {
    private final InterArrival groups = new InterArrival();

    @Test
    void comparesTheLastPacketsOfTwoGroups() {
        assertThat(packet(0, 100)).isFalse();
        assertThat(packet(3, 104)).isFalse();
        assertThat(packet(20, 120)).isFalse();
        assertThat(packet(24, 131)).isFalse();
        assertThat(packet(40, 150)).isTrue();
        assertThat(groups.sendDeltaNanos()).isEqualTo(fromMillis(21));
        assertThat(groups.arrivalDeltaNanos()).isEqualTo(fromMillis(27));
        assertThat(groups.groupArrivalNanos()).isEqualTo(fromMillis(131));
    }

    @Test
    void putsPacketsIntoOneGroupThatCaughtUpWithEachOther() {
        packet(0, 100);
        packet(20, 200);
        packet(40, 203); // held up and let go together
        packet(60, 206);
        assertThat(packet(80, 230)).isTrue();
        assertThat(groups.sendDeltaNanos()).isEqualTo(fromMillis(60));
        assertThat(groups.arrivalDeltaNanos()).isEqualTo(fromMillis(106));
    }

    @Test
    void leavesOutAPacketOfAGroupThatIsOver() {
        packet(0, 100);
        packet(20, 120);
        assertThat(packet(10, 125)).isFalse();
        assertThat(packet(40, 140)).isTrue();
        assertThat(groups.arrivalDeltaNanos()).isEqualTo(fromMillis(20));
    }

    @Test
    void startsAnewAfterALongGap() {
        packet(0, 100);
        packet(20, 120);
        packet(40, 4_000);
        assertThat(packet(60, 4_020)).isFalse();
        assertThat(packet(80, 4_040)).isFalse();
        assertThat(packet(100, 4_060)).isTrue();
    }

    private boolean packet(long sentMillis, long arrivalMillis) {
        return groups.onPacket(fromMillis(sentMillis), fromMillis(arrivalMillis));
    }
}
