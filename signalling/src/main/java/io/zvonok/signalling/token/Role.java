package io.zvonok.signalling.token;

import io.zvonok.media.api.TrackSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What somebody is in a lesson. Gives the grants a token starts from, the order of tiles, and who commands whom. */
public enum Role {
    TEACHER(2, 100, new Grants(EnumSet.allOf(TrackSource.class), true, true, true, true)),
    STUDENT(0, 10, new Grants(EnumSet.of(TrackSource.MICROPHONE, TrackSource.CAMERA), true, true, false, false)),
    /** Watches silently; seen by everybody in the list of participants. */
    PARENT(0, 0, new Grants(Set.of(), true, false, false, false)),
    ADMIN(3, 50, new Grants(EnumSet.allOf(TrackSource.class), true, true, true, true)),
    BROADCASTER(1, 90, new Grants(EnumSet.allOf(TrackSource.class), true, true, false, false)),
    VIEWER(0, 0, new Grants(Set.of(), true, false, false, false)),
    /** A backend's key to the REST interface; never a participant. */
    SERVER(4, 0, new Grants(Set.of(), false, false, false, false));

    private final int rank;
    private final int prominence;
    private final Grants defaultGrants;

    Role(int rank, int prominence, Grants defaultGrants) {
        this.rank = rank;
        this.prominence = prominence;
        this.defaultGrants = defaultGrants;
    }

    public Grants defaultGrants() {
        return defaultGrants;
    }

    /** Higher goes first into automatic slots. */
    public int prominence() {
        return prominence;
    }

    /** True if somebody of this role, having the grant to moderate, may moderate somebody of the other role. */
    public boolean mayCommand(Role other) {
        return rank >= other.rank;
    }

    public boolean isHigherThan(Role other) {
        return rank > other.rank;
    }

    public boolean mayJoinLessons() {
        return this != SERVER;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static @Nullable Role ofWireName(String wireName) {
        for (Role role : values()) {
            if (role.wireName().equals(wireName)) {
                return role;
            }
        }
        return null;
    }
}
