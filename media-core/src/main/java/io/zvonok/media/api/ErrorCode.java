package io.zvonok.media.api;

/** What went wrong; the lower-case name is the code on the wire. */
public enum ErrorCode {
    BAD_MESSAGE(false),
    UNKNOWN_TYPE(false),
    WRONG_STATE(false),
    BAD_SDP(false),
    NO_COMMON_CODEC(false),
    UNAUTHORIZED(false),
    TOKEN_EXPIRED(false),
    FORBIDDEN(false),
    NOT_ALLOWED(false),
    COMMENTS_CLOSED(true),
    TEXT_TOO_LONG(false),
    NOT_FOUND(false),
    ROOM_FULL(true),
    RATE_LIMITED(true),
    TOO_LARGE(false),
    GONE(false),
    DRAINING(true),
    OVERLOADED(true),
    TIMEOUT(true),
    INTERNAL(true);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** True if the same request may succeed later. */
    public boolean retryable() {
        return retryable;
    }

    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
