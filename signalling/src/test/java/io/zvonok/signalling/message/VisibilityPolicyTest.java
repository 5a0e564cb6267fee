package io.zvonok.signalling.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.Visibility;
import io.zvonok.signalling.token.Role;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibilityPolicyTest {
    private final MessageCodec codec = new MessageCodec();

    private VisibilityPolicy read(String policy) {
        String text = "{'type':'moderate','id':1,'action':'setPolicy','policy':" + policy + "}";
        var message = codec.decode(text.replace('\'', '"'), 1000);
        return ((ClientMessage.Moderate) message).policy();
    }

    /** A row for each viewer: whom it is shown. */
    private static String table(VisibilityPolicy policy) {
        return Arrays.stream(Role.values())
                .filter(Role::mayJoinLessons)
                .map(viewer -> viewer.wireName()
                        + Arrays.stream(Role.values())
                                .filter(Role::mayJoinLessons)
                                .map(other -> policy.lists(viewer, other) ? " " + other.wireName() : "")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void showsEachRoleWhatThePresetsSay() {
        assertThat(table(VisibilityPolicy.STUDENTS_APART)).isEqualTo("""
                teacher teacher student parent admin broadcaster viewer
                student teacher parent admin broadcaster viewer
                parent teacher student parent admin broadcaster viewer
                admin teacher student parent admin broadcaster viewer
                broadcaster teacher student parent admin broadcaster viewer
                viewer teacher student parent admin broadcaster viewer""");
        assertThat(table(VisibilityPolicy.SILENT_PARENTS)).isEqualTo("""
                teacher teacher student parent admin broadcaster viewer
                student teacher student admin broadcaster viewer
                parent teacher student admin broadcaster viewer
                admin teacher student parent admin broadcaster viewer
                broadcaster teacher student parent admin broadcaster viewer
                viewer teacher student admin broadcaster viewer""");
        assertThat(table(VisibilityPolicy.EXAM)).isEqualTo("""
                teacher teacher student admin broadcaster viewer
                student teacher admin broadcaster
                parent teacher admin broadcaster
                admin teacher student parent admin broadcaster viewer
                broadcaster teacher student admin broadcaster viewer
                viewer teacher admin broadcaster""");
        assertThat(VisibilityPolicy.OPEN.hidesNothing()).isTrue();
        assertThat(VisibilityPolicy.OPEN.toMedia()).isEqualTo(Visibility.everything());
    }

    @Test
    void readsPresetsByNameAndMatricesInWhichTheMissingIsHidden() {
        assertThat(VisibilityPolicy.names())
                .allSatisfy(name -> assertThat(read("'" + name + "'").name()).isEqualTo(name));
        VisibilityPolicy custom =
                read("{'matrix':{'student':{'student':['microphone'],'teacher':['camera','screenAudio']}}}");
        assertThat(custom.name()).isEqualTo("custom");
        assertThat(custom.shows(Role.STUDENT, Role.STUDENT, TrackSource.MICROPHONE))
                .isTrue();
        assertThat(custom.shows(Role.STUDENT, Role.STUDENT, TrackSource.CAMERA)).isFalse();
        assertThat(custom.shows(Role.STUDENT, Role.TEACHER, TrackSource.SCREEN_AUDIO))
                .isTrue();
        assertThat(custom.shows(Role.TEACHER, Role.STUDENT, TrackSource.CAMERA)).isFalse();
        assertThat(custom.shows(Role.ADMIN, Role.STUDENT, TrackSource.CAMERA)).isTrue();
        assertThat(custom.lists(Role.STUDENT, Role.PARENT)).isFalse();
    }

    @Test
    void meansTheSameToTheMediaCore() {
        for (String name : VisibilityPolicy.names()) {
            VisibilityPolicy policy = VisibilityPolicy.named(name);
            Visibility media = policy.toMedia();
            for (Role viewer : policy.matrix().keySet()) {
                for (Role other : policy.matrix().keySet()) {
                    for (TrackSource source : TrackSource.values()) {
                        assertThat(media.shows(
                                        VisibilityPolicy.classOf(viewer), VisibilityPolicy.classOf(other), source))
                                .isEqualTo(policy.shows(viewer, other, source));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'secret'|policy is none of open, students-apart, silent-parents, exam",
                "7|policy must be an object",
                "{}|policy.matrix is missing",
                "{'matrix':[]}|policy.matrix must be an object",
                "{'matrix':{'server':{}}}|policy.matrix.server is no role of a participant",
                "{'matrix':{'student':[]}}|policy.matrix.student must be an object",
                "{'matrix':{'student':{'head':[]}}}|policy.matrix.student.head is no role of a participant",
                "{'matrix':{'student':{'teacher':'all'}}}|policy.matrix.student.teacher must be an array",
                "{'matrix':{'student':{'teacher':['all']}}}|policy.matrix.student.teacher[0] has an unknown value",
                "null|policy is missing",
            })
    void refusesWhatIsNoPolicy(String policy, String complaint) {
        assertThatThrownBy(() -> read(policy))
                .isInstanceOf(BadMessageException.class)
                .hasMessage(complaint);
    }
}
