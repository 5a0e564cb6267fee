package io.zvonok.signalling.message;

import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.Visibility;
import io.zvonok.signalling.token.Role;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who sees and hears whom in a lesson: by the viewer's role and the other one's, which sources. What is missing is hidden,
 * and of whom nothing is shown is not even listed, except to moderators. Admins see all.
 *
 * <p>Thread: any; immutable.
 */
public final class VisibilityPolicy {
    private static final String CUSTOM = "custom";
    private static final Set<TrackSource> ALL = EnumSet.allOf(TrackSource.class);
    private static final List<Role> PEOPLE =
            Arrays.stream(Role.values()).filter(Role::mayJoinLessons).toList();
    private static final Set<Role> LEADERS = EnumSet.of(Role.TEACHER, Role.ADMIN, Role.BROADCASTER);

    /** Everybody sees and hears everybody. */
    public static final VisibilityPolicy OPEN = preset("open", (viewer, other) -> true);

    /** Students neither see nor hear nor list each other. */
    public static final VisibilityPolicy STUDENTS_APART =
            preset("students-apart", (viewer, other) -> viewer != Role.STUDENT || other != Role.STUDENT);

    /** Parents are seen, heard and listed by those who teach only. */
    public static final VisibilityPolicy SILENT_PARENTS =
            preset("silent-parents", (viewer, other) -> other != Role.PARENT || LEADERS.contains(viewer));

    /** Those who teach see all but parents, whom nobody sees; all others see only those who teach. */
    public static final VisibilityPolicy EXAM = preset(
            "exam", (viewer, other) -> LEADERS.contains(other) || LEADERS.contains(viewer) && other != Role.PARENT);

    private static final List<VisibilityPolicy> PRESETS = List.of(OPEN, STUDENTS_APART, SILENT_PARENTS, EXAM);

    private final String name;
    private final Map<Role, Map<Role, Set<TrackSource>>> matrix;

    private VisibilityPolicy(String name, Map<Role, Map<Role, Set<TrackSource>>> shown) {
        this.name = name;
        Map<Role, Map<Role, Set<TrackSource>>> complete = new EnumMap<>(Role.class);
        for (Role viewer : PEOPLE) {
            Map<Role, Set<TrackSource>> row = new EnumMap<>(Role.class);
            for (Role other : PEOPLE) {
                Set<TrackSource> sources = shown.getOrDefault(viewer, Map.of()).getOrDefault(other, Set.of());
                row.put(other, Set.copyOf(viewer == Role.ADMIN ? ALL : sources));
            }
            complete.put(viewer, Map.copyOf(row));
        }
        this.matrix = Map.copyOf(complete);
    }

    private static VisibilityPolicy preset(String name, BiPredicate<Role, Role> shows) {
        Map<Role, Map<Role, Set<TrackSource>>> matrix = new EnumMap<>(Role.class);
        for (Role viewer : PEOPLE) {
            for (Role other : PEOPLE) {
                matrix.computeIfAbsent(viewer, role -> new EnumMap<>(Role.class))
                        .put(other, shows.test(viewer, other) ? ALL : Set.of());
            }
        }
        return new VisibilityPolicy(name, matrix);
    }

    /** Null if there is no such preset. */
    public static @Nullable VisibilityPolicy named(String name) {
        return PRESETS.stream()
                .filter(preset -> preset.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Of a preset, or {@code custom}. */
    public String name() {
        return name;
    }

    /** Complete: every role of a participant has its row, and in it every other one. */
    public Map<Role, Map<Role, Set<TrackSource>>> matrix() {
        return matrix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VisibilityPolicy that && name.equals(that.name) && matrix.equals(that.matrix);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + matrix.hashCode();
    }

    public static List<String> names() {
        return PRESETS.stream().map(VisibilityPolicy::name).toList();
    }

    /** What is missing is hidden. */
    public static VisibilityPolicy of(Map<Role, Map<Role, Set<TrackSource>>> matrix) {
        return new VisibilityPolicy(CUSTOM, matrix);
    }

    public boolean shows(Role viewer, Role publisher, TrackSource source) {
        return sources(viewer, publisher).contains(source);
    }

    /** True if the one is told that the other is there; moderators are told of everybody. */
    public boolean lists(Role viewer, Role other) {
        return !sources(viewer, other).isEmpty();
    }

    private Set<TrackSource> sources(Role viewer, Role publisher) {
        return matrix.getOrDefault(viewer, Map.of()).getOrDefault(publisher, Set.of());
    }

    /** True if nothing is hidden from anybody. */
    public boolean hidesNothing() {
        return PEOPLE.stream()
                .allMatch(viewer ->
                        PEOPLE.stream().allMatch(other -> sources(viewer, other).equals(ALL)));
    }

    /** For the media core, which knows roles by their number. Who watches a broadcast is a viewer. */
    public Visibility toMedia() {
        if (hidesNothing()) {
            return Visibility.everything();
        }
        Visibility.Builder visibility = Visibility.builder().audienceClass(classOf(Role.VIEWER));
        for (Role viewer : PEOPLE) {
            for (Role publisher : PEOPLE) {
                visibility.show(classOf(viewer), classOf(publisher), sources(viewer, publisher));
            }
        }
        return visibility.build();
    }

    /** By which the media core knows a role. */
    public static int classOf(Role role) {
        return role.ordinal();
    }

    // --- from JSON

    /** A preset's name, or {@code {"matrix": {viewer: {publisher: [sources]}}}}; null if it is missing. */
    static @Nullable VisibilityPolicy read(Fields in, String field) {
        if (!in.has(field)) {
            return null;
        }
        if (in.isString(field)) {
            VisibilityPolicy preset = named(in.string(field, 40));
            in.check(preset != null, field, "is none of " + String.join(", ", names()));
            return preset;
        }
        return in.optionalObject(field, VisibilityPolicy::readMatrix);
    }

    private static VisibilityPolicy readMatrix(Fields in) {
        Map<Role, Map<Role, Set<TrackSource>>> matrix = new EnumMap<>(Role.class);
        in.check(in.has("matrix"), "matrix", "is missing");
        in.optionalObject("matrix", viewers -> {
            roles(viewers).forEach(viewer -> matrix.put(viewer, readRow(viewers, viewer)));
            return matrix;
        });
        return of(matrix);
    }

    private static Map<Role, Set<TrackSource>> readRow(Fields viewers, Role viewer) {
        Map<Role, Set<TrackSource>> row = new EnumMap<>(Role.class);
        viewers.optionalObject(viewer.wireName(), publishers -> {
            roles(publishers)
                    .forEach(publisher -> row.put(
                            publisher,
                            Set.copyOf(publishers.constants(
                                    publisher.wireName(), TrackSource.values().length, TrackSource.class))));
            return row;
        });
        return row;
    }

    private static Stream<Role> roles(Fields in) {
        return in.names().stream().map(name -> {
            Role role = Role.ofWireName(name);
            boolean known = role != null && role.mayJoinLessons();
            in.check(known, name, "is no role of a participant");
            return role == null ? Role.VIEWER : role;
        });
    }
}
