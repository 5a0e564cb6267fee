package io.zvonok.signalling.token;

import io.zvonok.media.api.RoomId;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What a verified token says.
 *
 * @param keyId the key that signed it
 * @param identity who it is for; one identity is in a lesson once
 * @param room {@link #WHOLE_SERVER} for a backend's token that names none
 * @param name for people; the identity when the token has none
 * @param tokenId the {@code jti}, or a digest of the token when it has none: names this very token
 */
public record Claims(
        String keyId,
        String identity,
        RoomId room,
        Role role,
        String name,
        Instant expiresAt,
        String tokenId,
        Grants grants) {
    /** No room can have this name. */
    public static final RoomId WHOLE_SERVER = new RoomId("*");

    private static final int MAX_IDENTITY_LENGTH = 128;
    private static final int MAX_NAME_LENGTH = 128;

    /** Letters, digits and a few signs: no wildcards, separators, spaces or control characters (P26, P37). */
    private static final Pattern ROOM = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}._~:@+=-]{0,127}");

    public Claims {
        requireIdentity(identity);
        if (role != Role.SERVER || !room.equals(WHOLE_SERVER)) {
            requireRoom(room.value());
        }
        requireName(name);
    }

    /** True for a backend's token that names no room. */
    public boolean isForWholeServer() {
        return room.equals(WHOLE_SERVER);
    }

    /** Throws IllegalArgumentException for what cannot be a room's name. */
    public static RoomId roomId(String room) {
        requireRoom(room);
        return new RoomId(room);
    }

    static void requireIdentity(String identity) {
        require(isPlainText(identity, MAX_IDENTITY_LENGTH), "sub must have 1 to 128 printable characters");
    }

    static void requireTokenId(String tokenId) {
        require(isPlainText(tokenId, MAX_IDENTITY_LENGTH), "jti must have 1 to 128 printable characters");
    }

    static void requireRoom(String room) {
        require(ROOM.matcher(room).matches(), "room must be 1 to 128 letters, digits or ._~:@+=-, no wildcard");
    }

    static void requireName(String name) {
        require(isPlainText(name, MAX_NAME_LENGTH), "name must have 1 to 128 printable characters");
    }

    private static boolean isPlainText(String text, int maxLength) {
        return !text.isBlank()
                && text.length() <= maxLength
                && text.codePoints().noneMatch(Claims::isInvisible);
    }

    /** Control and formatting characters (among them direction overrides) would let a name pose as another. */
    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            case Character.FORMAT -> codePoint != 0x200C && codePoint != 0x200D; // joiners belong to some scripts
            default -> false;
        };
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Names no person: identities and names stay out of logs (P30). */
    @Override
    public String toString() {
        return "Claims[" + role + "]";
    }
}
