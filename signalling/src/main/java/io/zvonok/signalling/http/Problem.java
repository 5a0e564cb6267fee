package io.zvonok.signalling.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.websocket.HttpReply;
import java.util.concurrent.CompletionException;

/**
 * A request that is not done: the status that says what kind of mistake it was, and one sentence for a person.
 *
 * <p>Spec: RFC 9457; statuses of RFC 9110 section 15, of RFC 9725 section 4 for WHIP and WHEP.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final JsonMapper JSON = new JsonMapper();
    private static final int INTERNAL = 500;
    /** Seconds after which a client may come again. */
    private static final String SOON = "2";

    private final int status;
    private final String code;

    /** @param detail nothing secret: it is shown to whoever asked */
    public Problem(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    public static Problem of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Problem problem) {
            return problem;
        }
        return cause instanceof ZvonokException refusal
                ? new Problem(status(refusal.code()), refusal.code().wireName(), String.valueOf(refusal.getMessage()))
                : new Problem(INTERNAL, ErrorCode.INTERNAL.wireName(), "something went wrong in the server");
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case BAD_MESSAGE, BAD_SDP -> 400;
            case UNAUTHORIZED, TOKEN_EXPIRED -> 401;
            case FORBIDDEN, NOT_ALLOWED -> 403;
            case NOT_FOUND, GONE -> 404;
            case NO_COMMON_CODEC -> 406;
            case WRONG_STATE, COMMENTS_CLOSED -> 409;
            case TOO_LARGE, TEXT_TOO_LONG -> 413;
            case UNKNOWN_TYPE -> 415;
            case RATE_LIMITED -> 429;
            case ROOM_FULL, DRAINING, OVERLOADED, TIMEOUT -> 503;
            case INTERNAL -> INTERNAL;
        };
    }

    public boolean isBug() {
        return status == INTERNAL;
    }

    public HttpReply reply() {
        String words = JSON.createObjectNode()
                .put("title", title())
                .put("status", status)
                .put("detail", getMessage())
                .put("code", code)
                .toString();
        HttpReply reply = HttpReply.of(status, "application/problem+json", words);
        return switch (status) {
            case 401 -> reply.with("www-authenticate", challenge());
            case 409, 429, 503 -> reply.with("retry-after", SOON);
            default -> reply;
        };
    }

    /** RFC 6750 section 3: who brought no token is not told of errors. */
    private String challenge() {
        return code.equals(BearerToken.MISSING)
                ? "Bearer realm=\"zvonok\""
                : "Bearer realm=\"zvonok\", error=\"invalid_token\", error_description=\"" + getMessage() + "\"";
    }

    private String title() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 409 -> "Conflict";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Content";
            case 428 -> "Precondition Required";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
