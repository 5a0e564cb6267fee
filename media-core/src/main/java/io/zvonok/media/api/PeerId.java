package io.zvonok.media.api;

/** Names one peer (one transport, one participant) of a room; chosen by signalling, opaque, unique in a server. */
public record PeerId(String value) {
    public PeerId {
        if (value.isEmpty() || value.length() > 128) {
            throw new IllegalArgumentException("peer id must have 1 to 128 characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
