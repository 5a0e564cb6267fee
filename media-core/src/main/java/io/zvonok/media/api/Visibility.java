package io.zvonok.media.api;

import java.util.Arrays;
import java.util.Set;

/**
 * Who may see and hear whom in a room: for each class of viewers and each class of publishers, which sources. The media
 * core knows nothing of classes but their numbers ({@link PeerPermissions#peerClass}).
 *
 * <p>Thread: any; immutable.
 */
public final class Visibility {
    public static final int CLASSES = 16;

    private static final int SOURCES = TrackSource.values().length;
    private static final byte ALL = (byte) ((1 << SOURCES) - 1);
    private static final Visibility EVERYTHING = new Visibility(filled(), 0);

    /** By viewer and publisher: a bit for each source. */
    private final byte[] shown;

    private final int audienceClass;

    private Visibility(byte[] shown, int audienceClass) {
        this.shown = shown;
        this.audienceClass = audienceClass;
    }

    private static byte[] filled() {
        byte[] all = new byte[CLASSES * CLASSES];
        Arrays.fill(all, ALL);
        return all;
    }

    /** Everybody may see and hear everybody. */
    public static Visibility everything() {
        return EVERYTHING;
    }

    /** Begins with nothing. */
    public static Builder builder() {
        return new Builder();
    }

    public boolean isEverything() {
        return Arrays.equals(shown, EVERYTHING.shown);
    }

    public boolean shows(int viewerClass, int publisherClass, TrackSource source) {
        return (shown[viewerClass * CLASSES + publisherClass] >> source.ordinal() & 1) != 0;
    }

    /** The classes of which viewers of that class may be shown the source, a bit each. */
    public int publishers(int viewerClass, TrackSource source) {
        int classes = 0;
        for (int publisher = 0; publisher < CLASSES; publisher++) {
            classes |= shows(viewerClass, publisher, source) ? 1 << publisher : 0;
        }
        return classes;
    }

    /** The programme of a broadcast holds only what viewers of this class may see and hear. */
    public int audienceClass() {
        return audienceClass;
    }

    static void requireClass(int number) {
        if (number < 0 || number >= CLASSES) {
            throw new IllegalArgumentException("there is no class " + number);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Visibility that
                && audienceClass == that.audienceClass
                && Arrays.equals(shown, that.shown);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shown) + audienceClass;
    }

    /** Thread: one. */
    public static final class Builder {
        private final byte[] shown = new byte[CLASSES * CLASSES];
        private int audienceClass;

        private Builder() {}

        public Builder show(int viewerClass, int publisherClass, Set<TrackSource> sources) {
            requireClass(viewerClass);
            requireClass(publisherClass);
            for (TrackSource source : sources) {
                shown[viewerClass * CLASSES + publisherClass] |= (byte) (1 << source.ordinal());
            }
            return this;
        }

        public Builder audienceClass(int viewerClass) {
            requireClass(viewerClass);
            audienceClass = viewerClass;
            return this;
        }

        public Visibility build() {
            return new Visibility(shown.clone(), audienceClass);
        }
    }
}
