package io.zvonok.media.api;

/** Names one room; unique in a server. 1 to 128 characters. */
public record RoomId(String value) {
    public RoomId {
        if (value.isEmpty() || value.length() > 128) {
            throw new IllegalArgumentException("room id must have 1 to 128 characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
