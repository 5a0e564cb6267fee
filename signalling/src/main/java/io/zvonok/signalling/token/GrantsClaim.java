package io.zvonok.signalling.token;

import io.zvonok.media.api.TrackSource;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code grants} claim of a token: narrows or widens the grants of the role. A part that is null leaves the role's.
 *
 * @param publish wire names out of {@code camera}, {@code microphone}, {@code screen}
 */
public record GrantsClaim(
        @Nullable Set<String> publish,
        @Nullable Boolean subscribe,
        @Nullable Boolean chat,
        @Nullable Boolean moderate,
        @Nullable Boolean record) {
    public static final GrantsClaim NONE = new GrantsClaim(null, null, null, null, null);

    public GrantsClaim {
        if (publish != null) {
            publish = Set.copyOf(new LinkedHashSet<>(publish));
            publish.forEach(GrantsClaim::sourcesOf);
        }
    }

    public Grants applyTo(Grants role) {
        return new Grants(
                publish == null ? role.publish() : sourcesOf(publish),
                subscribe == null ? role.subscribe() : subscribe,
                chat == null ? role.chat() : chat,
                moderate == null ? role.moderate() : moderate,
                record == null ? role.record() : record);
    }

    private static Set<TrackSource> sourcesOf(Set<String> names) {
        Set<TrackSource> sources = EnumSet.noneOf(TrackSource.class);
        names.forEach(name -> sources.addAll(sourcesOf(name)));
        return sources;
    }

    /** The right to share a screen includes its sound. */
    private static Set<TrackSource> sourcesOf(String name) {
        return switch (name) {
            case "camera" -> EnumSet.of(TrackSource.CAMERA);
            case "microphone" -> EnumSet.of(TrackSource.MICROPHONE);
            case "screen" -> EnumSet.of(TrackSource.SCREEN, TrackSource.SCREEN_AUDIO);
            default -> throw new IllegalArgumentException("unknown source in grants.publish");
        };
    }
}
