package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.testing.RecordingMediaServer;
import io.zvonok.signalling.testing.TestSocket;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording with our settings tells of a join. */
@Timeout(60)
class JoinEventTest {
    @TempDir
    private Path folder;

    @Test
    void aRecordingTellsOfAJoinAndNamesNobody_P30() throws Exception {
        Path file = folder.resolve("join.jfr");
        Map<ServerOption, List<String>> options = Map.of(ServerOption.HTTP_PORT, List.of("0"));
        try (ZvonokServer server = ZvonokServer.builder()
                        .options(ServerOptions.of(options))
                        .media(RecordingMediaServer::new)
                        .build()
                        .start();
                Recording recording = new Recording(Configuration.create(Path.of("../scripts/deploy/zvonok.jfc")))) {
            recording.start();
            String token = new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                    .room("math-7b")
                    .identity("masha-ivanova")
                    .role(Role.STUDENT)
                    .toJwt(Instant.now());
            TestSocket.open(HttpClient.newHttpClient(), URI.create("ws://127.0.0.1:" + server.httpPort() + "/ws"))
                    .join(token);
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> joins = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("zvonok.Join"))
                .toList();

        assertThat(joins).hasSize(1);
        assertThat(joins.get(0).getString("role")).isEqualTo("student");
        assertThat(joins.get(0).getBoolean("onStage")).isTrue();
        assertThat(joins.get(0).getDuration("took")).isPositive();
        assertThat(joins.get(0).toString()).doesNotContain("masha", "math-7b");
    }
}
