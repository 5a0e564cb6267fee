package io.zvonok.media.sim;

import static io.zvonok.media.sim.PeerSpec.microphone;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AudioScenarioTest {
    private static final int PEOPLE = 20;

    private final Scenario call = Scenario.withSeed(1);
    private final List<TestPeer> people = new ArrayList<>();

    private void gather() {
        for (int i = 0; i < PEOPLE; i++) {
            boolean loud = i == 4 || i == 9 || i == 15;
            people.add(call.join(
                    "p" + i, new PeerSpec().publish(microphone()).slots(0, 5).voice(loud ? 20 : 70, 1)));
        }
    }

    private int heard(TestPeer listener, int speaker) {
        return listener.decodedOf(people.get(speaker), TrackSource.MICROPHONE);
    }

    @Test
    void carriesTheLoudestThreeOfTwenty() {
        gather();
        call.run(seconds(6));
        int[] before = new int[PEOPLE];
        for (int i = 1; i < PEOPLE; i++) {
            before[i] = heard(people.get(0), i);
        }
        call.run(seconds(2));
        for (int i = 1; i < PEOPLE; i++) {
            int fresh = heard(people.get(0), i) - before[i];
            if (i == 4 || i == 9 || i == 15) {
                assertThat(fresh).as("loud " + i).isGreaterThan(30);
            } else {
                assertThat(fresh).as("quiet " + i).isZero();
            }
        }
        call.end();
    }

    @Test
    void carriesAPinnedVoiceThoughItIsQuiet() {
        gather();
        TestPeer listener = people.get(0);
        listener.view(new SlotView("a4", SlotView.Want.PEER, people.get(7).id, null, 0, 0, 0));
        call.run(seconds(5));
        assertThat(heard(listener, 7)).isGreaterThan(50);
        assertThat(heard(listener, 9)).isGreaterThan(50);
        call.end();
    }

    @Test
    void tellsWhoSpeaks() {
        gather();
        call.run(seconds(5));
        assertThat(call.server().speakers).hasSize(3);
        call.end();
    }
}
