package io.zvonok.bench.load.peer;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.zvonok.bench.load.measure.Delays;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.signalling.token.AccessToken;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What all peers of a run share to reach the server: HTTP client, handshakes, tokens.
 *
 * <p>Thread: any.
 */
public final class Connector implements AutoCloseable {
    private static final int HTTP_THREADS = 2;

    private final Target target;
    private final DtlsClientPool handshakes;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(HTTP_THREADS, new DefaultThreadFactory("load-http", true));
    private final HttpClient http = HttpClient.newBuilder()
            .executor(threads)
            .connectTimeout(Duration.ofSeconds(20))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String serverAddress;

    public Connector(Target target, SrtpProfile profile) {
        this.target = target;
        this.handshakes = new DtlsClientPool(profile);
        this.serverAddress = address(target.any().getHost());
    }

    private static String address(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException unknown) {
            return "";
        }
    }

    /** A peer that has not joined yet. */
    public Peer peer(PeerSpec spec, LoadLoop loop, Delays checkedDelays) {
        return new Peer(spec, loop, this, signalling(spec), checkedDelays);
    }

    private Signalling signalling(PeerSpec spec) {
        if (target.isWhip()) {
            return new WhipSignalling(http, spec.publishes() ? target.publish() : target.watch(), target.bearer());
        }
        Map<String, String> sources = new LinkedHashMap<>();
        if (spec.hasMicrophone()) {
            sources.put(PeerSpec.MICROPHONE_MID, "microphone");
        }
        if (spec.hasCamera()) {
            sources.put(PeerSpec.CAMERA_MID, "camera");
        }
        return new LessonSignalling(http, target.publish(), token(spec), spec.slots(), sources);
    }

    private String token(PeerSpec spec) {
        return new AccessToken(target.keyId(), target.secret())
                .room(spec.room())
                .identity(spec.identity())
                .role(spec.role())
                .toJwt(Instant.now());
    }

    DtlsClientPool handshakes() {
        return handshakes;
    }

    /** Of the host in the target's URL: candidates there are tried first. */
    String serverAddress() {
        return serverAddress;
    }

    HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        handshakes.close();
        threads.shutdown();
    }
}
