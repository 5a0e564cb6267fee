package io.zvonok.media.peer;

/**
 * What a datagram carries, as far as its way out has to know: sound goes before pictures where not everything can leave,
 * and pictures may leave in trains.
 */
public enum Cargo {
    /** Connectivity checks, handshakes, RTCP. */
    CONTROL,
    SOUND,
    PICTURE,
    /** A picture on a congested link: not in one burst with others. */
    LONE_PICTURE;

    public boolean isPicture() {
        return this == PICTURE || this == LONE_PICTURE;
    }
}
