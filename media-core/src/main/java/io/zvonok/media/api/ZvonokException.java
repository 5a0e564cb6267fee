package io.zvonok.media.api;

/** The one exception of the public API; carries a code shared with the wire and a text for people. */
public class ZvonokException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public ZvonokException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public ZvonokException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
