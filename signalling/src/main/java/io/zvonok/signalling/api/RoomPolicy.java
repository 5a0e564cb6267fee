package io.zvonok.signalling.api;

import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.VisibilityPolicy;
import io.zvonok.signalling.token.Role;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sees and hears whom in a room: one of the presets, or a matrix of one's own. Enforced on packets; may change while a
 * lesson goes on.
 *
 * @param preset {@code open}, {@code students-apart}, {@code silent-parents} or {@code exam}; null if there is a matrix
 * @param matrix by the viewer's role and the sender's, both by their names in tokens: which sources. What is missing is
 *     hidden; admins see all
 */
public record RoomPolicy(@Nullable String preset, @Nullable Map<String, Map<String, Set<TrackSource>>> matrix) {
    public RoomPolicy {
        if ((preset == null) == (matrix == null)) {
            throw new IllegalArgumentException("policy has either a preset or a matrix");
        }
        if (preset != null && VisibilityPolicy.named(preset) == null) {
            throw new IllegalArgumentException("preset is none of " + String.join(", ", VisibilityPolicy.names()));
        }
        if (matrix != null) {
            matrix = copy(matrix);
        }
    }

    /** @throws IllegalArgumentException if there is no such preset */
    public static RoomPolicy preset(String name) {
        return new RoomPolicy(name, null);
    }

    /** @throws IllegalArgumentException naming what is no role of a participant */
    public static RoomPolicy of(Map<Role, Map<Role, Set<TrackSource>>> shown) {
        Map<String, Map<String, Set<TrackSource>>> matrix = new LinkedHashMap<>();
        shown.forEach((viewer, row) -> row.forEach(
                (sender, sources) -> matrix.computeIfAbsent(viewer.wireName(), name -> new LinkedHashMap<>())
                        .put(sender.wireName(), sources)));
        return new RoomPolicy(null, matrix);
    }

    /** As the server keeps it. */
    public VisibilityPolicy visibility() {
        VisibilityPolicy named = preset == null ? null : VisibilityPolicy.named(preset);
        if (named != null) {
            return named;
        }
        Map<Role, Map<Role, Set<TrackSource>>> shown = new EnumMap<>(Role.class);
        Map<String, Map<String, Set<TrackSource>>> rows = matrix == null ? Map.of() : matrix;
        rows.forEach((viewer, row) -> {
            Map<Role, Set<TrackSource>> sources = new EnumMap<>(Role.class);
            row.forEach((sender, of) -> sources.put(role(sender), of));
            shown.put(role(viewer), sources);
        });
        return VisibilityPolicy.of(shown);
    }

    private static Map<String, Map<String, Set<TrackSource>>> copy(Map<String, Map<String, Set<TrackSource>>> matrix) {
        Map<String, Map<String, Set<TrackSource>>> copy = new LinkedHashMap<>();
        matrix.forEach((viewer, row) -> {
            role(viewer);
            Map<String, Set<TrackSource>> sources = new LinkedHashMap<>();
            if (row == null) {
                throw new IllegalArgumentException("the row of " + viewer + " is missing");
            }
            row.forEach((sender, of) -> {
                role(sender);
                if (of == null) {
                    throw new IllegalArgumentException("the sources of " + sender + " are missing");
                }
                sources.put(sender, Set.copyOf(of));
            });
            copy.put(viewer, Map.copyOf(sources));
        });
        return Map.copyOf(copy);
    }

    private static Role role(String name) {
        Role role = Role.ofWireName(name);
        if (role == null || !role.mayJoinLessons()) {
            throw new IllegalArgumentException(
                    "matrix names a role that no participant has: " + Checks.beginning(name));
        }
        return role;
    }
}
