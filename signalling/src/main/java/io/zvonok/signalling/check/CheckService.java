package io.zvonok.signalling.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.TrackReport;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.http.BearerToken;
import io.zvonok.signalling.http.Problem;
import io.zvonok.signalling.http.TokenRates;
import io.zvonok.signalling.json.StrictJson;
import io.zvonok.signalling.sdp.Negotiation;
import io.zvonok.signalling.sdp.Purpose;
import io.zvonok.signalling.session.LessonContext;
import io.zvonok.signalling.session.Lessons;
import io.zvonok.signalling.session.RateLimit;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.websocket.HttpCall;
import io.zvonok.signalling.websocket.HttpReply;
import io.zvonok.signalling.websocket.HttpService;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the page {@code /check} asks the server, at {@code /check/...}: which ports must be open; and a room in which its
 * media goes through this server and comes back. A check needs a token of any lesson, in development none; nothing costly is
 * done before it, and the rate is limited by token, since a whole school shares one address.
 *
 * <p>Thread: any.
 */
public final class CheckService implements HttpService {
    private static final Logger LOG = LoggerFactory.getLogger(CheckService.class);
    private static final int MAX_LENGTH = 64 * 1024;
    private static final int MAX_TOKENS = 16;
    private static final int MAX_SLOTS = 2;
    /** An administrator goes from computer to computer with one link. */
    private static final double STARTS_PER_SECOND = 0.2;

    private static final int START_BURST = 10;
    private static final JsonMapper JSON = new JsonMapper();

    private final Lessons lessons;
    private final LessonContext context;
    private final UdpPorts ports;
    private final boolean development;
    private final CheckRooms rooms;
    private final StrictJson json = new StrictJson(MAX_LENGTH, MAX_TOKENS);
    private final TokenRates rates;
    private final RateLimit rateWithoutToken;

    /** @param development checks need no token */
    public CheckService(Lessons lessons, LessonContext context, UdpPorts ports, boolean development) {
        this.lessons = lessons;
        this.context = context;
        this.ports = ports;
        this.development = development;
        this.rooms = new CheckRooms(context);
        this.rates = new TokenRates(STARTS_PER_SECOND, START_BURST, context.nanoTime());
        this.rateWithoutToken =
                new RateLimit(STARTS_PER_SECOND, START_BURST, context.nanoTime().getAsLong());
    }

    @Override
    public CompletionStage<HttpReply> answer(HttpCall call) {
        return route(call).exceptionally(CheckService::refusal);
    }

    private static HttpReply refusal(Throwable failure) {
        Problem problem = Problem.of(failure);
        if (problem.isBug()) {
            LOG.error("a check failed: {}", failure.getClass().getName());
        }
        return problem.reply();
    }

    private CompletionStage<HttpReply> route(HttpCall call) {
        try {
            String[] parts = call.path().split("/", -1);
            if (parts.length == 3 && parts[2].equals("needs") && isReading(call)) {
                return CompletableFuture.completedFuture(needs());
            }
            if (parts.length == 3
                    && parts[2].equals("sessions")
                    && call.method().equals("POST")) {
                return open(call);
            }
            if (parts.length == 4 && parts[2].equals("sessions") && isReading(call)) {
                return rooms.report(parts[3]).thenApply(CheckService::reports);
            }
            if (parts.length == 4
                    && parts[2].equals("sessions")
                    && call.method().equals("DELETE")) {
                return rooms.close(parts[3]).thenApply(nothing -> HttpReply.empty(204));
            }
            throw new Problem(404, "not_found", "there is nothing here");
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static boolean isReading(HttpCall call) {
        return call.method().equals("GET") || call.method().equals("HEAD");
    }

    /** No secret: each member of a lesson is told the same in its answer. */
    private HttpReply needs() {
        ObjectNode needs = JSON.createObjectNode().put("tokenNeeded", !development);
        if (ports.areKnown()) {
            needs.putObject("udpPorts").put("first", ports.first()).put("last", ports.last());
        }
        return HttpReply.json(200, needs.toString());
    }

    private CompletionStage<HttpReply> open(HttpCall call) {
        admit(call);
        ObjectNode body = json.readObject(new String(call.body(), StandardCharsets.UTF_8));
        Negotiation sending = context.negotiator().negotiate(text(body, "send"), Purpose.PUBLISH);
        Negotiation receiving = context.negotiator().negotiate(text(body, "receive"));
        requireListener(receiving.description());
        return rooms.open(sending, receiving).thenApply(CheckService::opened);
    }

    /** Throws UNAUTHORIZED, FORBIDDEN, DRAINING or RATE_LIMITED. */
    private void admit(HttpCall call) {
        if (lessons.isDraining()) {
            throw new ZvonokException(ErrorCode.DRAINING, "the server is about to stop; try again in a moment");
        }
        if (development && call.header("authorization") == null) {
            admitWithoutToken();
            return;
        }
        Claims claims =
                context.verifier().verify(BearerToken.of(call), context.clock().instant());
        if (!claims.role().mayJoinLessons()) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, "a check needs the token of a lesson");
        }
        rates.take(claims);
    }

    private void admitWithoutToken() {
        synchronized (rateWithoutToken) {
            if (!rateWithoutToken.tryTake(context.nanoTime().getAsLong())) {
                throw new ZvonokException(ErrorCode.RATE_LIMITED, "too many checks; wait a moment");
            }
        }
    }

    private static String text(ObjectNode body, String field) {
        JsonNode value = body.get(field);
        if (value == null || !value.isTextual()) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, field + " must be the text of an offer");
        }
        return value.textValue();
    }

    private static void requireListener(PeerDescription description) {
        if (!description.publishSections().isEmpty()
                || description.slotSections().size() > MAX_SLOTS) {
            throw new ZvonokException(ErrorCode.BAD_SDP, "the offer to receive has one sound and one picture");
        }
    }

    private static HttpReply opened(CheckRoom.Answers answers) {
        String body = JSON.createObjectNode()
                .put("id", answers.id())
                .put("endsInMillis", CheckRooms.LIFE_MILLIS)
                .put("send", answers.send())
                .put("receive", answers.receive())
                .toString();
        return HttpReply.json(201, body).with("location", "/check/sessions/" + answers.id());
    }

    private static HttpReply reports(CheckRoom.Reports reports) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode up = root.putObject("send")
                .put("transport", wireName(reports.sender().transport()));
        ArrayNode encodings = up.putArray("encodings");
        for (TrackReport track : reports.sender().tracks()) {
            for (TrackReport.EncodingReport encoding : track.encodings()) {
                encodings
                        .addObject()
                        .put("mid", track.mid())
                        .put("rid", encoding.rid())
                        .put("height", encoding.height())
                        .put("bitrateBps", encoding.bitrateBps())
                        .put("packets", encoding.packets())
                        .put("lost", encoding.lost());
            }
        }
        DownlinkReport downlink = reports.receiver().downlink();
        root.putObject("receive")
                .put("transport", wireName(reports.receiver().transport()))
                .put("estimateBps", downlink.estimateBps())
                .put("sentBps", downlink.sentBps())
                .put("lossPercent", downlink.lossPercent())
                .put("roundTripMillis", downlink.roundTripMillis());
        return HttpReply.json(200, root.toString());
    }

    private static String wireName(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
