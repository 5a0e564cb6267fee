package io.zvonok.media.room;

import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.SpeakerLevel;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a room does as time passes: feedback, who is loudest, which encodings fit, and telling signalling what changed. A
 * room in which nothing happens is looked at seldom: see {@link RoomSleep}.
 *
 * <p>Thread: the owning media loop.
 */
final class RoomTicker {
    private static final long FEEDBACK_INTERVAL = Nanos.fromMillis(10);
    private static final long SLOT_INTERVAL = Nanos.fromMillis(50);
    private static final long SPEAKERS_INTERVAL = Nanos.fromMillis(300);
    private static final long QUALITY_INTERVAL = Nanos.fromSeconds(2);

    private final Room room;
    private final FeedbackPath feedback;

    private final PublisherThrift thrift = new PublisherThrift();
    private final RoomSleep sleep = new RoomSleep();

    private long nextFeedback;
    private long nextSlots;
    private long nextSpeakers;
    private long nextQuality;
    private long nextTimeline;
    private List<SpeakerLevel> toldSpeakers = List.of();
    private boolean tellAllQualities;

    RoomTicker(Room room, FeedbackPath feedback) {
        this.room = room;
        this.feedback = feedback;
    }

    RoomSleep sleep() {
        return sleep;
    }

    void onTick(long nowNanos) {
        if (sleep.isLookDue(nowNanos)) {
            look(nowNanos);
            sleep.onLooked(nowNanos);
            if (!sleep.isAwake()) {
                prepareToSleep();
            }
        } else if (sleep.isTimeoutDue(nowNanos)) {
            for (Participant participant : room.participants()) {
                callTransport(participant, nowNanos);
                sleep.onTimeoutAt(participant.transport().nextTimeoutNanos());
            }
        }
    }

    private static void callTransport(Participant participant, long nowNanos) {
        if (nowNanos >= participant.transport().nextTimeoutNanos()) {
            participant.transport().onTimeout(nowNanos);
        }
    }

    private void prepareToSleep() {
        for (Participant participant : room.participants()) {
            sleep.onTimeoutAt(participant.transport().nextTimeoutNanos());
            if (participant.waitsForPictures()) {
                sleep.onChange();
            }
        }
    }

    private void look(long nowNanos) {
        for (Participant participant : room.participants()) {
            callTransport(participant, nowNanos);
            participant.downlink().onTick(nowNanos);
        }
        if (nowNanos >= nextFeedback) {
            nextFeedback = nowNanos + FEEDBACK_INTERVAL;
            sendFeedback(nowNanos);
        }
        if (nowNanos >= nextSlots) {
            nextSlots = nowNanos + SLOT_INTERVAL;
            updateSlots(nowNanos);
        }
        if (nowNanos >= nextSpeakers) {
            nextSpeakers = nowNanos + SPEAKERS_INTERVAL;
            tellSpeakers();
        }
        if (nowNanos >= nextQuality && room.role().isStage()) {
            nextQuality = nowNanos + QUALITY_INTERVAL;
            tellQuality(nowNanos);
        }
        if (nowNanos >= nextTimeline) {
            nextTimeline = nowNanos + Timeline.INTERVAL;
            sampleTimelines(nowNanos);
        }
    }

    private void sampleTimelines(long nowNanos) {
        for (Participant participant : room.participants()) {
            Timeline timeline = participant.timeline();
            if (timeline != null) {
                timeline.sample(participant, nowNanos);
            }
        }
    }

    private void sendFeedback(long nowNanos) {
        for (Participant participant : room.participants()) {
            participant.allocator().onTick(nowNanos);
            List<Slot> slots = participant.slots();
            for (int i = 0; i < slots.size(); i++) {
                slots.get(i).requestAwaitedKeyframe(nowNanos);
            }
        }
        room.role().onTick(nowNanos);
        for (Participant participant : room.participants()) {
            feedback.sendDue(participant, nowNanos);
        }
    }

    private void updateSlots(long nowNanos) {
        if (room.voices().update(nowNanos)) {
            room.assignmentChanged();
        }
        room.assignIfStale(nowNanos);
        thrift.update(room, nowNanos);
        for (Participant participant : room.participants()) {
            tellSlots(participant, nowNanos);
        }
        for (Participant publisher : room.publishers()) {
            tellActivity(publisher, nowNanos);
        }
    }

    private void tellSlots(Participant participant, long nowNanos) {
        List<SlotState> changed = null;
        for (int i = 0; i < participant.slots().size(); i++) {
            Slot slot = participant.slots().get(i);
            slot.status().update(slot, nowNanos);
            SlotState state = slot.status().changed(slot, nowNanos);
            if (state != null) {
                changed = changed == null ? new ArrayList<>() : changed;
                changed.add(state);
            }
        }
        if (changed != null) {
            room.listener().onSlots(participant.id(), changed);
        }
    }

    private void tellActivity(Participant participant, long nowNanos) {
        for (int i = 0; i < participant.tracks().size(); i++) {
            PublishedTrack track = participant.tracks().get(i);
            for (int j = 0; j < track.encodings().size(); j++) {
                track.encodings().get(j).history().expire(nowNanos);
            }
            if (track.activityChanged(nowNanos) && !participant.isRelayed()) { // its own room tells that
                room.listener().onTrackActive(participant.id(), track.mid(), track.reportedActive());
            }
        }
    }

    private void tellSpeakers() {
        List<SpeakerLevel> speaking = new ArrayList<>();
        for (Participant participant : room.publishers()) {
            for (PublishedTrack track : participant.tracks()) {
                Ears.Seat[] seats = track.seats(); // in all of them it is as loud
                if (seats.length > 0 && seats[0].isSpeaking()) {
                    speaking.add(new SpeakerLevel(participant.id(), seats[0].level()));
                }
            }
        }
        speaking.sort(Comparator.comparingInt(SpeakerLevel::level));
        if (!sameSpeakers(speaking)) {
            toldSpeakers = speaking;
            room.listener().onSpeakers(speaking);
        }
    }

    /** Small movements of the level are not worth a message to everybody. */
    private boolean sameSpeakers(List<SpeakerLevel> speaking) {
        if (speaking.size() != toldSpeakers.size()) {
            return false;
        }
        for (int i = 0; i < speaking.size(); i++) {
            if (!speaking.get(i).peer().equals(toldSpeakers.get(i).peer())
                    || Math.abs(speaking.get(i).level() - toldSpeakers.get(i).level()) > 10) {
                return false;
            }
        }
        return true;
    }

    /** Somebody came who has heard of nobody's link yet: all are told once more. */
    void newListener() {
        tellAllQualities = true;
    }

    private void tellQuality(long nowNanos) {
        List<LinkQuality> told = new ArrayList<>();
        for (Participant participant : room.participants()) {
            if (!participant.transport().isConnected() && participant.lastScore() == 0) {
                continue;
            }
            LinkQuality quality = RoomReports.quality(participant, nowNanos);
            if (tellAllQualities || quality.score() != participant.lastScore()) {
                participant.setLastScore(quality.score());
                told.add(quality);
            }
        }
        tellAllQualities = false;
        if (!told.isEmpty()) {
            room.listener().onQuality(told);
        }
    }
}
