package io.zvonok.signalling.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RoleTest {
    /** The table of the README, held word by word: who gets what without a grants claim. */
    @Test
    void givesEachRoleTheseGrants() {
        String table = Arrays.stream(Role.values())
                .map(role -> role.wireName() + ": "
                        + role.defaultGrants().publish().stream()
                                .map(Enum::name)
                                .sorted()
                                .toList()
                        + (role.defaultGrants().subscribe() ? " subscribe" : "")
                        + (role.defaultGrants().chat() ? " chat" : "")
                        + (role.defaultGrants().moderate() ? " moderate" : "")
                        + (role.defaultGrants().record() ? " record" : ""))
                .collect(Collectors.joining("\n"));

        assertThat(table).isEqualTo("""
                        teacher: [CAMERA, MICROPHONE, SCREEN, SCREEN_AUDIO] subscribe chat moderate record
                        student: [CAMERA, MICROPHONE] subscribe chat
                        parent: [] subscribe
                        admin: [CAMERA, MICROPHONE, SCREEN, SCREEN_AUDIO] subscribe chat moderate record
                        broadcaster: [CAMERA, MICROPHONE, SCREEN, SCREEN_AUDIO] subscribe chat
                        viewer: [] subscribe
                        server: []""");
    }

    @Test
    void letsNobodyCommandAHigherRole() {
        assertThat(Role.STUDENT.mayCommand(Role.TEACHER)).isFalse();
        assertThat(Role.STUDENT.mayCommand(Role.STUDENT)).isTrue();
        assertThat(Role.TEACHER.mayCommand(Role.TEACHER)).isTrue();
        assertThat(Role.TEACHER.mayCommand(Role.ADMIN)).isFalse();
        assertThat(Role.ADMIN.mayCommand(Role.TEACHER)).isTrue();
        assertThat(Role.TEACHER.isHigherThan(Role.TEACHER)).isFalse();
    }

    @Test
    void readsWireNamesExactly() {
        assertThat(Role.ofWireName("teacher")).isEqualTo(Role.TEACHER);
        assertThat(Role.ofWireName("Teacher")).isNull();
        assertThat(Role.ofWireName("")).isNull();
    }
}
