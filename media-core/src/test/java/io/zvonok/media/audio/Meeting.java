package io.zvonok.media.audio;

import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;

/** Microphones on virtual time: a packet of each every 20 ms, an update every {@code updateMillis}. */
final class Meeting {
    static final int SILENT = 127;

    /** For a level function: no packet now (DTX, loss). */
    static final int NO_PACKET = -1;

    final LoudestSpeakers speakers;
    private final int updateMillis;
    private final List<LongToIntFunction> levels = new ArrayList<>();
    private long nowMillis;
    private int changes;

    Meeting(int places, int updateMillis) {
        this.speakers = new LoudestSpeakers(places);
        this.updateMillis = updateMillis;
    }

    /** Microphones with handles 0, 1, ... at a constant level. */
    static Meeting of(int microphones, int level) {
        Meeting meeting = new Meeting(3, 100);
        for (int i = 0; i < microphones; i++) {
            meeting.add(now -> level);
        }
        return meeting;
    }

    /** @param level of the packet at a time in milliseconds */
    int add(LongToIntFunction level) {
        int member = speakers.add();
        while (levels.size() <= member) {
            levels.add(now -> NO_PACKET);
        }
        levels.set(member, level);
        return member;
    }

    void remove(int member) {
        speakers.remove(member);
        levels.set(member, now -> NO_PACKET);
    }

    Meeting set(int member, LongToIntFunction level) {
        levels.set(member, level);
        return this;
    }

    Meeting set(int member, int level) {
        return set(member, now -> level);
    }

    /** Syllables of 180 ms at this level with 80 ms of much less between, each microphone out of step with the others. */
    Meeting speak(int member, int level) {
        return set(member, now -> (now + 37L * member) % 260 < 180 ? level : Math.min(SILENT, level + 25));
    }

    Meeting run(long millis) {
        for (long end = nowMillis + millis; nowMillis < end; ) {
            nowMillis += 10;
            if (nowMillis % 20 == 0) {
                sendAll();
            }
            if (nowMillis % updateMillis == 0) {
                changes += speakers.update(Nanos.fromMillis(nowMillis)) ? 1 : 0;
            }
        }
        return this;
    }

    private void sendAll() {
        for (int member = 0; member < levels.size(); member++) {
            int level = levels.get(member).applyAsInt(nowMillis);
            if (level != NO_PACKET) {
                speakers.onLevel(member, level, Nanos.fromMillis(nowMillis));
            }
        }
    }

    /** Milliseconds until it is chosen, at most {@code limitMillis}. */
    long timeToChosen(int member, long limitMillis) {
        long start = nowMillis;
        while (!speakers.isChosen(member) && nowMillis - start < limitMillis) {
            run(10);
        }
        return nowMillis - start;
    }

    List<Integer> chosen() {
        return IntStream.range(0, levels.size())
                .filter(speakers::isChosen)
                .boxed()
                .toList();
    }

    /** Updates that said the chosen set changed, since the last call. */
    int changes() {
        int result = changes;
        changes = 0;
        return result;
    }

    long nowMillis() {
        return nowMillis;
    }
}
