package io.zvonok.signalling.rest;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.api.RoomService;
import io.zvonok.signalling.http.BearerToken;
import io.zvonok.signalling.http.CrossOrigin;
import io.zvonok.signalling.http.Problem;
import io.zvonok.signalling.http.TokenRates;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.token.TokenVerifier;
import io.zvonok.signalling.websocket.HttpCall;
import io.zvonok.signalling.websocket.HttpReply;
import io.zvonok.signalling.websocket.HttpService;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is the same for every request below {@code /api/v1}: which route it is, whose token, how often, whether that one
 * may, and what is answered when anything is wrong.
 *
 * <p>Thread: any.
 */
public final class RestService implements HttpService {
    static final String PREFIX = "/api/v1";

    private static final Logger LOG = LoggerFactory.getLogger(RestService.class);
    private static final double BACKEND_PER_SECOND = 500;
    private static final int BACKEND_BURST = 1000;
    private static final double OTHERS_PER_SECOND = 20;
    private static final int OTHERS_BURST = 100;
    private static final int CONFLICT = 409;

    private final List<RestRoute> routes;
    private final TokenVerifier verifier;
    private final InstantSource clock;
    private final TokenRates backendRates;
    private final TokenRates otherRates;
    private final IdempotencyKeys idempotency;

    /** @param nanoTime running time, for rates and the age of idempotency keys */
    public RestService(RoomService rooms, TokenVerifier verifier, InstantSource clock, LongSupplier nanoTime) {
        this.routes = new RestRoutes(rooms).table();
        this.verifier = verifier;
        this.clock = clock;
        this.backendRates = new TokenRates(BACKEND_PER_SECOND, BACKEND_BURST, nanoTime);
        this.otherRates = new TokenRates(OTHERS_PER_SECOND, OTHERS_BURST, nanoTime);
        this.idempotency = new IdempotencyKeys(nanoTime);
    }

    @Override
    public CompletionStage<HttpReply> answer(HttpCall call) {
        CompletionStage<HttpReply> reply;
        try {
            reply = route(call);
        } catch (RuntimeException refused) {
            reply = CompletableFuture.failedFuture(refused);
        }
        return reply.exceptionally(RestService::refusal).thenApply(CrossOrigin::allow);
    }

    /** A conflict stays one: here nobody waits for somebody else to go on air. */
    private static HttpReply refusal(Throwable failure) {
        Problem problem = Problem.of(failure);
        if (problem.isBug()) {
            LOG.error("a request failed: {}", failure.getClass().getName());
        }
        HttpReply reply = problem.reply();
        return reply.status() == CONFLICT ? reply.without("retry-after") : reply;
    }

    private CompletionStage<HttpReply> route(HttpCall call) {
        if (!call.path().startsWith(PREFIX + "/")) {
            throw nothingHere();
        }
        List<String> segments = RestPath.segments(call.path().substring(PREFIX.length()));
        List<RestRoute> here =
                routes.stream().filter(route -> route.match(segments) != null).toList();
        if (here.isEmpty()) {
            throw nothingHere();
        }
        String method = call.method().equals("HEAD") ? "GET" : call.method();
        if (method.equals("OPTIONS")) {
            return done(HttpReply.empty(204).with("allow", RestRoute.allow(here)));
        }
        for (RestRoute route : here) {
            Map<String, String> names = route.match(segments);
            if (route.method().equals(method) && names != null) {
                return answer(call, route, names);
            }
        }
        String allow = RestRoute.allow(here);
        return done(new Problem(405, "method_not_allowed", "here are " + allow)
                .reply()
                .with("allow", allow));
    }

    private CompletionStage<HttpReply> answer(HttpCall http, RestRoute route, Map<String, String> names) {
        Claims claims = verifier.verify(BearerToken.of(http), clock.instant());
        (claims.role() == Role.SERVER ? backendRates : otherRates).take(claims);
        route.access().check(claims, names.get("room"));
        RestCall call = new RestCall(http, claims, names, RestPath.query(http.query(), route.query()));
        return route.changes() ? idempotency.once(claims, http, () -> handle(route, call)) : handle(route, call);
    }

    /** A complaint is a reply, too: whoever sends the same again gets the same again. */
    private static CompletionStage<HttpReply> handle(RestRoute route, RestCall call) {
        CompletionStage<HttpReply> reply;
        try {
            if (!route.body()) {
                call.requireNoBody();
            }
            reply = route.handler().answer(call);
        } catch (IllegalArgumentException malformed) {
            reply = CompletableFuture.failedFuture(
                    new ZvonokException(ErrorCode.BAD_MESSAGE, String.valueOf(malformed.getMessage())));
        } catch (RuntimeException refused) {
            reply = CompletableFuture.failedFuture(refused);
        }
        return reply.exceptionally(RestService::refusal);
    }

    private static Problem nothingHere() {
        return new Problem(404, "not_found", "there is nothing here");
    }

    private static CompletionStage<HttpReply> done(HttpReply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
