package io.zvonok.signalling.message;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import org.jspecify.annotations.Nullable;

/** A message that cannot be read; knows the id it is to be answered with, as far as that could be read. */
public final class BadMessageException extends ZvonokException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Long id;

    BadMessageException(@Nullable Long id, ErrorCode code, String message) {
        super(code, message);
        this.id = id;
    }

    public @Nullable Long id() {
        return id;
    }
}
