package io.zvonok.bench.load.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {
    @Test
    void findsTheWebSocketOfOurServer() {
        assertThat(Target.lesson("http://127.0.0.1:8080", "k", "s").publish()).hasToString("ws://127.0.0.1:8080/ws");
        assertThat(Target.lesson("https://school.example/", "k", "s").publish()).hasToString("wss://school.example/ws");
        assertThat(Target.lesson("ws://h:1/ws", "k", "s").publish()).hasToString("ws://h:1/ws");
    }

    @Test
    void takesWhipAndWhepInAllTheirForms() {
        Target plain = Target.whip(List.of("whip://h:1985/rtc/v1/whip/?app=live", "wheps://h/watch"), "t");
        assertThat(plain.publish()).hasToString("http://h:1985/rtc/v1/whip/?app=live");
        assertThat(plain.watch()).hasToString("https://h/watch");
        Target http = Target.whip(List.of("https://h/whip/a", "http://h/whep/a"), null);
        assertThat(http.publish()).hasToString("https://h/whip/a");
        assertThat(http.watch()).hasToString("http://h/whep/a");
    }

    @Test
    void refusesOthersInOneLine() {
        assertThatThrownBy(() -> Target.lesson("ftp://h", "k", "s")).hasMessageContaining("--url must begin with");
        assertThatThrownBy(() -> Target.lesson("nowhere", "k", "s")).hasMessageContaining("no URL with a host");
        assertThatThrownBy(() -> Target.whip(List.of("whip://h/a"), null)).hasMessageContaining("whep is missing");
        assertThatThrownBy(() -> Target.whip(List.of("http://h/a", "whep://h/a"), null))
                .hasMessageContaining("--target must be whip://");
    }

    @Test
    void showsNoSecrets() {
        assertThat(Target.lesson("http://h", "k", "very secret")).asString().doesNotContain("secret");
    }
}
