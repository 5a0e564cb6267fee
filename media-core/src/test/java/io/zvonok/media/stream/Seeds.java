package io.zvonok.media.stream;

import java.util.stream.LongStream;

/** Seeds of the property tests: {@code -Dseeds=N} tries more, {@code -Dseed=S} replays the one in a failure's name. */
final class Seeds {
    private Seeds() {}

    static LongStream all() {
        String replayed = System.getProperty("seed", "");
        if (!replayed.isEmpty()) {
            return LongStream.of(Long.parseLong(replayed));
        }
        return LongStream.rangeClosed(1, Integer.getInteger("seeds", 20));
    }
}
