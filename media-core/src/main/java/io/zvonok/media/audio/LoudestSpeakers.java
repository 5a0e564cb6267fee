package io.zvonok.media.audio;

import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses the few microphones of a room that are forwarded, and says who speaks and who is dominant.
 *
 * <ul>
 *   <li>No more microphones than places: all are chosen, whatever their level.
 *   <li>Somebody who speaks, for a tenth of a second, takes the place of the one who has been quiet longest, if that one
 *       said nothing for a second.
 *   <li>While all places are held by people who speak or just spoke, a challenger must be clearly louder than the
 *       weakest voice among them, for about half a second: equal voices change nothing, nor does a cough.
 *   <li>The dominant speaker changes after a second during which another one speaks and the present one is silent or
 *       clearly weaker. It stays dominant in silence.
 * </ul>
 *
 * <p>Spec: RFC 6464 (levels 0..127 in -dBov).
 * <p>Thread: the owning media loop. Allocates only in {@link #add}.
 */
public final class LoudestSpeakers {
    /** Decibels: twice the amplitude. */
    private static final double CLEARLY_LOUDER = 6;

    /** -60 dBov: below, nobody is heard well enough to challenge even a silent microphone. */
    private static final double AUDIBLE = 20;

    private static final long DOMINANCE_NANOS = Nanos.fromSeconds(1);

    /** A late update (a stalled loop) counts for no more than this. */
    private static final long MAX_UPDATE_NANOS = Nanos.fromMillis(200);

    private final int size;
    private final List<Microphone> microphones = new ArrayList<>();
    private int members;
    private int chosenMembers;
    private int dominant = -1;
    private boolean changed;
    private long updatedNanos;
    private double bar = AUDIBLE;

    /** @param size how many places there are, at least 1 */
    public LoudestSpeakers(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("at least one place is needed: " + size);
        }
        this.size = size;
    }

    /** Opens a microphone and returns its handle, a small number; those of removed ones are used again. */
    public int add() {
        int member = 0;
        while (member < microphones.size() && microphones.get(member).isPresent()) {
            member++;
        }
        if (member == microphones.size()) {
            microphones.add(new Microphone());
        }
        microphones.get(member).open();
        members++;
        if (members <= size) {
            choose(member);
        }
        return member;
    }

    /** Closes a microphone: it left or was muted. Its place is given away by the next {@link #update}. */
    public void remove(int member) {
        Microphone microphone = microphones.get(member);
        if (!microphone.isPresent()) {
            return;
        }
        if (microphone.chosen) {
            chosenMembers--;
            changed = true;
        }
        if (dominant == member) {
            dominant = -1;
        }
        microphone.close();
        members--;
    }

    /** A packet's level: 0 is loudest, 127 silence. */
    public void onLevel(int member, int level, long nowNanos) {
        Microphone microphone = microphones.get(member);
        if (microphone.isPresent()) {
            microphone.hear(level, bar, nowNanos);
        }
    }

    /** To be called every 50 to 100 ms. True if the chosen set is another than after the last call. */
    public boolean update(long nowNanos) {
        for (int i = 0; i < microphones.size(); i++) {
            if (microphones.get(i).isPresent()) {
                microphones.get(i).settle(bar, nowNanos);
            }
        }
        fillFreePlaces();
        replaceTheQuiet(nowNanos);
        updateDominant(Math.min(MAX_UPDATE_NANOS, nowNanos - updatedNanos));
        updatedNanos = nowNanos;
        boolean result = changed;
        changed = false;
        return result;
    }

    private void fillFreePlaces() {
        while (chosenMembers < Math.min(size, members)) {
            int best = -1;
            for (int i = 0; i < microphones.size(); i++) {
                if (isWaiting(i) && (best < 0 || isBetterForFreePlace(microphones.get(i), microphones.get(best)))) {
                    best = i;
                }
            }
            choose(best);
        }
    }

    /** The loudest, then who spoke last, then the first handle. Noise gives way to a speaker right after. */
    private static boolean isBetterForFreePlace(Microphone one, Microphone other) {
        return one.loudness() > other.loudness()
                || one.loudness() == other.loudness() && one.lastWordNanos() > other.lastWordNanos();
    }

    private void replaceTheQuiet(long nowNanos) {
        for (int places = 0; places < size && members > size; places++) {
            int weakest = weakest(nowNanos);
            bar = bar(microphones.get(weakest), nowNanos);
            int challenger = challenger(!microphones.get(weakest).holdsTurn(nowNanos));
            if (challenger < 0) {
                return;
            }
            microphones.get(weakest).chosen = false;
            chosenMembers--;
            microphones.get(challenger).takeTurn(nowNanos);
            choose(challenger);
        }
    }

    /** Of those chosen: who holds no turn and was quiet longest; if all hold one, the weakest voice. */
    private int weakest(long nowNanos) {
        int weakest = -1;
        for (int i = 0; i < microphones.size(); i++) {
            if (isChosen(i) && (weakest < 0 || isWeaker(microphones.get(i), microphones.get(weakest), nowNanos))) {
                weakest = i;
            }
        }
        return weakest;
    }

    private static boolean isWeaker(Microphone one, Microphone other, long nowNanos) {
        boolean holdsTurn = one.holdsTurn(nowNanos);
        if (holdsTurn != other.holdsTurn(nowNanos)) {
            return !holdsTurn;
        }
        if (holdsTurn) {
            return one.voice() < other.voice();
        }
        return one.lastWordNanos() < other.lastWordNanos()
                || one.lastWordNanos() == other.lastWordNanos() && one.loudness() < other.loudness();
    }

    private static double bar(Microphone weakest, long nowNanos) {
        double strength = weakest.holdsTurn(nowNanos) ? weakest.voice() : weakest.loudness();
        return Math.max(AUDIBLE, strength + CLEARLY_LOUDER);
    }

    /** The loudest of those who may take the weakest one's place, or -1. */
    private int challenger(boolean placeIsIdle) {
        int best = -1;
        for (int i = 0; i < microphones.size(); i++) {
            Microphone microphone = microphones.get(i);
            boolean may =
                    placeIsIdle && microphone.isSpeaking() || microphone.challenges() && microphone.loudness() > bar;
            if (isWaiting(i)
                    && may
                    && (best < 0
                            || microphone.loudness() > microphones.get(best).loudness())) {
                best = i;
            }
        }
        return best;
    }

    private void updateDominant(long elapsedNanos) {
        int best = -1;
        for (int i = 0; i < microphones.size(); i++) {
            Microphone microphone = microphones.get(i);
            boolean leads = leads(i);
            microphone.leadNanos = Microphone.fill(microphone.leadNanos, leads, elapsedNanos, DOMINANCE_NANOS);
            boolean may = leads && (dominant < 0 || microphone.leadNanos >= DOMINANCE_NANOS);
            if (may && (best < 0 || microphone.voice() > microphones.get(best).voice())) {
                best = i;
            }
        }
        if (best >= 0) {
            dominant = best;
            microphones.get(best).leadNanos = 0;
        }
    }

    /** It is forwarded and speaks, and the dominant one does not or is clearly weaker. */
    private boolean leads(int member) {
        Microphone microphone = microphones.get(member);
        if (member == dominant || !microphone.chosen || !microphone.isSpeaking()) {
            return false;
        }
        Microphone present = microphones.get(Math.max(0, dominant));
        return dominant < 0
                || !present.chosen
                || !present.isSpeaking()
                || microphone.voice() > present.voice() + CLEARLY_LOUDER;
    }

    private void choose(int member) {
        microphones.get(member).chosen = true;
        chosenMembers++;
        changed = true;
    }

    private boolean isWaiting(int member) {
        return microphones.get(member).isPresent() && !microphones.get(member).chosen;
    }

    public boolean isChosen(int member) {
        return microphones.get(member).chosen;
    }

    /** Smoothed, in -dBov: 0 is loudest, 127 silence. */
    public int level(int member) {
        long level = Math.round(Microphone.FLOOR - microphones.get(member).loudness());
        return level >= Microphone.FLOOR ? 127 : (int) level;
    }

    /** From a tenth of a second after the first word until shortly after the last. */
    public boolean isSpeaking(int member) {
        return microphones.get(member).isSpeaking();
    }

    /** Who speaks, or spoke last; -1 if nobody yet or that one was removed. */
    public int dominant() {
        return dominant;
    }
}
