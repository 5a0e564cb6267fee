package io.zvonok.signalling.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Guests by their secret id, kept as its digest: how long a look-up takes depends on the digest of a guess, which tells
 * nothing of how much of the guess was right (P35).
 *
 * <p>Thread: any.
 */
final class GuestIndex {
    private final Map<ByteBuffer, Guest> byDigest = new ConcurrentHashMap<>();

    void add(Guest guest) {
        byDigest.put(digest(guest.id()), guest);
    }

    @Nullable
    Guest find(String id) {
        return byDigest.get(digest(id));
    }

    void remove(ClientSession session) {
        if (!session.hears()) {
            byDigest.remove(digest(session.sessionId()));
        }
    }

    int size() {
        return byDigest.size();
    }

    private static ByteBuffer digest(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
