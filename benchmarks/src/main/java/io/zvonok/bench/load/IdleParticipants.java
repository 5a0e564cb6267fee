package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.ProcessMeter;
import io.zvonok.bench.load.measure.ServerMeter;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How much memory and CPU time does a participant cost who joined a lesson with 13 slots and does nothing?
 *
 * <p>Joins participants over real WebSockets to a server with the development key and reads from {@code /proc} the
 * server's resident memory before and after, and the CPU time it takes while nothing happens. These have no media path;
 * {@code scripts/loadtest idle} measures participants whose paths are checked for ever. Command:
 * {@code scripts/bench idle 1000}
 */
public final class IdleParticipants {
    private static final int AUDIO_SLOTS = 4;
    private static final int VIDEO_SLOTS = 9;
    private static final int PEOPLE_PER_LESSON = 25;
    private static final int SETTLE_SECONDS = 4;
    private static final int IDLE_SECONDS = 10;
    private static final double MEGABYTE = 1 << 20;

    private IdleParticipants() {}

    /** Arguments: base URL, server's process id, number of participants. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3) {
            System.err.println("usage: IdleParticipants http://127.0.0.1:8080 PID COUNT");
            System.exit(2);
        }
        URI url = URI.create(arguments[0].replaceFirst("^http", "ws") + "/ws");
        ProcessMeter server = new ProcessMeter(Long.parseLong(arguments[1]));
        int count = Integer.parseInt(arguments[2]);
        HttpClient client = HttpClient.newHttpClient();
        join(client, url, 0); // classes loaded, code warm: the first one is not counted
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        ServerMeter.Reading empty = server.read();
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            sockets.add(join(client, url, i));
        }
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        ServerMeter.Reading settled = server.read();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        ServerMeter.Reading after = server.read();
        long more = after.residentBytes() - empty.residentBytes();
        System.out.printf(
                "%d idle participants: %.1f MB -> %.1f MB resident, %.1f MB more, %.0f kB each; %.1f %% of one core%n",
                count,
                empty.residentBytes() / MEGABYTE,
                after.residentBytes() / MEGABYTE,
                more / MEGABYTE,
                more / 1024.0 / count,
                100.0 * (after.cpuNanos() - settled.cpuNanos()) / (after.atNanos() - settled.atNanos()));
        sockets.forEach(WebSocket::abort);
    }

    private static WebSocket join(HttpClient client, URI url, int number) throws Exception {
        Joined joined = new Joined();
        WebSocket socket = client.newWebSocketBuilder()
                .subprotocols("zvonok.v1")
                .buildAsync(url, joined)
                .get(10, TimeUnit.SECONDS);
        String token = new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                .room("idle-" + number / PEOPLE_PER_LESSON)
                .identity("p" + number)
                .role(Role.STUDENT)
                .toJwt(Instant.now());
        String sdp = offer(number).replace("\r\n", "\\r\\n");
        socket.sendText("{\"type\":\"join\",\"id\":1,\"token\":\"" + token + "\",\"sdp\":\"" + sdp + "\"}", true)
                .get(10, TimeUnit.SECONDS);
        joined.done.get(10, TimeUnit.SECONDS);
        return socket;
    }

    /** An offer as our client makes it: microphone, camera with three encodings, slots. */
    private static String offer(int number) {
        List<String> sections = new ArrayList<>();
        sections.add(audio("sendonly"));
        sections.add(video("sendonly") + "a=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;h;f\r\n");
        Stream.generate(() -> audio("recvonly")).limit(AUDIO_SLOTS).forEach(sections::add);
        Stream.generate(() -> video("recvonly")).limit(VIDEO_SLOTS).forEach(sections::add);
        StringBuilder sdp = new StringBuilder(
                "v=0\r\no=- " + (number + 1) + " 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE");
        for (int mid = 0; mid < sections.size(); mid++) {
            sdp.append(' ').append(mid);
        }
        sdp.append("\r\n");
        for (int mid = 0; mid < sections.size(); mid++) {
            sdp.append(sections.get(mid).replace("MID", Integer.toString(mid)));
        }
        return sdp.toString();
    }

    private static String audio(String direction) {
        return "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" + transport(direction)
                + "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=rtpmap:111 opus/48000/2\r\n";
    }

    private static String video(String direction) {
        return "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n" + transport(direction)
                + "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n"
                + "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\r\n"
                + "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 transport-cc\r\n"
                + "a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n";
    }

    private static String transport(String direction) {
        return "c=IN IP4 0.0.0.0\r\na=mid:MID\r\na=" + direction + "\r\na=ice-ufrag:abcd\r\n"
                + "a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa\r\na=fingerprint:sha-256 " + "AB:".repeat(31)
                + "AB\r\na=setup:actpass\r\na=rtcp-mux\r\na=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
                + "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n";
    }

    private static final class Joined implements WebSocket.Listener {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                if (text.indexOf("\"type\":\"joined\"") >= 0) {
                    done.complete(null);
                } else if (text.indexOf("\"ok\":false") >= 0) {
                    done.completeExceptionally(new IllegalStateException(text.toString()));
                }
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
