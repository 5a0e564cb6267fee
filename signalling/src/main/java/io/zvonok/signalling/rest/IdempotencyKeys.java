package io.zvonok.signalling.rest;

import io.zvonok.signalling.http.Problem;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.websocket.HttpCall;
import io.zvonok.signalling.websocket.HttpReply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that is sent again under one {@code Idempotency-Key} is done once: the second gets the reply of the first,
 * also while that is still being made. A key belongs to whom the token names; under it only the very same request comes
 * again. What failed for the moment is forgotten, so that it can be tried again. Bounded in time, number and bytes; the
 * oldest go first.
 *
 * <p>Spec: draft-ietf-httpapi-idempotency-key-header section 2.
 * <p>Thread: any.
 */
final class IdempotencyKeys {
    static final String HEADER = "idempotency-key";
    static final String REPLAYED = "idempotency-replayed";
    static final int MAX_KEYS = 10_000;
    static final long MAX_AGE_NANOS = TimeUnit.HOURS.toNanos(24);
    private static final long MAX_BYTES = 16L * 1024 * 1024;
    private static final int MAX_KEY_LENGTH = 128;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    IdempotencyKeys(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Does it, or says again what was said. Throws 400 for a key that is none, 422 for one of another request.
     *
     * @param work must not throw
     */
    CompletionStage<HttpReply> once(Claims claims, HttpCall call, Supplier<CompletionStage<HttpReply>> work) {
        String key = call.header(HEADER);
        if (key == null) {
            return work.get();
        }
        if (!key.matches("[\\x21-\\x7E]{1," + MAX_KEY_LENGTH + "}")) {
            throw new Problem(400, "bad_message", "Idempotency-Key must have 1 to 128 visible ASCII characters");
        }
        String owner = claims.keyId() + '\n' + claims.identity() + '\n' + claims.room() + '\n' + key;
        Entry mine = new Entry(fingerprint(call), nanoTime.getAsLong());
        Entry before = enter(owner, mine);
        if (before == null) {
            work.get().whenComplete((reply, failure) -> finish(owner, mine, reply, failure));
            return mine.reply;
        }
        if (!before.fingerprint.equals(mine.fingerprint)) {
            throw new Problem(
                    422, "idempotency_key_reused", "this Idempotency-Key was used for another request before");
        }
        return before.reply.thenApply(reply -> reply.with(REPLAYED, "true"));
    }

    private synchronized @Nullable Entry enter(String owner, Entry mine) {
        Entry before = entries.get(owner);
        if (before != null && mine.sinceNanos - before.sinceNanos < MAX_AGE_NANOS) {
            return before;
        }
        remove(owner, before);
        entries.put(owner, mine);
        forgetOldest();
        return null;
    }

    private void finish(String owner, Entry mine, @Nullable HttpReply reply, @Nullable Throwable failure) {
        synchronized (this) {
            boolean known = entries.get(owner) == mine;
            if (known && (reply == null || reply.status() >= SERVER_ERROR || reply.status() == TOO_MANY_REQUESTS)) {
                remove(owner, mine);
            } else if (known && reply != null) {
                mine.bytes = reply.body().length;
                bytes += mine.bytes;
                forgetOldest();
            }
        }
        if (reply != null) {
            mine.reply.complete(reply);
        } else {
            mine.reply.completeExceptionally(
                    failure != null ? failure : new IllegalStateException("neither reply nor failure"));
        }
    }

    private void forgetOldest() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > MAX_KEYS || bytes > MAX_BYTES) {
            bytes -= oldest.next().bytes;
            oldest.remove();
        }
    }

    private void remove(String owner, @Nullable Entry entry) {
        if (entry != null && entries.remove(owner, entry)) {
            bytes -= entry.bytes;
        }
    }

    private static String fingerprint(HttpCall call) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {call.method(), call.path(), call.query()}) {
                hash.update(part.getBytes(StandardCharsets.UTF_8));
                hash.update((byte) 0);
            }
            return HexFormat.of().formatHex(hash.digest(call.body()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static final class Entry {
        final String fingerprint;
        final long sinceNanos;
        final CompletableFuture<HttpReply> reply = new CompletableFuture<>();
        long bytes;

        Entry(String fingerprint, long sinceNanos) {
            this.fingerprint = fingerprint;
            this.sinceNanos = sinceNanos;
        }
    }
}
