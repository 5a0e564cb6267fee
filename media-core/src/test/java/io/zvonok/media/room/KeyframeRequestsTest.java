package io.zvonok.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.time.Nanos;
import org.junit.jupiter.api.Test;

class KeyframeRequestsTest {
    private final KeyframeRequests requests = new KeyframeRequests();

    @Test
    void asksAtOnceForTheFirst() {
        requests.want();
        assertThat(requests.takeDue(0)).isTrue();
    }

    @Test
    void asksForNothingUnlessWanted() {
        assertThat(requests.takeDue(Nanos.fromSeconds(5))).isFalse();
    }

    @Test
    void coalescesManyViewersIntoOne_P20() {
        int sent = 0;
        for (int viewer = 0; viewer < 1000; viewer++) {
            requests.want();
            sent += requests.takeDue(Nanos.fromMillis(viewer / 10)) ? 1 : 0;
        }
        assertThat(sent).isEqualTo(1);
    }

    @Test
    void repeatsUntilTheKeyframeIsThere() {
        requests.want();
        assertThat(requests.takeDue(0)).isTrue();
        assertThat(requests.takeDue(Nanos.fromMillis(499))).isFalse();
        assertThat(requests.takeDue(Nanos.fromMillis(500))).isTrue();
        requests.onKeyframe();
        assertThat(requests.takeDue(Nanos.fromMillis(2000))).isFalse();
    }

    @Test
    void sendsAtMostSixInTenSeconds_P20() {
        int sent = 0;
        for (long millis = 0; millis < 10_000; millis += 10) {
            requests.want();
            sent += requests.takeDue(Nanos.fromMillis(millis)) ? 1 : 0;
        }
        assertThat(sent).isEqualTo(6);
        assertThat(requests.takeDue(Nanos.fromMillis(10_000))).isTrue();
    }
}
