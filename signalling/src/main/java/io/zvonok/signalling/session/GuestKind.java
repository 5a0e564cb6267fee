package io.zvonok.signalling.session;

import io.zvonok.signalling.sdp.Purpose;

/** Who comes by HTTP. */
public enum GuestKind {
    /** WHIP. */
    PUBLISHER(Purpose.PUBLISH),
    /** WHEP. */
    VIEWER(Purpose.WATCH);

    private final Purpose purpose;

    GuestKind(Purpose purpose) {
        this.purpose = purpose;
    }

    public Purpose purpose() {
        return purpose;
    }
}
