package io.zvonok.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the allocator does, as a table. The usual camera takes 82/112/150 kbit/s at 180p with a quarter, most (70 %) and all
 * of its frames, 275/375/500 at 360p and 825/1125/1500 at 720p; the usual screen 200/400/800 at 1080p. The text is
 * explained in {@link WrittenDemands}.
 */
class BitrateAllocatorTest {
    @ParameterizedTest(name = "{0}: {1} in {2}")
    @CsvSource(delimiter = '|', textBlock = """
# rule                                        | demands                                   | budget | expected

# the best that a slot has room for
all fits                                      | cam0 720, scr1 1080                       |  5000  | 720/100, 1080/100
no more than the size on screen               | cam0 360                                  |  5000  | 360/100
stretched by 1.2                              | cam0 432                                  |  5000  | 360/100
stretched by more than 1.2                    | cam0 433                                  |  5000  | 720/100
the largest there is                          | cam0 2160                                 |  5000  | 720/100
an absurd size                                | cam0 2147483647                           |  5000  | 720/100
not on screen: nothing, and not short         | cam0! 0, scr1 0                           |  5000  | -, -
nothing to show: nothing, and not short       | cam0! 720 [], cam1 180                    |   150  | -, 180/100

# cameras keep moving
height before a third of the frames           | cam0 720                                  |   500  | 360/100(1125>500)
a third of the frames before height           | cam0 720                                  |  1200  | 720/70(1500>1200)
a quarter of a higher one is worse            | cam0 720                                  |  1000  | 360/100(1125>1000)
a quarter of the lowest before nothing        | cam0 720                                  |   100  | 180/25(112>100)
nothing at all                                | cam0 720                                  |    81  | -(82>81)
a step that takes less than a worse one       | cam0 720 [180/100=600 360/100=500]        |   500  | 360/100
only a quarter of the best height: worse      | cam0 720 [360/100=500 720/25=400]         |  5000  | 360/100
half of the frames of a higher one is worse   | cam0 720 [180/100=150 360/50=375]         |   500  | 180/100
less than half of the frames, if all there is | cam0 720 [720/25=400]                     |   500  | 720/25

# screens stay sharp
frames before sharpness                       | scr0 1080                                 |   399  | 1080/25(400>399)
a quarter of the full height before a smaller | scr0 1080 [540/100=150 1080/25=200]       |   200  | 1080/25
a smaller one before nothing                  | scr0 1080 [540/100=150 1080/25=200]       |   199  | 540/100(200>199)
back to full sharpness first                  | scr0 1080 now=540/100 [540/100=150 1080/25=200 1080/50=400] | 230 | 1080/25(400>230)
a silent screen counts 50                     | scr0 1080 [1080/25=0 1080/50=0 1080/100=0], cam1 180 | 132 | 1080/100, 180/25(112>82)

# who comes first
each its smallest before one gets more        | cam0 720, cam1 720, cam2 720              |   246  | 180/25(112>82), 180/25(112>82), 180/25(112>82)
the last gets nothing                         | cam0 720, cam1 720, cam2 720              |   245  | 180/100(375>163), 180/25(112>95), -(82>81)
the order of equals is stable                 | cam0 720, cam0 720, cam0 720              |   200  | 180/70(150>118), 180/25(112>88), -(82>36)
a smaller need fits where a larger did not    | cam0 180, scr1 1080, cam2 180             |   250  | 180/100, -(200>168), 180/25(112>100)
the more important one up to its best         | cam1 720, cam0 720                        |  1600  | 180/25(112>100), 720/100
then the next                                 | cam1 360, cam0 720                        |  1999  | 360/70(500>499), 720/100
equals are raised evenly                      | cam0 720, cam0 720                        |  1000  | 360/100(1125>500), 360/100(1125>500)
what is left goes to one of them              | cam0 720, cam0 720                        |   900  | 360/100(1125>525), 360/70(500>400)
the lowest first                              | cam0 720 [180/100=150 720/100=400], cam0 720 | 500  | 180/100(400>350), 180/100(375>350)
the lowest first, where options differ        | cam0 720 [360/70=375 360/100=500 720/100=900], cam0 720 | 1000 | 360/100(900>500), 360/100(1125>500)
a screen before a camera of the same rank     | cam0 720, scr0 1080                       |   900  | 180/25(112>100), 1080/100
a camera of a lower rank before a screen      | cam0 720, scr1 1080                       |   900  | 360/100(1125>500), 1080/50(800>400)
the teacher even over the budget              | cam1 360, cam0! 720                       |    50  | -(82>0), 180/25(112>82)
what costs the same is not over it            | cam0! 720 [180/100=100 720/100=100]       |    50  | 720/100
the teacher first, though others rank higher  | cam0 360, cam1! 720                       |   100  | -(82>18), 180/25(112>100)
raised by rank, guaranteed or not             | cam1! 360, cam0 360                       |   600  | 180/25(112>100), 360/100
no budget                                     | cam0 180                                  |     0  | -(82>0)

# steady: what is shown stays, rising takes a tenth of the total more
kept while it fits                            | cam0 720 now=360/100                      |   500  | 360/100(1125>500)
falls at once                                 | cam0 720 now=360/100                      |   499  | 360/70(500>499)
falls as far as it must                       | cam0 720 now=720/100                      |   160  | 180/100(375>160)
falls to nothing                              | cam0 720 now=180/25                       |    81  | -(82>81)
no rise without the margin                    | cam0 720 now=360/100                      |  1237  | 360/100(1125>1237)
a rise with the margin                        | cam0 720 now=360/100                      |  1238  | 720/70(1500>1238)
just entered: no margin                       | cam0 720                                  |  1125  | 720/70(1500>1125)
the margin is of the total                    | scr0 1080 now=1080/100, cam1 360 now=180/100 | 1292 | 1080/100, 180/100(375>492)
and is there of the total                     | scr0 1080 now=1080/100, cam1 360 now=180/100 | 1293 | 1080/100, 360/70(500>493)
may not rise                                  | cam0 720 now=360/100 hold                 |  5000  | 360/100(1125>5000)
may fall when it may not rise                 | cam0 720 now=360/100 hold                 |   380  | 360/70(500>380)
may rise to what takes less than what failed  | cam0 720 now=180/25 below=400             |  5000  | 360/70(500>5000)
from nothing too                              | cam0 720 below=100                        |  5000  | 180/25(112>5000)
may not rise from nothing                     | cam0 720 hold, cam1 180                   |   200  | -(82>200), 180/100
the teacher may always rise from nothing      | cam0! 180 hold                            |    50  | 180/25(112>82)
a smaller view is no rise                     | cam0 180 now=720/100 hold                 |  5000  | 180/100
too high a layer holds nothing back            | cam0 360 now=720/25 hold [360/100=500 720/25=400] | 500 | 360/100
a layer that ended holds nothing back         | cam0 720 now=gone hold                    |   500  | 360/100(1125>500)
equals share anew when one enters             | cam0 720 now=720/70, cam0 720             |  1500  | 360/100(1125>1000), 360/100(1125>1000)
of two alike the shown one                    | cam0 360 now=360/100b [360/100a=400 360/100b=500] | 500 | 360/100b
of two alike the cheaper one                  | cam0 360 now=360/100b [360/100a=400 360/100b=500] | 499 | 360/100a
a better one that takes less needs no margin  | cam0 360 now=180/100 [180/100=150 360/100=140]    | 140 | 360/100
that takes less is no rise                    | cam0 360 now=180/100 hold [180/100=150 360/100=140] | 140 | 360/100
that takes as much is one                     | cam0 360 now=180/100 hold [180/100=150 360/100=150] | 150 | 180/100(150>150)

# rising takes from less important ones only
a rise takes from a less important one        | cam0 720 now=360/100, cam1 720 now=360/100 |  1350  | 720/70(1500>1200), 180/100(375>225)
a rise takes nothing from an equal            | cam0 720 now=360/100, cam0 720 now=360/100 |  1350  | 360/100(1125>850), 360/100(1125>850)
not even if the equal has more                | cam0 720 now=720/100, cam0 720 now=180/100 |  1800  | 720/100, 180/100(375>300)
the equal that has less rises first           | cam0 720 now=360/100, cam0 720 now=180/100 |  1000  | 360/100(1125>625), 360/70(500>500)
a fall is shared evenly                       | cam0 720 now=720/100, cam0 720 now=180/100 |  1600  | 720/70(1500>1450), 180/100(375>475)
""")
    void sharesWhatThereIs(String rule, String demands, long budgetKbps, String expected) {
        WrittenDemands written = WrittenDemands.parse(demands);

        Allocation allocation = BitrateAllocator.allocate(written.demands(), budgetKbps * 1000);

        assertThat(written.write(allocation))
                .isEqualTo(expected.replace(" ", "").replace(",", ", "));
    }

    @ParameterizedTest(name = "{0}: {1} in {2}")
    @CsvSource(delimiter = '|', textBlock = """
# what                                     | demands                                | budget | allocated | wanted | next
nothing short                              | cam0 360, scr1 1080                    |  2000  |  1300     |  1300  |    0
nothing wanted                             | cam0 0                                 |  2000  |     0     |     0  |    0
a rise of the only one, and the margin     | cam0 720                               |   600  |   500     |  1500  | 1237
of the more important one                  | cam1 720, cam0 720                     |   600  |   582     |  3000  | 1327
of the less important one                  | cam1 720, cam0 360                     |   600  |   582     |  2000  |  673
of the lowest of equals                    | cam0 360, cam0 720                     |   900  |   875     |  2000  | 1100
a more important one than the one with none| cam0 180, cam1 180, cam2 180           |   240  |   232     |   450  |  378
of one with none: entering has no margin   | cam0 180 [180/100=150], cam1 180       |   160  |   150     |   300  |  232
the guaranteed one stands before it        | cam0 180, cam1! 180                    |   100  |    82     |   300  |  164
beside the smallest of one that has none   | cam0 360, scr1 1080                    |   190  |   150     |  1300  |  632
what may not rise now counts as well       | cam0 360 now=180/100 hold              |  2000  |   150     |   500  |  412
""")
    void tellsTheSumsAndTheNextStep(
            String what, String demands, long budgetKbps, long allocatedKbps, long wantedKbps, long nextKbps) {
        WrittenDemands written = WrittenDemands.parse(demands);

        Allocation allocation = BitrateAllocator.allocate(written.demands(), budgetKbps * 1000);

        assertThat(List.of(allocation.allocatedBps() / 1000, allocation.wantedBps() / 1000))
                .containsExactly(allocatedKbps, wantedKbps);
        assertThat(allocation.nextStepBps() / 1000).isEqualTo(nextKbps);
    }

    @Test
    void hasNothingToShareAmongNobody() {
        assertThat(BitrateAllocator.allocate(List.of(), 1_000_000)).isEqualTo(new Allocation(List.of(), 0, 0, 0));
    }
}
