package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;

/** RATE_LIMITED, and for how long. */
final class TooSoon extends ZvonokException {
    private static final long serialVersionUID = 1L;

    private final long retryAfterMillis;

    TooSoon(String message, long retryAfterMillis) {
        super(ErrorCode.RATE_LIMITED, message);
        this.retryAfterMillis = retryAfterMillis;
    }

    long retryAfterMillis() {
        return retryAfterMillis;
    }
}
