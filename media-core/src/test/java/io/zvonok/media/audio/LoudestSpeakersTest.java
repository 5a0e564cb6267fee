package io.zvonok.media.audio;

import static io.zvonok.media.audio.Meeting.NO_PACKET;
import static io.zvonok.media.audio.Meeting.SILENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.zvonok.media.time.Nanos;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoudestSpeakersTest {
    private static final long SEED = Long.getLong("seed", 6464);

    @Test
    void choosesAllWhileTheyAreFewAtOnce() {
        LoudestSpeakers speakers = new LoudestSpeakers(3);
        assertThat(List.of(speakers.add(), speakers.add(), speakers.add())).containsExactly(0, 1, 2);
        for (int member = 0; member < 3; member++) {
            assertThat(speakers.isChosen(member)).isTrue();
        }
        assertThat(speakers.update(0)).isTrue();
        assertThat(speakers.update(0)).isFalse();

        assertThat(speakers.isChosen(speakers.add())).isFalse();
        assertThat(speakers.update(0)).isFalse();
    }

    @Test
    void keepsTheFewWhateverTheirLevel() {
        Meeting meeting =
                Meeting.of(3, SILENT).set(1, 10).set(2, now -> NO_PACKET).run(5_000);

        assertThat(meeting.chosen()).containsExactly(0, 1, 2);
        assertThat(meeting.changes()).isEqualTo(1);
    }

    /** Into a silent room of 100 open microphones, whenever the updates happen to come. */
    @ParameterizedTest
    @CsvSource({"10, 50", "30, 50", "45, 50", "10, 100", "30, 100", "45, 100"})
    void letsNewSpeakerInWithin300Millis(int level, int updateMillis) {
        for (int phase = 0; phase < 100; phase += 10) {
            Meeting meeting = new Meeting(3, updateMillis);
            Random random = new Random(SEED);
            for (int i = 0; i < 100; i++) {
                meeting.add(now -> 55 + random.nextInt(20));
            }
            meeting.run(3_000 + phase).set(77, level);

            assertThat(meeting.timeToChosen(77, 1_000)).as("phase %d", phase).isLessThanOrEqualTo(300);
        }
    }

    @Test
    void givesThePlaceOfWhoWasQuietLongest() {
        Meeting meeting = Meeting.of(10, SILENT);
        meeting.speak(1, 30).run(2_000).set(1, SILENT).speak(0, 30).run(2_000).set(0, SILENT);
        meeting.speak(2, 30).run(2_000).set(2, SILENT).run(2_000);

        meeting.speak(5, 30).run(500);

        assertThat(meeting.chosen()).containsExactly(0, 2, 5);
    }

    @ParameterizedTest
    @CsvSource({"100, 30", "100, 0", "100, 60", "100, 127", "4, 30"})
    void staysTheSameWhileAllAreEqual(int microphones, int level) {
        Meeting meeting = Meeting.of(microphones, level).run(1_000);
        meeting.changes();

        meeting.run(60_000);

        assertThat(meeting.changes()).isZero();
        assertThat(meeting.chosen()).hasSize(3);
    }

    @Test
    void staysTheSameWhile100SpeakAlike() {
        Meeting meeting = Meeting.of(100, SILENT);
        Random random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            meeting.set(i, now -> 30 + random.nextInt(13) - 6);
        }
        meeting.run(2_000).changes();

        meeting.run(60_000);

        assertThat(meeting.changes()).as("seed %d", SEED).isZero();
    }

    @Test
    void letsNoEqualVoiceInWhileThreeSpeak() {
        Meeting meeting = threeSpeakAndOneWaits(30).speak(3, 30).run(30_000);

        assertThat(meeting.changes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"5, 100", "5, 200", "5, 300", "0, 300", "20, 300"})
    void letsNoCoughDisplaceSpeaker(int level, int millis) {
        for (int start = 0; start < 500; start += 20) {
            Meeting meeting = threeSpeakAndOneWaits(30).run(start);
            meeting.set(3, level).run(millis).set(3, SILENT).run(1_000); // and once more
            meeting.set(3, level).run(millis).set(3, SILENT).run(3_000);

            assertThat(meeting.changes()).as("start %d", start).isZero();
        }
    }

    @Test
    void letsClearlyLouderVoiceInWhileThreeSpeak() {
        for (int start = 0; start < 500; start += 20) {
            Meeting meeting =
                    threeSpeakAndOneWaits(35).run(start).speak(1, 42).run(3_000).speak(3, 25);

            assertThat(meeting.timeToChosen(3, 5_000)).as("start %d", start).isBetween(400L, 1_000L);
            assertThat(meeting.chosen()).containsExactly(0, 2, 3); // the weakest gave way
        }
    }

    @Test
    void letsOnlyOneInWhenOnlyOnePlaceIsWeak() {
        Meeting meeting =
                threeSpeakAndOneWaits(30).set(0, 30).set(1, 30).set(2, 36).run(3_000);

        meeting.set(3, 28).set(4, 28).run(5_000);

        assertThat(meeting.chosen()).containsExactly(0, 1, 3);
    }

    @Test
    void keepsPlaceForOneSecondAfterTheLastWord() {
        Meeting meeting = threeSpeakAndOneWaits(30);
        meeting.set(0, SILENT).set(1, SILENT).set(2, SILENT).speak(3, 30);

        assertThat(meeting.timeToChosen(3, 5_000)).isBetween(900L, 1_300L);
    }

    @Test
    void findsTheLoudestThreeOf100Speakers() {
        Meeting meeting = Meeting.of(100, SILENT);
        for (int i = 0; i < 100; i++) {
            meeting.speak(i, i % 33 == 20 ? 22 : 45);
        }

        meeting.run(2_000).changes();

        assertThat(meeting.chosen()).containsExactly(20, 53, 86);
        assertThat(meeting.run(20_000).changes()).isZero();
    }

    @Test
    void hearsQuietVoiceAmongTheSilent() {
        Meeting meeting = Meeting.of(10, SILENT).run(3_000).set(8, 54);

        assertThat(meeting.timeToChosen(8, 2_000)).isLessThanOrEqualTo(700);
        assertThat(meeting.speakers.isSpeaking(8)).isFalse();
    }

    @Test
    void countsBeingLetInAsWord() {
        Meeting meeting =
                threeSpeakAndOneWaits(30).set(0, SILENT).run(500).set(1, SILENT).set(2, SILENT);
        meeting.run(5_000).set(8, 54).run(600);
        assertThat(meeting.chosen()).containsExactly(1, 2, 8); // 8 whispers and is not heard to speak

        meeting.speak(5, 30).run(400);

        assertThat(meeting.speakers.isChosen(5)).isTrue();
        assertThat(meeting.speakers.isChosen(8)).isTrue();
    }

    @Test
    void breaksTiesByHandleAndStaysThere() {
        Meeting meeting = Meeting.of(20, SILENT).run(3_000);
        for (int i = 5; i < 15; i++) {
            meeting.set(i, 30);
        }

        meeting.run(400);
        assertThat(meeting.chosen()).containsExactly(5, 6, 7);

        meeting.changes();
        assertThat(meeting.run(10_000).changes()).isZero();
    }

    @Test
    void givesThePlaceOfRemovedMemberToWhoSpeaks() {
        Meeting meeting = threeSpeakAndOneWaits(30).speak(7, 30).run(2_000);
        assertThat(meeting.chosen()).containsExactly(0, 1, 2);
        meeting.changes();

        meeting.remove(1);
        assertThat(meeting.speakers.isChosen(1)).isFalse();
        meeting.run(100);

        assertThat(meeting.chosen()).containsExactly(0, 2, 7);
        assertThat(meeting.changes()).isEqualTo(1);
    }

    @Test
    void givesFreePlaceRatherToSpeakerInPauseThanToNoise() {
        Meeting meeting = threeSpeakAndOneWaits(30).speak(7, 40).set(8, 52).run(2_000);

        meeting.set(7, SILENT);
        meeting.remove(1);
        meeting.run(100);

        assertThat(meeting.speakers.level(8)).isLessThan(meeting.speakers.level(7));
        assertThat(meeting.chosen()).containsExactly(0, 2, 7);
    }

    @Test
    void choosesEverybodyAgainWhenOnlyFewAreLeft() {
        Meeting meeting = threeSpeakAndOneWaits(30);
        for (int member = 9; member > 2; member--) {
            meeting.remove(member);
        }
        meeting.remove(0);
        meeting.add(now -> SILENT);

        assertThat(meeting.run(100).chosen()).containsExactly(0, 1, 2);
    }

    @Test
    void forgetsRemovedMemberWhoseHandleIsUsedAgain() {
        Meeting meeting = threeSpeakAndOneWaits(30);
        assertThat(meeting.speakers.dominant()).isZero();
        meeting.remove(0);
        assertThat(meeting.speakers.dominant()).isEqualTo(-1);
        meeting.speakers.onLevel(0, 10, Nanos.fromMillis(meeting.nowMillis())); // too late: nothing happens
        meeting.remove(0);

        assertThat(meeting.add(now -> SILENT)).isZero();

        assertThat(meeting.speakers.level(0)).isEqualTo(127);
        assertThat(meeting.speakers.isSpeaking(0)).isFalse();
        assertThat(meeting.speakers.isChosen(0)).isFalse();
        assertThat(meeting.run(1_000).speakers.isSpeaking(0)).isFalse();
    }

    @Test
    void smoothsLevelsAndFallsSilentWithoutPackets() {
        Meeting meeting = Meeting.of(1, 30).run(500);
        assertThat(meeting.speakers.level(0)).isEqualTo(30);
        assertThat(meeting.speakers.isSpeaking(0)).isTrue();

        meeting.set(0, SILENT).run(40);
        assertThat(meeting.speakers.level(0)).isBetween(31, 60);
        assertThat(meeting.speakers.isSpeaking(0)).isTrue();

        meeting.set(0, 30).run(500).set(0, now -> NO_PACKET).run(150); // lost packets are not silence
        assertThat(meeting.speakers.level(0)).isEqualTo(30);

        meeting.run(5_000);
        assertThat(meeting.speakers.level(0)).isEqualTo(127);
        assertThat(meeting.speakers.isSpeaking(0)).isFalse();
    }

    @Test
    void countsEachPacketOfBurst() {
        LoudestSpeakers speakers = new LoudestSpeakers(1);
        int member = speakers.add();
        long now = Nanos.fromSeconds(1);
        speakers.onLevel(member, 127, now);
        for (int i = 0; i < 15; i++) {
            speakers.onLevel(member, 30, now); // a stalled link lets go
        }

        assertThat(speakers.level(member)).isBetween(30, 35);
        assertThat(speakers.isSpeaking(member)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"20, 0", "40, 20"})
    void takesNoClickForSpeech(int clickMillis, int level) {
        Meeting meeting =
                Meeting.of(10, SILENT).run(2_000).set(6, level).run(clickMillis).set(6, SILENT);

        for (int i = 0; i < 100; i++) {
            assertThat(meeting.run(10).speakers.isSpeaking(6)).isFalse();
        }
        assertThat(meeting.chosen()).containsExactly(0, 1, 2);
    }

    @Test
    void bridgesTheGapsOfSpeech() {
        Meeting meeting = Meeting.of(5, SILENT).speak(2, 35).run(500);

        for (int i = 0; i < 1_000; i++) {
            assertThat(meeting.run(10).speakers.isSpeaking(2)).isTrue();
        }
        meeting.set(2, SILENT).run(800);
        assertThat(meeting.speakers.isSpeaking(2)).isFalse();
    }

    @Test
    void speaksOnThroughPauseAfterShortWord() {
        Meeting meeting = Meeting.of(5, SILENT).run(1_000).set(2, 45).run(160);
        assertThat(meeting.speakers.isSpeaking(2)).isTrue();

        meeting.set(2, SILENT).run(80);
        assertThat(meeting.speakers.isSpeaking(2)).isTrue();

        meeting.run(200);
        assertThat(meeting.speakers.isSpeaking(2)).isFalse();
    }

    @Test
    void dominantIsNobodyThenTheFirstSpeakerAlsoInSilence() {
        Meeting meeting = Meeting.of(10, SILENT).run(1_000);
        assertThat(meeting.speakers.dominant()).isEqualTo(-1);

        meeting.speak(7, 30).run(400);
        assertThat(meeting.speakers.dominant()).isEqualTo(7);

        meeting.set(7, SILENT).run(60_000);
        assertThat(meeting.speakers.dominant()).isEqualTo(7);
    }

    @Test
    void dominantChangesAfterOneSecondOfAnother() {
        Meeting meeting =
                Meeting.of(10, SILENT).speak(0, 30).run(3_000).set(0, SILENT).run(1_000);

        meeting.speak(1, 30).run(500).set(1, SILENT).run(2_000); // "yes"
        assertThat(meeting.speakers.dominant()).isZero();

        meeting.speak(1, 30).run(900);
        assertThat(meeting.speakers.dominant()).isZero();
        meeting.run(500);
        assertThat(meeting.speakers.dominant()).isEqualTo(1);
    }

    @Test
    void dominantStaysWhileOthersSpeakAsLoud() {
        Meeting meeting = threeSpeakAndOneWaits(30).run(30_000);
        assertThat(meeting.speakers.dominant()).isZero();

        meeting.speak(2, 18).run(3_000);
        assertThat(meeting.speakers.dominant()).isEqualTo(2);
    }

    @Test
    void dominantIsAlwaysAmongTheChosen() {
        Meeting meeting = threeSpeakAndOneWaits(40);
        meeting.speak(3, 20).speak(4, 20).speak(5, 20).run(5_000);

        assertThat(meeting.chosen()).containsExactly(3, 4, 5);
        assertThat(meeting.speakers.dominant()).isIn(3, 4, 5);
    }

    @Test
    void dominantPassesOnWhenItsPlaceIsLost() {
        Meeting meeting = threeSpeakAndOneWaits(30).speak(0, 33).run(3_000).speak(3, 20);
        meeting.timeToChosen(3, 2_000);
        assertThat(meeting.chosen()).containsExactly(1, 2, 3);

        meeting.speak(3, 36).run(5_000); // 0 speaks on, hardly weaker than the others

        assertThat(meeting.chosen()).containsExactly(1, 2, 3);
        assertThat(meeting.speakers.dominant()).isIn(1, 2, 3);
    }

    @Test
    void dominantIsNotWhoWaitsEvenIfLouder() {
        Meeting meeting = threeSpeakAndOneWaits(30).set(3, 27).set(4, 28).run(3_000);
        assertThat(meeting.chosen()).containsExactly(0, 1, 2);

        meeting.set(4, 24); // is louder now, 3 was until now
        meeting.remove(0);
        meeting.run(100);

        assertThat(meeting.chosen()).containsExactly(1, 2, 4);
        assertThat(meeting.speakers.dominant()).isIn(1, 2, 4);
    }

    @Test
    void fillsItsPlacesThroughAnyComingAndGoing() {
        Random random = new Random(SEED);
        LoudestSpeakers speakers = new LoudestSpeakers(3);
        List<Integer> members = new ArrayList<>();
        boolean[] before = new boolean[200];
        for (int step = 0; step < 20_000; step++) {
            long now = Nanos.fromMillis(20L * step);
            int what = random.nextInt(40);
            if (what == 0 && members.size() < 100) {
                members.add(speakers.add());
            } else if (what == 1 && !members.isEmpty()) {
                speakers.remove(members.remove(random.nextInt(members.size())));
            }
            for (int member : members) {
                speakers.onLevel(member, random.nextInt(128), now);
            }
            if (what > 30) {
                boolean changed = speakers.update(now);
                long chosen = members.stream().filter(speakers::isChosen).count();
                assertThat(chosen).as("seed %d step %d", SEED, step).isEqualTo(Math.min(3, members.size()));
                assertThat(speakers.dominant()).isIn(withNobody(members));
                boolean[] after = new boolean[before.length];
                members.forEach(member -> after[member] = speakers.isChosen(member));
                assertThat(changed || Arrays.equals(before, after)).isTrue();
                before = after;
            }
        }
    }

    private static List<Integer> withNobody(List<Integer> members) {
        List<Integer> result = new ArrayList<>(members);
        result.add(-1);
        return result;
    }

    @Test
    void allocatesNothingForLevelsAndUpdates() {
        LoudestSpeakers speakers = new LoudestSpeakers(3);
        for (int i = 0; i < 100; i++) {
            speakers.add();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        talk(speakers, 0, 10);

        long before = threads.getCurrentThreadAllocatedBytes();
        talk(speakers, 10, 200);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isLessThan(1000); // measuring costs a little itself
    }

    private static void talk(LoudestSpeakers speakers, int from, int to) {
        for (int round = from; round < to; round++) {
            long now = Nanos.fromMillis(20L * round);
            for (int member = 0; member < 100; member++) {
                speakers.onLevel(member, (member * 31 + round / 20) % 128, now);
            }
            speakers.update(now);
        }
    }

    @Test
    void refusesToHaveNoPlace() {
        assertThatThrownBy(() -> new LoudestSpeakers(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Ten microphones; 0, 1 and 2 are chosen and speak at this level, the rest is silent. */
    private static Meeting threeSpeakAndOneWaits(int level) {
        Meeting meeting = Meeting.of(10, SILENT);
        meeting.speak(0, level).run(500).speak(1, level).speak(2, level).run(3_000);
        assertThat(meeting.chosen()).containsExactly(0, 1, 2);
        meeting.changes();
        return meeting;
    }
}
