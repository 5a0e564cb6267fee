package io.zvonok.media.room;

import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerTimeline.Sample;
import io.zvonok.media.api.PeerTimeline.Shown;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.List;

/**
 * The last ten minutes of one participant on stage in numbers: a ring of samples, written over and over. Nothing is
 * allocated after the ring, which takes about 8 KiB.
 *
 * <p>Thread: the owning media loop.
 */
final class Timeline {
    /** Between samples. A room that sleeps is looked at every other second: there it may be a little more. */
    static final long INTERVAL = Nanos.fromSeconds(5);

    static final int MAX_SAMPLES = 120;

    /** As {@code api.PeerTimeline.Shown} has it. */
    private static final int MEDIUM_LINES = 270;

    private static final int LARGE_LINES = 540;

    private static final int RECEIVED = 0;
    private static final int SENT = 1;
    private static final int ESTIMATE = 2;
    private static final int ALLOCATED = 3;
    private static final int WANTED = 4;
    private static final int UPLINK_LOSS = 5;
    private static final int DOWNLINK_LOSS = 6;
    private static final int ROUND_TRIP = 7;
    private static final int QUEUE_DELAY = 8;
    private static final int VOICES = 9;
    private static final int SMALL = 10;
    private static final int MEDIUM = 11;
    private static final int LARGE = 12;
    private static final int MISSING = 13;
    private static final int FIELDS = 14;

    private final long[] atNanos = new long[MAX_SAMPLES];
    private final int[] values = new int[MAX_SAMPLES * FIELDS];
    private int next;
    private int size;

    int size() {
        return size;
    }

    /** Writes down how the participant is now. */
    void sample(Participant participant, long nowNanos) {
        int at = next * FIELDS;
        next = (next + 1) % MAX_SAMPLES;
        size = Math.min(size + 1, MAX_SAMPLES);
        atNanos[at / FIELDS] = nowNanos;
        Downlink downlink = participant.downlink();
        values[at + RECEIVED] = bounded(receivedBps(participant, nowNanos));
        values[at + SENT] = bounded(downlink.sentBps(nowNanos));
        values[at + ESTIMATE] = bounded(downlink.estimateBps());
        values[at + ALLOCATED] = bounded(downlink.allocatedBps());
        values[at + WANTED] = bounded(downlink.wantedBps());
        values[at + UPLINK_LOSS] = RoomReports.uplinkLossPercent(participant, nowNanos);
        values[at + DOWNLINK_LOSS] = RoomReports.downlinkLossPercent(participant);
        values[at + ROUND_TRIP] = millis(participant.measuredRoundTripNanos());
        values[at + QUEUE_DELAY] = millis(downlink.queueDelayNanos());
        count(participant, at);
    }

    private static long receivedBps(Participant participant, long nowNanos) {
        long sum = 0;
        for (int i = 0; i < participant.tracks().size(); i++) {
            PublishedTrack track = participant.tracks().get(i);
            for (int j = 0; j < track.encodings().size(); j++) {
                sum += track.encodings().get(j).receivedBps(nowNanos);
            }
        }
        return sum;
    }

    private void count(Participant participant, int at) {
        for (int field = VOICES; field <= MISSING; field++) {
            values[at + field] = 0;
        }
        for (int i = 0; i < participant.slots().size(); i++) {
            Slot slot = participant.slots().get(i);
            if (slot.track() != null) {
                values[at + fieldOf(slot)]++;
            }
        }
    }

    private static int fieldOf(Slot slot) {
        Encoding shown = slot.selector().current();
        if (shown == null || slot.status().reason() != SlotReason.ACTIVE) {
            return MISSING;
        }
        if (slot.kind() == MediaKind.AUDIO) {
            return VOICES;
        }
        int lines = shown.height();
        return lines >= LARGE_LINES ? LARGE : lines >= MEDIUM_LINES ? MEDIUM : SMALL;
    }

    private static int bounded(long value) {
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    private static int millis(long nanos) {
        return nanos < 0 ? -1 : bounded(Nanos.toMillis(nanos));
    }

    /** Oldest first. */
    List<Sample> describe(long nowNanos) {
        List<Sample> samples = new ArrayList<>(size);
        for (int i = size; i > 0; i--) {
            samples.add(describe((next - i + MAX_SAMPLES) % MAX_SAMPLES, nowNanos));
        }
        return samples;
    }

    private Sample describe(int sample, long nowNanos) {
        int at = sample * FIELDS;
        return new Sample(
                Nanos.toMillis(nowNanos - atNanos[sample]),
                values[at + RECEIVED],
                values[at + SENT],
                values[at + ESTIMATE],
                values[at + ALLOCATED],
                values[at + WANTED],
                values[at + UPLINK_LOSS],
                values[at + DOWNLINK_LOSS],
                values[at + ROUND_TRIP],
                values[at + QUEUE_DELAY],
                new Shown(
                        values[at + VOICES],
                        values[at + SMALL],
                        values[at + MEDIUM],
                        values[at + LARGE],
                        values[at + MISSING]));
    }
}
