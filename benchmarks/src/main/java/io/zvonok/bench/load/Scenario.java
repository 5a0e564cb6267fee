package io.zvonok.bench.load;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a run plays, with what it uses where no option says otherwise. */
enum Scenario {
    LESSON("30 people: three audible, each sees one picture of 720p and eight of 180p", 30, 0, 5, 8, 30),
    BROADCAST("one publisher, N viewers", 1, 100, 50, 5, 20),
    AUDIO("100 people with microphones, the loudest three audible", 100, 0, 20, 5, 20),
    JOIN_STORM("500 joins in 10 s beside a running lesson, whose delays are watched", 30, 500, 50, 8, 20),
    LAYER_SWITCH("viewers change the size of their picture every two seconds", 1, 20, 10, 5, 30),
    LOSS("a broadcast of which 2 % of the packets get lost on both ways", 1, 50, 25, 5, 20),
    IDLE("1000 people who join and do nothing", 0, 1000, 50, 5, 20),
    SOAK("two lessons of 30 for two hours", 60, 0, 5, 30, 7200),
    SUITE("all of them, one after the other, with one report", 0, 0, 0, 0, 0);

    private final String meaning;
    private final int publishers;
    private final int viewers;
    private final double joinsPerSecond;
    private final int warmUpSeconds;
    private final int seconds;

    Scenario(String meaning, int publishers, int viewers, double joinsPerSecond, int warmUpSeconds, int seconds) {
        this.meaning = meaning;
        this.publishers = publishers;
        this.viewers = viewers;
        this.joinsPerSecond = joinsPerSecond;
        this.warmUpSeconds = warmUpSeconds;
        this.seconds = seconds;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String meaning() {
        return meaning;
    }

    int publishers() {
        return publishers;
    }

    int viewers() {
        return viewers;
    }

    double joinsPerSecond() {
        return joinsPerSecond;
    }

    int warmUpSeconds() {
        return warmUpSeconds;
    }

    int seconds() {
        return seconds;
    }

    /** True where those who publish also watch, so that viewers make no sense beside them. */
    boolean isMeeting() {
        return this == LESSON || this == AUDIO || this == SOAK;
    }

    /** True for audiences, which report by REMB. */
    boolean isAudience() {
        return this == BROADCAST || this == JOIN_STORM || this == IDLE;
    }

    int layers() {
        return this == BROADCAST || this == LOSS ? 1 : 3;
    }

    int bitrateBps() {
        return this == LESSON || this == SOAK ? 1_200_000 : 1_500_000;
    }

    double fullShare() {
        return this == LAYER_SWITCH || this == LOSS ? 1 : this == BROADCAST ? 0.05 : 0.1;
    }

    /** Null if there is no such scenario. */
    static @Nullable Scenario ofLabel(String label) {
        for (Scenario scenario : values()) {
            if (scenario.label().equals(label)) {
                return scenario;
            }
        }
        return null;
    }
}
