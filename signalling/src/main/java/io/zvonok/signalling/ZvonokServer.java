package io.zvonok.signalling;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.MediaServer;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.server.LoopMediaServer;
import io.zvonok.media.server.MediaServerConfig;
import io.zvonok.signalling.api.RoomService;
import io.zvonok.signalling.check.CheckService;
import io.zvonok.signalling.check.UdpPorts;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.ledger.LedgerOptions;
import io.zvonok.signalling.ledger.Ledgers;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.rest.RestService;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.session.LessonContext;
import io.zvonok.signalling.session.LessonListener;
import io.zvonok.signalling.session.Lessons;
import io.zvonok.signalling.session.RoomDesk;
import io.zvonok.signalling.session.SessionConfig;
import io.zvonok.signalling.session.SignallingStats;
import io.zvonok.signalling.token.TokenVerifier;
import io.zvonok.signalling.webhook.WebhookOptions;
import io.zvonok.signalling.webhook.Webhooks;
import io.zvonok.signalling.websocket.HttpPort;
import io.zvonok.signalling.websocket.HttpReply;
import io.zvonok.signalling.websocket.HttpRoutes;
import io.zvonok.signalling.websocket.StaticFiles;
import io.zvonok.signalling.whip.IceServer;
import io.zvonok.signalling.whip.WhipService;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A whole Zvonok: media loops, lessons and the HTTP port, to run as a process ({@link Main}) or inside a backend.
 *
 * <pre>{@code
 * ZvonokServer server = ZvonokServer.builder().key("school", secret).meterRegistry(registry).build().start();
 * server.rooms().createRoom("math-7b", RoomOptions.defaults());
 * ...
 * server.drain(Duration.ofMinutes(10));
 * server.close();
 * }</pre>
 *
 * <p>Nothing is static, threads are daemons named {@code zvonok-...}; several servers live in one JVM if their ports differ
 * (port 0 takes any free one).
 *
 * <p>Thread: any. {@link #start}, {@link #drain} and {@link #close} block the caller.
 */
public final class ZvonokServer implements AutoCloseable {
    private static final Map<String, String> PAGES = Map.of(
            "/", "/index.html",
            "/lesson", "/lesson.html",
            "/watch", "/watch.html",
            "/broadcast", "/broadcast.html",
            "/admin", "/admin.html",
            "/check", "/check.html");
    private static final long CLOSE_SECONDS = 3;
    private static final long DRAIN_POLL_MILLIS = 200;
    private static final long OVERLOADED_LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Builder settings;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final SignallingStats stats = new SignallingStats();
    private final Listeners listeners = new Listeners();
    private @Nullable Running running;
    /** A registry refers to it weakly only: forgotten here, all meters would stand still after a collection. */
    private @Nullable ZvonokMetrics metrics;

    private record Running(
            MediaServer media,
            Lessons lessons,
            RoomDesk rooms,
            LessonStrands strands,
            HttpPort http,
            Records records) {}

    private ZvonokServer(Builder settings) {
        this.settings = settings;
        settings.listeners.forEach(listeners::add);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Warms the libraries, binds the ports, opens the doors.
     *
     * @return this
     * @throws ZvonokException with one clear line: a port in use, an address that is not the machine's, an unreadable key
     */
    public ZvonokServer start() {
        if (running != null || closed.get()) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "a server starts once");
        }
        ServerOptions options = settings.options;
        SslContext tls = tls(options);
        MediaServer media = settings.media != null ? settings.media.get() : startMedia(options);
        LessonStrands strands =
                new LessonStrands(Math.min(4, Runtime.getRuntime().availableProcessors()));
        Records records = null;
        try {
            records = Records.open(
                    settings.ledger != null ? settings.ledger : options.ledger(),
                    settings.webhooks != null ? settings.webhooks : options.webhooks());
            LessonContext context = context(media, strands, records.ledgers());
            Lessons lessons = new Lessons(context);
            RoomDesk rooms = new RoomDesk(lessons, context, version(), records.webhooks());
            HttpPort http = HttpPort.open(
                    new InetSocketAddress(options.bindAddress(), options.httpPort()),
                    tls,
                    routes().service("/whip", WhipService.whip(lessons, context, settings.iceServers))
                            .service("/whep", WhipService.whep(lessons, context, settings.iceServers))
                            .service("/api", restService(rooms, context))
                            .service(
                                    "/check",
                                    new CheckService(lessons, context, udpPorts(options), options.development())),
                    lessons,
                    options.allowedOrigins(),
                    settings.sessions.pingIntervalMillis());
            running = new Running(media, lessons, rooms, strands, http, records);
        } catch (RuntimeException refused) {
            if (records != null) {
                records.close();
            }
            strands.close();
            media.close();
            throw refused;
        }
        if (settings.registry != null) {
            ZvonokMetrics measuring = new ZvonokMetrics(media, stats);
            measuring.bindTo(settings.registry);
            metrics = measuring;
        }
        return this;
    }

    private static RestService restService(RoomDesk rooms, LessonContext context) {
        return new RestService(rooms, context.verifier(), context.clock(), context.nanoTime());
    }

    private static UdpPorts udpPorts(ServerOptions options) {
        return UdpPorts.of(options.udpPort(), options.mediaLoops());
    }

    private static MediaServer startMedia(ServerOptions options) {
        return LoopMediaServer.start(new MediaServerConfig(
                options.mediaBindAddress(),
                options.udpPort(),
                options.mediaLoops(),
                options.advertisedAddresses(),
                options.development(),
                options.trains()));
    }

    private LessonContext context(MediaServer media, LessonStrands strands, Ledgers ledgers) {
        TokenVerifier verifier =
                settings.verifier != null ? settings.verifier : TokenVerifier.hs256(settings.options.keys());
        return new LessonContext(
                settings.sessions,
                media,
                verifier,
                stats,
                listeners,
                Clock.systemUTC(),
                System::nanoTime,
                new SecureRandom(),
                strands::next,
                new MessageCodec(),
                new SdpNegotiator(),
                ledgers);
    }

    private static @Nullable SslContext tls(ServerOptions options) {
        Path certificate = options.tlsCertificate();
        Path key = options.tlsKey();
        if (certificate == null || key == null) {
            return null;
        }
        try {
            return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .build();
        } catch (SSLException | IllegalArgumentException unusable) {
            throw new ZvonokException(
                    ErrorCode.BAD_MESSAGE,
                    "--tls-cert " + certificate + " with --tls-key " + key + " cannot be used: "
                            + unusable.getMessage(),
                    unusable);
        }
    }

    private HttpRoutes routes() {
        HttpRoutes routes = new HttpRoutes(new StaticFiles("/web", PAGES))
                .get("/healthz", () -> HttpReply.text(200, "ok"))
                .get("/readyz", this::readiness)
                .get("/version", () -> HttpReply.json(200, "{\"name\":\"zvonok\",\"version\":\"" + version() + "\"}"));
        Supplier<String> scrape = settings.scrape;
        routes.get(
                "/metrics",
                () -> scrape == null
                        ? HttpReply.text(
                                404, "the meters are in the registry of the application this server is part of")
                        : HttpReply.of("text/plain; version=0.0.4; charset=utf-8", scrape.get()));
        if (settings.options.development()) {
            DevelopmentLinks links = new DevelopmentLinks("");
            routes.get("/dev.json", () -> HttpReply.json(200, links.standingLessonJson()));
            routes.post("/dev/lesson", () -> HttpReply.json(201, links.freshLessonJson()));
            routes.post("/dev/broadcast", () -> HttpReply.json(201, links.freshBroadcastJson()));
        }
        return routes;
    }

    private HttpReply readiness() {
        if (!isReady()) {
            return HttpReply.text(503, "draining");
        }
        return isOverloaded() ? HttpReply.text(503, "overloaded") : HttpReply.text(200, "ready");
    }

    /** True if a media loop was late by more than a listener forgives: no place for another lesson. */
    private boolean isOverloaded() {
        Running now = running;
        return now != null
                && Arrays.stream(now.media().stats().loopLagNanos()).anyMatch(lag -> lag > OVERLOADED_LAG_NANOS);
    }

    /** Of the build; "development" when run from classes. */
    static String version() {
        String version = ZvonokServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** True while new people are let in. */
    public boolean isReady() {
        Running now = running;
        return now != null && !closed.get() && !now.lessons().isDraining();
    }

    /** The HTTP port that was bound. */
    public int httpPort() {
        return requireRunning().http().port();
    }

    /** Rooms and who is in them, to be commanded. */
    public RoomService rooms() {
        return requireRunning().rooms();
    }

    /**
     * Tells one more listener of lessons and people, on its own thread, in order, from now until the result is closed. May
     * be called before {@link #start}.
     */
    public AutoCloseable listener(LessonListener value) {
        return listeners.add(value);
    }

    /** Lessons open now. */
    public int lessons() {
        return requireRunning().lessons().size();
    }

    /** What happened in each room, and who attended. */
    public Ledgers ledgers() {
        return requireRunning().records().ledgers();
    }

    /** How pushing it goes; null if there are no webhooks. */
    public @Nullable Webhooks webhooks() {
        return requireRunning().records().webhooks();
    }

    private Running requireRunning() {
        Running now = running;
        if (now == null) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "the server is not started");
        }
        return now;
    }

    /**
     * Lets nobody in any more, tells everybody to go elsewhere, and waits until they have, at most so long.
     *
     * @return true if nobody is left
     */
    public boolean drain(Duration atMost) {
        Running now = running;
        if (now == null || closed.get()) {
            return true;
        }
        now.lessons().drain(settings.options.drainUrl(), atMost.toMillis());
        long deadline = System.nanoTime() + atMost.toNanos();
        while (now.lessons().sessions() > 0 && System.nanoTime() < deadline) {
            try {
                TimeUnit.MILLISECONDS.sleep(DRAIN_POLL_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return now.lessons().sessions() == 0;
    }

    /** Ends all sessions, closes ports and threads. Idempotent. */
    @Override
    public void close() {
        Running now = running;
        if (!closed.compareAndSet(false, true) || now == null) {
            return;
        }
        now.http().stopListening();
        try {
            now.lessons().close().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException late) {
            // what is left ends with its threads
        }
        now.http().close();
        now.strands().close();
        now.media().close();
        now.records().close();
        listeners.close();
    }

    /** How a server is to be. Everything has a default. */
    public static final class Builder {
        private final Map<ServerOption, List<String>> given = new EnumMap<>(ServerOption.class);
        private ServerOptions options = ServerOptions.defaults();
        private boolean whole;
        private SessionConfig sessions = SessionConfig.DEFAULT;
        private final List<IceServer> iceServers = new ArrayList<>();
        private final List<LessonListener> listeners = new ArrayList<>();
        private @Nullable TokenVerifier verifier;
        private @Nullable LedgerOptions ledger;
        private @Nullable WebhookOptions webhooks;
        private @Nullable MeterRegistry registry;
        private @Nullable Supplier<String> scrape;
        private @Nullable Supplier<MediaServer> media;

        private Builder() {}

        /** All of them at once; the single ones below are then not to be used. */
        public Builder options(ServerOptions value) {
            options = value;
            whole = true;
            return this;
        }

        /** Of pages, signalling and REST; 0: any free one. */
        public Builder httpPort(int value) {
            return option(ServerOption.HTTP_PORT, String.valueOf(value));
        }

        /** Of the first media loop; loop n uses port + n. 0: any free ones. */
        public Builder udpPort(int value) {
            return option(ServerOption.UDP_PORT, String.valueOf(value));
        }

        /** Address to bind; by default all of the machine, loopback only without a key. */
        public Builder bindAddress(String value) {
            return option(ServerOption.BIND_ADDRESS, value);
        }

        /** Address that clients are told for media; may be called more than once. */
        public Builder advertisedAddress(String value) {
            return option(ServerOption.ADVERTISED_ADDRESS, value);
        }

        /** Signs and verifies tokens; may be called more than once. @param secret at least 32 characters */
        public Builder key(String keyId, String secret) {
            return option(ServerOption.KEY, keyId + ":" + secret);
        }

        private Builder option(ServerOption option, String value) {
            List<String> values = given.computeIfAbsent(option, first -> new ArrayList<>());
            if (!option.repeatable()) {
                values.clear();
            }
            values.add(value);
            return this;
        }

        /** Times and bounds of sessions and lessons. */
        public Builder sessions(SessionConfig value) {
            sessions = value;
            return this;
        }

        /** Is told of lessons and people, on a thread of its own, in order; may be called more than once. */
        public Builder listener(LessonListener value) {
            listeners.add(value);
            return this;
        }

        /** A STUN or TURN server that WHIP and WHEP clients are told of; may be called more than once. */
        public Builder iceServer(IceServer value) {
            iceServers.add(value);
            return this;
        }

        /** Who may come in; by default tokens signed with the options' keys. */
        public Builder tokenVerifier(TokenVerifier value) {
            verifier = value;
            return this;
        }

        /** How much ledgers remember and where; by default as the options say. */
        public Builder ledger(LedgerOptions value) {
            ledger = value;
            return this;
        }

        /** Where what ledgers record is pushed to; by default as the options say. */
        public Builder webhooks(WebhookOptions value) {
            webhooks = value;
            return this;
        }

        /** Gets the server's meters. */
        public Builder meterRegistry(MeterRegistry value) {
            registry = value;
            return this;
        }

        /** What {@code /metrics} answers; without it the path is not found. */
        public Builder scrape(Supplier<String> value) {
            scrape = value;
            return this;
        }

        /** Another media core than the one on real sockets; for tests. */
        Builder media(Supplier<MediaServer> value) {
            media = value;
            return this;
        }

        /**
         * @throws io.zvonok.signalling.config.ConfigException naming the option that is impossible
         * @throws IllegalStateException if {@link #options} and single ones were given
         */
        public ZvonokServer build() {
            if (!given.isEmpty()) {
                if (whole) {
                    throw new IllegalStateException("give options(...) or single options, not both");
                }
                options = ServerOptions.of(given);
            }
            return new ZvonokServer(this);
        }
    }
}
