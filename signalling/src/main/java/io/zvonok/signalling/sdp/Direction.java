package io.zvonok.signalling.sdp;

import java.util.ArrayList;
import java.util.List;

/** Which way media flows, seen from the one who says it (RFC 8866 section 6.7). */
enum Direction {
    SENDRECV("sendrecv", true, true),
    SENDONLY("sendonly", true, false),
    RECVONLY("recvonly", false, true),
    INACTIVE("inactive", false, false);

    private final String word;
    private final boolean sends;
    private final boolean receives;

    Direction(String word, boolean sends, boolean receives) {
        this.word = word;
        this.sends = sends;
        this.receives = receives;
    }

    String word() {
        return word;
    }

    boolean sends() {
        return sends;
    }

    boolean receives() {
        return receives;
    }

    /** The same flow seen from the other end. */
    Direction reversed() {
        return switch (this) {
            case SENDONLY -> RECVONLY;
            case RECVONLY -> SENDONLY;
            default -> this;
        };
    }

    /** What the attributes say; {@code otherwise} if they say nothing. */
    static Direction of(SdpAttributes attributes, Direction otherwise) {
        List<SdpAttribute> said = new ArrayList<>();
        Direction found = otherwise;
        for (Direction direction : values()) {
            said.addAll(attributes.all(direction.word));
            found = attributes.has(direction.word) ? direction : found;
        }
        if (said.size() > 1) {
            throw BadSdp.attribute(said.get(1), "stands beside another direction");
        }
        return found;
    }
}
