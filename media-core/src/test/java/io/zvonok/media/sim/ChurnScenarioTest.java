package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.PeerSpec.camera;
import static io.zvonok.media.sim.PeerSpec.microphone;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.TrackSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChurnScenarioTest {
    private static final int STUDENTS = 30;

    @Test
    void keepsNothingOfThirtyWhoCameAndWent_I13_I22() {
        var call = Scenario.withSeed(1).network(delay(millis(20)), loss(0.01));
        TestPeer teacher = call.join(
                "teacher",
                new PeerSpec().publish(microphone(), camera(Codec.VP8)).slots(4, 3));
        List<TestPeer> students = new ArrayList<>();
        for (int i = 0; i < STUDENTS; i++) {
            PeerSpec spec = new PeerSpec().slots(2, 3);
            students.add(call.join("student" + i, i % 3 == 0 ? spec.publish(microphone(), camera(Codec.VP8)) : spec));
            call.run(millis(100));
        }
        call.run(seconds(2));
        assertThat(students)
                .allSatisfy(student -> assertThat(student.decodedOf(teacher, TrackSource.MICROPHONE))
                        .isPositive());
        for (TestPeer student : students) {
            student.leave();
            call.run(millis(50));
        }
        call.run(seconds(1));
        assertThat(call.server().core().participantCount()).isEqualTo(1);
        int videosOfTeacher = call.server().allocator().live();
        assertThat(videosOfTeacher).isLessThan(100);
        call.end();
        assertThat(call.server().speakers).isEmpty();
    }
}
