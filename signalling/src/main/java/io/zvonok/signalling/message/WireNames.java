package io.zvonok.signalling.message;

import io.zvonok.media.api.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How constants are written on the wire: camel case ({@code SCREEN_AUDIO} is {@code screenAudio}), error codes in snake case. */
public final class WireNames {
    private WireNames() {}

    public static String of(Enum<?> constant) {
        if (constant instanceof ErrorCode code) {
            return code.wireName();
        }
        StringBuilder name = new StringBuilder();
        for (String word : constant.name().split("_")) {
            String lower = word.toLowerCase(Locale.ROOT);
            name.append(name.isEmpty() ? lower : lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1));
        }
        return name.toString();
    }

    /** Null if no constant is written so. */
    public static <E extends Enum<E>> @Nullable E read(Class<E> type, String wireName) {
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(wireName)) {
                return constant;
            }
        }
        return null;
    }

    /** The {@code type} of a message: its record's name with a small first letter. */
    public static String typeOf(Class<?> message) {
        String name = message.getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
