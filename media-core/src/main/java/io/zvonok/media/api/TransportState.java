package io.zvonok.media.api;

/** How far a peer's transport has come. */
public enum TransportState {
    /** No valid connectivity check yet. */
    NEW,
    /** ICE has a pair; the DTLS handshake runs. */
    SECURING,
    /** Keys are set; media may flow. */
    CONNECTED,
    /** Nothing was heard for a while; media is still sent until consent expires (RFC 7675). */
    SILENT,
    /** The handshake failed, consent expired, or the transport was closed. */
    FAILED
}
