package io.zvonok.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.bwe.Allocation.Share;
import io.zvonok.media.bwe.SlotDemand.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for any demands: {@code -Dseeds=N} tries more, {@code -Dseed=S} replays one. How useful an option is, which
 * is the best and who comes first is told here once more, on purpose.
 */
class BitrateAllocatorPropertyTest {
    private static final int LESSONS_PER_SEED = 20;
    private static final int[] HEIGHTS = {90, 180, 360, 540, 720, 1080};

    private Random random = new Random(0);
    private int checked;

    static LongStream seeds() {
        String replayed = System.getProperty("seed", "");
        return replayed.isEmpty()
                ? LongStream.rangeClosed(1, Integer.getInteger("seeds", 50))
                : LongStream.of(Long.parseLong(replayed));
    }

    @BeforeEach
    void nothingCheckedYet() {
        checked = 0;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void holdsTheBudgetButForTheSmallestOfTheGuaranteed(long seed) {
        forEachLesson(seed, (demands, budget) -> {
            Allocation allocation = BitrateAllocator.allocate(demands, budget);
            long guaranteed = 0;
            long sum = 0;
            for (int i = 0; i < demands.size(); i++) {
                SlotDemand demand = demands.get(i);
                sum += rate(option(demand, allocation.slots().get(i).optionId()));
                if (demand.guaranteed() && best(demand) != null) {
                    assertThat(allocation.slots().get(i).optionId()).isNotNegative();
                    guaranteed += smallestRate(demand);
                }
            }
            assertThat(allocation.allocatedBps()).isEqualTo(sum).isLessThanOrEqualTo(Math.max(guaranteed, budget));
            checked++;
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givesNobodyMoreThanItsBest(long seed) {
        forEachLesson(seed, (demands, budget) -> {
            Allocation allocation = BitrateAllocator.allocate(demands, budget);
            for (int i = 0; i < demands.size(); i++) {
                SlotDemand demand = demands.get(i);
                LayerOption given = option(demand, allocation.slots().get(i).optionId());
                if (given != null) {
                    LayerOption best = best(demand);
                    assertThat(best).isNotNull();
                    assertThat(useful(demand, given)).isLessThanOrEqualTo(useful(demand, best));
                    assertThat(given.height()).isLessThanOrEqualTo(bestHeight(demand));
                    checked++;
                }
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void tellsWhoIsShortAndOfWhat(long seed) {
        forEachLesson(seed, (demands, budget) -> {
            Allocation allocation = BitrateAllocator.allocate(demands, budget);
            for (int i = 0; i < demands.size(); i++) {
                SlotDemand demand = demands.get(i);
                Share share = allocation.slots().get(i);
                LayerOption given = option(demand, share.optionId());
                boolean wantsBetter = useful(demand, given) < useful(demand, best(demand));
                assertThat(share.isShort()).isEqualTo(wantsBetter);
                assertThat(share.haveBps()).isNotNegative();
                if (wantsBetter) {
                    long free = Math.max(0, budget - allocation.allocatedBps());
                    assertThat(share.needBps()).isGreaterThanOrEqualTo(rate(given) + (mayRise(demand) ? 1 : 0));
                    if (given != null) {
                        assertThat(share.haveBps()).isEqualTo(rate(given) + free);
                    } else if (mayRise(demand)) {
                        assertThat(share.haveBps()).isBetween(0L, share.needBps() - 1);
                    }
                    checked++;
                } else {
                    assertThat(share.needBps() + share.haveBps()).isZero();
                }
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void changesNothingWhenAskedAgain(long seed) {
        forEachLesson(seed, (demands, budget) -> {
            Allocation first = BitrateAllocator.allocate(demands, budget);
            Allocation second = BitrateAllocator.allocate(fedBack(demands, first), budget);

            assertThat(second).isEqualTo(first);
            checked++;
        });
    }

    /** Only while the same ones are shown: the smallest option of another comes before more for the most important. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givesTheMostImportantNoLessWhenThereIsMore(long seed) {
        forEachLesson(seed, (lesson, budget) -> {
            List<SlotDemand> demands = new ArrayList<>(lesson);
            demands.set(0, withRank(demands.get(0), -1));
            SlotDemand first = demands.get(0);
            Allocation less = BitrateAllocator.allocate(demands, budget);
            Allocation more = BitrateAllocator.allocate(demands, budget + random.nextInt(2_000_000));
            LayerOption withLess = option(first, less.slots().get(0).optionId());
            LayerOption withMore = option(first, more.slots().get(0).optionId());
            assertThat(withLess != null && withMore == null).isFalse();
            if (shown(less).equals(shown(more))) {
                assertThat(useful(first, withMore)).isGreaterThanOrEqualTo(useful(first, withLess));
                checked++;
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void showsNobodyInThePlaceOfAMoreImportantOne(long seed) {
        forEachLesson(seed, (demands, budget) -> {
            Allocation allocation = BitrateAllocator.allocate(demands, budget);
            for (int i = 0; i < demands.size(); i++) {
                SlotDemand black = demands.get(i);
                if (best(black) == null || allocation.slots().get(i).optionId() >= 0 || !mayRise(black)) {
                    continue;
                }
                long place = budget - allocation.allocatedBps();
                for (int j = 0; j < demands.size(); j++) {
                    SlotDemand other = demands.get(j);
                    if (comesBefore(black, i, other, j)) {
                        long kept = other.guaranteed() ? smallestRate(other) : 0;
                        place += rate(option(other, allocation.slots().get(j).optionId())) - kept;
                    }
                }
                assertThat(smallestRate(black)).isGreaterThan(place);
                checked++;
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void risesOnlyIfAllowedAndWithATenthOfWhatItStandsOnFree(long seed) {
        forEachLesson(seed, (demands, budget) -> {
            Allocation allocation = BitrateAllocator.allocate(demands, budget);
            for (int i = 0; i < demands.size(); i++) {
                SlotDemand demand = demands.get(i);
                LayerOption before = option(demand, demand.currentId());
                LayerOption after = option(demand, allocation.slots().get(i).optionId());
                if (before == null || after == null || before.height() > bestHeight(demand)) {
                    continue;
                }
                if (!mayRise(demand) && rate(after) >= rate(before)) {
                    assertThat(useful(demand, after)).isLessThanOrEqualTo(useful(demand, before));
                }
                if (rate(after) > rate(before)) {
                    long stoodOn = 0;
                    for (int j = 0; j < demands.size(); j++) {
                        SlotDemand other = demands.get(j);
                        LayerOption given =
                                option(other, allocation.slots().get(j).optionId());
                        boolean less = isLessImportant(demand, other);
                        stoodOn += given == null ? 0 : less ? Math.min(rate(given), smallestRate(other)) : rate(given);
                    }
                    assertThat(stoodOn + stoodOn / 20).isLessThanOrEqualTo(budget);
                    checked++;
                }
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void takesNothingFromAnEqualForARise(long seed) {
        forEachLesson(seed, (lesson, budget) -> {
            Allocation before = BitrateAllocator.allocate(lesson, budget);
            List<SlotDemand> rising = new ArrayList<>();
            for (SlotDemand demand : fedBack(lesson, before)) {
                rising.add(asking(demand, demand.currentId(), Long.MAX_VALUE));
            }
            long more = budget + random.nextInt(500_000);
            Allocation after = BitrateAllocator.allocate(rising, more);
            if (!shown(after).equals(shown(before))) {
                return; // somebody entered, which takes from everyone
            }
            for (int i = 0; i < rising.size(); i++) {
                SlotDemand fell = rising.get(i);
                if (rate(option(fell, after.slots().get(i).optionId())) >= rate(option(fell, fell.currentId()))) {
                    continue;
                }
                boolean forMoreImportant = false;
                for (int j = 0; j < rising.size(); j++) {
                    SlotDemand rose = rising.get(j);
                    forMoreImportant |= isLessImportant(rose, fell)
                            && rate(option(rose, after.slots().get(j).optionId()))
                                    > rate(option(rose, rose.currentId()));
                }
                assertThat(forMoreImportant).isTrue();
                checked++;
            }
            checked++;
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givesTheNextStepAtTheTotalThatItNames(long seed) {
        forEachLesson(seed, (lesson, budget) -> {
            List<SlotDemand> demands = new ArrayList<>();
            for (SlotDemand demand : lesson) {
                demands.add(asking(demand, demand.currentId(), Long.MAX_VALUE));
            }
            Allocation now = BitrateAllocator.allocate(demands, budget);
            int neediest = neediest(demands, now);
            assertThat(now.nextStepBps() > 0).isEqualTo(neediest >= 0);
            if (neediest < 0) {
                return;
            }
            SlotDemand demand = demands.get(neediest);
            List<SlotDemand> next = fedBack(demands, now);
            long before =
                    useful(demand, option(demand, now.slots().get(neediest).optionId()));
            assertThat(usefulAt(next, neediest, now.nextStepBps())).isGreaterThan(before);
            if (now.slots().stream().noneMatch(share -> share.isShort() && share.optionId() < 0)) {
                assertThat(usefulAt(next, neediest, now.nextStepBps() - 1)).isEqualTo(before);
            }
            checked++;
        });
    }

    private static long usefulAt(List<SlotDemand> demands, int index, long budget) {
        Share share = BitrateAllocator.allocate(demands, budget).slots().get(index);
        return useful(demands.get(index), option(demands.get(index), share.optionId()));
    }

    private static int neediest(List<SlotDemand> demands, Allocation allocation) {
        int neediest = -1;
        for (int i = 0; i < demands.size(); i++) {
            if (!allocation.slots().get(i).isShort()) {
                continue;
            }
            if (neediest < 0 || isLessImportant(demands.get(i), demands.get(neediest))) {
                neediest = i;
            } else if (!isLessImportant(demands.get(neediest), demands.get(i))) {
                long mine = useful(
                        demands.get(i),
                        option(demands.get(i), allocation.slots().get(i).optionId()));
                SlotDemand other = demands.get(neediest);
                if (mine
                        < useful(
                                other,
                                option(other, allocation.slots().get(neediest).optionId()))) {
                    neediest = i;
                }
            }
        }
        return neediest;
    }

    private interface Check {
        void on(List<SlotDemand> demands, long budget);
    }

    private void forEachLesson(long seed, Check check) {
        random = new Random(seed);
        for (int i = 0; i < LESSONS_PER_SEED || (checked == 0 && i < 100 * LESSONS_PER_SEED); i++) {
            List<SlotDemand> demands = new ArrayList<>();
            int count = 1 + random.nextInt(9);
            for (int slot = 0; slot < count; slot++) {
                demands.add(randomDemand());
            }
            check.on(demands, (long) (4_000_000 * Math.pow(random.nextDouble(), 2)));
        }
        assertThat(checked).isPositive();
    }

    private SlotDemand randomDemand() {
        List<LayerOption> options = new ArrayList<>();
        int count = random.nextInt(8) == 0 ? random.nextInt(2) : 1 + random.nextInt(9);
        for (int id = 0; id < count; id++) {
            int height = HEIGHTS[random.nextInt(HEIGHTS.length)];
            int share = 25 << random.nextInt(3);
            long usual = (long) height * height * 3 * (share + 50) / 150;
            long rate = random.nextInt(12) == 0 ? 0 : usual / 2 + random.nextInt((int) usual);
            options.add(new LayerOption(id, rate, height, share));
        }
        Content content = random.nextInt(3) == 0 ? Content.SCREEN : Content.CAMERA;
        int wanted = random.nextInt(10) == 0 ? 0 : 50 + random.nextInt(1400);
        return new SlotDemand(
                content,
                random.nextInt(3),
                random.nextInt(8) == 0,
                wanted,
                options,
                random.nextInt(10) - 1,
                random.nextInt(4) > 0 ? Long.MAX_VALUE : 0);
    }

    private static boolean mayRise(SlotDemand demand) {
        return demand.riseBelowBps() == Long.MAX_VALUE;
    }

    private static SlotDemand asking(SlotDemand demand, int currentId, long riseBelowBps) {
        return new SlotDemand(
                demand.content(),
                demand.rank(),
                demand.guaranteed(),
                demand.wantedHeight(),
                demand.options(),
                currentId,
                riseBelowBps);
    }

    private static SlotDemand withRank(SlotDemand demand, int rank) {
        return new SlotDemand(
                demand.content(),
                rank,
                demand.guaranteed(),
                demand.wantedHeight(),
                demand.options(),
                demand.currentId(),
                demand.riseBelowBps());
    }

    private static List<SlotDemand> fedBack(List<SlotDemand> demands, Allocation allocation) {
        List<SlotDemand> next = new ArrayList<>();
        for (int i = 0; i < demands.size(); i++) {
            SlotDemand demand = demands.get(i);
            next.add(asking(demand, allocation.slots().get(i).optionId(), demand.riseBelowBps()));
        }
        return next;
    }

    private static List<Boolean> shown(Allocation allocation) {
        return allocation.slots().stream().map(share -> share.optionId() >= 0).toList();
    }

    private static @Nullable LayerOption option(SlotDemand demand, int id) {
        return demand.options().stream()
                .filter(option -> option.id() == id)
                .findAny()
                .orElse(null);
    }

    private static long rate(@Nullable LayerOption option) {
        return option == null ? 0 : option.rateBps() == 0 ? 50_000 : option.rateBps();
    }

    private static int bestHeight(SlotDemand demand) {
        return demand.options().stream()
                .mapToInt(LayerOption::height)
                .filter(height -> height * 1.2 >= demand.wantedHeight() - 0.01)
                .min()
                .orElseGet(() -> demand.options().stream()
                        .mapToInt(LayerOption::height)
                        .max()
                        .orElse(-1));
    }

    private static List<LayerOption> useful(SlotDemand demand) {
        return demand.options().stream()
                .filter(option -> demand.wantedHeight() > 0 && option.height() <= bestHeight(demand))
                .toList();
    }

    private static long useful(SlotDemand demand, @Nullable LayerOption option) {
        if (option == null) {
            return -1;
        }
        boolean halting = demand.content() == Content.CAMERA && option.frameShare() < 67;
        return (halting ? 0 : 1_000_000) + option.height() * 100L + option.frameShare();
    }

    private static @Nullable LayerOption best(SlotDemand demand) {
        LayerOption best = null;
        for (LayerOption option : useful(demand)) {
            best = useful(demand, option) > useful(demand, best) ? option : best;
        }
        return best;
    }

    private static long smallestRate(SlotDemand demand) {
        return useful(demand).stream()
                .mapToLong(BitrateAllocatorPropertyTest::rate)
                .min()
                .orElse(0);
    }

    private static boolean isLessImportant(SlotDemand than, SlotDemand demand) {
        if (than.rank() != demand.rank()) {
            return than.rank() < demand.rank();
        }
        return than.content() == Content.SCREEN && demand.content() == Content.CAMERA;
    }

    private static boolean comesBefore(SlotDemand one, int oneIndex, SlotDemand other, int otherIndex) {
        return isLessImportant(one, other) || (!isLessImportant(other, one) && oneIndex < otherIndex);
    }
}
