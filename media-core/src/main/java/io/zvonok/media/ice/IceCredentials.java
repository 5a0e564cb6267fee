package io.zvonok.media.ice;

import io.zvonok.media.api.IceParameters;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Both ends' credentials between two ICE restarts. {@code generation} counts from 1 and orders them.
 *
 * <p>Spec: RFC 8445 section 5.3 (random), RFC 8839 section 5.4 (alphabet). Thread: the owning media loop.
 */
final class IceCredentials {
    private static final String ICE_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /** 6 bits a character: 48 bits of ufrag, 144 of password, where RFC 8445 wants 24 and 128. */
    private static final int UFRAG_LENGTH = 8;

    private static final int PASSWORD_LENGTH = 24;

    private final int generation;
    private final IceParameters local;
    private final byte[] localKey;
    private @Nullable IceParameters remote;

    IceCredentials(int generation, RandomGenerator random) {
        this.generation = generation;
        local = new IceParameters(iceChars(UFRAG_LENGTH, random), iceChars(PASSWORD_LENGTH, random));
        localKey = key(local);
    }

    void setRemote(IceParameters remote) {
        if (remote.ufrag().isEmpty()
                || remote.ufrag().length() > 256
                || remote.password().isEmpty()) {
            throw new IllegalArgumentException("ICE credentials of impossible length");
        }
        this.remote = remote;
    }

    int generation() {
        return generation;
    }

    IceParameters local() {
        return local;
    }

    /** Checks to us and our answers to them carry this key. */
    byte[] localKey() {
        return localKey;
    }

    /** Null until signalling has told. */
    @Nullable
    IceParameters remote() {
        return remote;
    }

    static byte[] key(IceParameters parameters) {
        return parameters.password().getBytes(StandardCharsets.UTF_8);
    }

    private static String iceChars(int length, RandomGenerator random) {
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
        return out.toString();
    }
}
