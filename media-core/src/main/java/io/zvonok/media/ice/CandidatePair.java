package io.zvonok.media.ice;

import java.net.InetSocketAddress;

/** One path to a peer: which of our addresses and which of theirs. Thread: any. */
public record CandidatePair(Protocol protocol, InetSocketAddress local, InetSocketAddress remote) {
    /** Says no address: addresses of users never reach logs (P30). */
    @Override
    public String toString() {
        return "CandidatePair[" + protocol + "]";
    }
}
