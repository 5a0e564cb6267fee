package io.zvonok.media.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zvonok.media.api.DurationHistogram;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.dtls.DtlsConfig;
import io.zvonok.media.dtls.DtlsEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells of time when two people meet over real sockets: histograms, and events of a flight recording. */
class TimingsIT {
    private static final RoomId ROOM = new RoomId("school");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final PeerPermissions ALL = new PeerPermissions(EnumSet.allOf(TrackSource.class), true, 0);

    private final LoopMediaServer server =
            LoopMediaServer.start(new MediaServerConfig("127.0.0.1", 0, 1, List.of(), true));
    private final DtlsEngine engine = new DtlsEngine(DtlsConfig.defaults(), new SecureRandom());
    private final List<SocketPeer> peers = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        peers.forEach(SocketPeer::close);
        server.close();
        engine.close();
    }

    @Test
    void timesHowPeopleComeAndHowLongPacketsStay() throws IOException {
        meet();

        assertThat(timing("join_ice").count()).isEqualTo(2);
        assertThat(timing("dtls_handshake").count()).isEqualTo(2);
        assertThat(timing("join_first_packet").count()).isEqualTo(2);
        assertThat(timing("layer_switch_wait").count()).isEqualTo(2);
        assertThat(timing("dtls_handshake").totalNanos()).isPositive();
        await().atMost(PATIENCE) // a batch that is under way is timed at its end
                .until(() -> timing("forward_delay").count() > 90);
        assertThat(timing("forward_delay").count())
                .isLessThanOrEqualTo(server.stats().counter("rtp_out"));
        assertThat(timing("forward_delay").totalNanos()).isPositive();
        await().atMost(PATIENCE) // counted a few times a second
                .until(() ->
                        Integer.valueOf(2).equals(server.stats().subscriptions().get(MediaKind.VIDEO)));
    }

    @Test
    void writesEventsThatNameNobodyIntoAFlightRecording_P30() throws IOException {
        Path file = folder.resolve("lesson.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("zvonok.DtlsHandshake");
            recording.enable("zvonok.IceNominated");
            recording.enable("zvonok.LayerSwitch");
            recording.start();
            meet();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("zvonok."))
                .toList();

        List<RecordedEvent> handshakes = named(events, "zvonok.DtlsHandshake").stream()
                .filter(event -> event.getString("role").equals("SERVER")) // the peers of the test are clients
                .toList();
        assertThat(handshakes).hasSize(2);
        assertThat(handshakes).allMatch(event -> event.getBoolean("done"));
        assertThat(handshakes)
                .allSatisfy(event -> assertThat(event.getDuration()).isPositive());
        assertThat(named(events, "zvonok.IceNominated")).hasSize(2).allMatch(event -> event.getBoolean("first"));
        assertThat(named(events, "zvonok.LayerSwitch")).hasSize(2).allMatch(event -> event.getBoolean("otherSource"));
        assertThat(fields(events))
                .isSubsetOf(
                        "startTime",
                        "duration",
                        "eventThread",
                        "role",
                        "done",
                        "failure",
                        "protocol",
                        "ipv6",
                        "first",
                        "kind",
                        "otherSource",
                        "heightBefore",
                        "heightAfter",
                        "waited",
                        "loop",
                        "delay",
                        "participants",
                        "stackTrace");
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    private static Set<String> fields(List<RecordedEvent> events) {
        return events.stream()
                .flatMap(event -> event.getFields().stream())
                .map(ValueDescriptor::getName)
                .collect(Collectors.toSet());
    }

    private DurationHistogram timing(String name) {
        DurationHistogram timing = server.stats().timings().get(name);
        assertThat(timing).as(name).isNotNull();
        return timing;
    }

    /** Two people who see each other. */
    private void meet() throws IOException {
        now(server.openRoom(ROOM, new RoomListener() {}));
        SocketPeer teacher = join();
        SocketPeer student = join();
        await().atMost(PATIENCE).until(() -> teacher.receivedOf(student) > 50 && student.receivedOf(teacher) > 50);
    }

    private SocketPeer join() throws IOException {
        SocketPeer peer = new SocketPeer(engine, peers.size(), true);
        PeerId id = new PeerId("p" + peers.size());
        peers.add(peer);
        var joined = now(server.join(ROOM, id, peer.description(), ALL));
        now(server.publish(ROOM, id, "0", TrackSource.CAMERA, false));
        peer.start(joined);
        return peer;
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
