package io.zvonok.signalling.session;

/** Why a WebSocket is closed; the codes of RFC 6455 section 7.4 and our own in the 4000s. */
public enum CloseCode {
    LEFT(1000, "left"),
    GOING_AWAY(1001, "the server goes away"),
    NOT_TEXT(1003, "only text frames are understood"),
    TOO_LARGE(1009, "message too large"),
    INTERNAL(1011, "internal error"),
    TRY_LATER(1013, "try again later"),
    BAD_MESSAGE(4000, "bad messages"),
    UNAUTHORIZED(4001, "unauthorised"),
    FORBIDDEN(4003, "forbidden"),
    ROOM_GONE(4004, "the lesson is closed"),
    JOIN_TIMEOUT(4008, "no join in time"),
    REPLACED(4009, "replaced by a newer session"),
    RATE_LIMITED(4029, "rate limited");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }
}
