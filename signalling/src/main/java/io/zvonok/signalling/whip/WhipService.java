package io.zvonok.signalling.whip;

import io.zvonok.media.api.IceParameters;
import io.zvonok.signalling.http.BearerToken;
import io.zvonok.signalling.http.CrossOrigin;
import io.zvonok.signalling.http.Problem;
import io.zvonok.signalling.http.TokenRates;
import io.zvonok.signalling.sdp.Negotiation;
import io.zvonok.signalling.sdp.SdpFragment;
import io.zvonok.signalling.session.Guest;
import io.zvonok.signalling.session.GuestKind;
import io.zvonok.signalling.session.LessonContext;
import io.zvonok.signalling.session.Lessons;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.websocket.HttpCall;
import io.zvonok.signalling.websocket.HttpReply;
import io.zvonok.signalling.websocket.HttpService;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verbs of WHIP at {@code /whip/{room}} or of WHEP at {@code /whep/{room}}, and of the sessions below.
 *
 * <p>Spec: RFC 9725 section 4, draft-ietf-wish-whep section 4. Beyond them: GET on a session with
 * {@code Accept: application/json} gives its owner what the server sees, in words; {@code ?wait=true} lets a viewer in
 * while nothing is on air.
 * <p>Thread: any; the request's own work is done on the caller's, the rest in the lesson.
 */
public final class WhipService implements HttpService {
    private static final Logger LOG = LoggerFactory.getLogger(WhipService.class);
    private static final String SDP = "application/sdp";
    private static final String FRAGMENT = "application/trickle-ice-sdpfrag";
    private static final String ENDPOINT_VERBS = "POST, GET, HEAD, OPTIONS";
    private static final String SESSION_VERBS = "PATCH, DELETE, GET, HEAD, OPTIONS";
    private static final double CHANGES_PER_SECOND = 20;
    private static final int CHANGE_BURST = 100;

    private final Lessons lessons;
    private final LessonContext context;
    private final GuestKind kind;
    private final List<IceServer> iceServers;
    private final TokenRates postRates;
    private final TokenRates changeRates;

    /** For encoders. One that lost its server tries every second or two. */
    public static WhipService whip(Lessons lessons, LessonContext context, List<IceServer> iceServers) {
        return new WhipService(
                lessons, context, iceServers, GuestKind.PUBLISHER, new TokenRates(2, 10, context.nanoTime()));
    }

    /** For players. A whole audience may have one token. */
    public static WhipService whep(Lessons lessons, LessonContext context, List<IceServer> iceServers) {
        return new WhipService(
                lessons, context, iceServers, GuestKind.VIEWER, new TokenRates(100, 500, context.nanoTime()));
    }

    private WhipService(
            Lessons lessons, LessonContext context, List<IceServer> iceServers, GuestKind kind, TokenRates postRates) {
        this.lessons = lessons;
        this.context = context;
        this.kind = kind;
        this.iceServers = List.copyOf(iceServers);
        this.postRates = postRates;
        this.changeRates = new TokenRates(CHANGES_PER_SECOND, CHANGE_BURST, context.nanoTime());
    }

    @Override
    public CompletionStage<HttpReply> answer(HttpCall call) {
        return route(call).exceptionally(WhipService::refusal).thenApply(CrossOrigin::allow);
    }

    private static HttpReply refusal(Throwable failure) {
        Problem problem = Problem.of(failure);
        if (problem.isBug()) {
            LOG.error("a request failed: {}", failure.getClass().getName());
        }
        return problem.reply();
    }

    private CompletionStage<HttpReply> route(HttpCall call) {
        try {
            ResourcePath path = ResourcePath.of(call.path());
            return path.session() == null ? atEndpoint(call, path) : atSession(call, path, path.session());
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    // The endpoint

    private CompletionStage<HttpReply> atEndpoint(HttpCall call, ResourcePath path) {
        return switch (call.method()) {
            case "POST" -> open(call, path);
            case "OPTIONS" ->
                done(HttpReply.empty(200).with("allow", ENDPOINT_VERBS).with("accept-post", SDP));
            case "GET", "HEAD" -> done(HttpReply.empty(204)); // "MUST return a 2XX ... with no content"
            default -> done(notAllowed(ENDPOINT_VERBS));
        };
    }

    private CompletionStage<HttpReply> open(HttpCall call, ResourcePath path) {
        String token = BearerToken.of(call);
        Claims claims = verify(token);
        postRates.take(claims);
        if (!claims.room().value().equals(path.room())) {
            throw new Problem(403, "forbidden", "the token is for another room");
        }
        requireType(call, SDP);
        Negotiation negotiation = context.negotiator().negotiate(text(call), kind.purpose());
        boolean waits = Arrays.asList(call.query().split("&")).contains("wait=true");
        return lessons.welcome(kind, claims, token, negotiation, waits)
                .thenApply(arrival -> created(call.path(), arrival));
    }

    private HttpReply created(String path, Guest.Arrival arrival) {
        Guest guest = arrival.guest();
        HttpReply reply = HttpReply.of(201, SDP, arrival.answer())
                .with("location", path + "/" + guest.id())
                .with("etag", EntityTags.of(guest.ice()))
                .with("accept-patch", FRAGMENT);
        for (IceServer server : iceServers) {
            reply = reply.with("link", server.link());
        }
        for (String notice : notices(guest)) {
            reply = reply.with("zvonok-notice", notice);
        }
        return reply;
    }

    private static List<String> notices(Guest guest) {
        return guest.kind() == GuestKind.PUBLISHER ? OfferNotices.of(guest.negotiation()) : List.of();
    }

    // A session

    private CompletionStage<HttpReply> atSession(HttpCall call, ResourcePath path, String id) {
        if (call.method().equals("OPTIONS")) {
            return done(HttpReply.empty(200).with("allow", SESSION_VERBS).with("accept-patch", FRAGMENT));
        }
        Guest guest = owned(call, path, id);
        return switch (call.method()) {
            case "PATCH" -> patch(call, guest);
            case "DELETE" -> guest.leave().thenApply(nothing -> HttpReply.empty(200));
            case "GET", "HEAD" ->
                wantsJson(call)
                        ? guest.explain().thenApply(report -> GuestStatus.reply(guest, notices(guest), report))
                        : done(HttpReply.empty(204));
            default -> done(notAllowed(SESSION_VERBS));
        };
    }

    /** Throws 401; or 404 for a session that is not there, or is somebody else's: which of the two is not told. */
    private Guest owned(HttpCall call, ResourcePath path, String id) {
        String token = BearerToken.of(call);
        Guest guest = lessons.guest(id);
        boolean same = guest != null && guest.cameWith(token);
        if (!same) {
            Claims claims = verify(token);
            changeRates.take(claims);
            same = guest != null && guest.isOf(claims);
        }
        if (guest == null || !same || guest.kind() != kind || !guest.isIn(path.room())) {
            throw new Problem(404, "not_found", "there is no such session, or the token is not of it");
        }
        changeRates.take(guest.claims());
        return guest;
    }

    private CompletionStage<HttpReply> patch(HttpCall call, Guest guest) {
        requireType(call, FRAGMENT);
        Guest.IceSession ice = guest.ice();
        EntityTags.check(call.header("if-match"), ice);
        IceParameters named = SdpFragment.parse(text(call)).ice();
        if (named == null || named.equals(ice.credentials())) {
            return done(HttpReply.empty(204)); // where it is, its own checks tell
        }
        return guest.restart(named)
                .thenApply(fragment -> HttpReply.of(200, FRAGMENT, fragment).with("etag", EntityTags.of(guest.ice())));
    }

    // Both

    private Claims verify(String token) {
        return context.verifier().verify(token, context.clock().instant());
    }

    private static boolean wantsJson(HttpCall call) {
        String accept = call.header("accept");
        return accept != null && accept.contains("application/json");
    }

    private static void requireType(HttpCall call, String type) {
        String said = call.header("content-type");
        String bare = said == null ? "" : said.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!bare.equals(type)) {
            throw new Problem(415, "unsupported_media_type", "the content type must be " + type);
        }
    }

    private static String text(HttpCall call) {
        return new String(call.body(), StandardCharsets.UTF_8);
    }

    private static HttpReply notAllowed(String verbs) {
        return new Problem(405, "method_not_allowed", "here are " + verbs)
                .reply()
                .with("allow", verbs);
    }

    private static CompletionStage<HttpReply> done(HttpReply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    /**
     * {@code /whip/{room}} or {@code /whip/{room}/{session}}.
     *
     * @param room decoded
     */
    private record ResourcePath(String room, @Nullable String session) {
        static ResourcePath of(String path) {
            String[] parts = path.split("/", -1);
            if (parts.length < 3 || parts.length > 4 || parts[2].isEmpty()) {
                throw new Problem(404, "not_found", "there is nothing here");
            }
            return new ResourcePath(decoded(parts[2]), parts.length == 4 && !parts[3].isEmpty() ? parts[3] : null);
        }

        private static String decoded(String segment) {
            try {
                return java.net.URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException malformed) {
                throw new Problem(404, "not_found", "there is nothing here");
            }
        }
    }
}
