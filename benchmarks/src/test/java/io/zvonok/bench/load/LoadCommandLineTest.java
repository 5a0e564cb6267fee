package io.zvonok.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.bench.load.model.VideoCodec;
import io.zvonok.media.srtp.SrtpProfile;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadCommandLineTest {
    private static Plan parse(String line) {
        return Objects.requireNonNull(LoadCommandLine.parse(line.split(" "), false));
    }

    @Test
    void fillsInWhatAScenarioNeeds() {
        Plan plan = parse("broadcast");

        assertThat(plan.publishers()).isEqualTo(1);
        assertThat(plan.viewers()).isEqualTo(100);
        assertThat(plan.rooms()).isEqualTo(1);
        assertThat(plan.layers()).isEqualTo(1);
        assertThat(plan.transportFeedback()).isFalse();
        assertThat(plan.profile()).isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
        assertThat(plan.formats()).containsExactly(Plan.Format.TABLE);
        assertThat(plan.calibrated()).isTrue();
        assertThat(parse("lesson").publishers()).isEqualTo(30);
        assertThat(parse("loss").lossShare()).isEqualTo(0.02);
        assertThat(parse("soak").durationMillis()).isEqualTo(7_200_000);
    }

    @Test
    void takesWhatIsGiven() {
        Plan plan = parse("broadcast --viewers 1000 --ramp 10s --codec h264 --layers 3 --bitrate 2M --profile aes-cm"
                + " --full-share 1% --duration 90s --warmup 0 --seed 9 --no-calibration --format json");

        assertThat(plan.viewers()).isEqualTo(1000);
        assertThat(plan.rooms()).as("500 people in each").isEqualTo(3);
        assertThat(plan.joinsPerSecond()).isEqualTo(100);
        assertThat(plan.codec()).isEqualTo(VideoCodec.H264);
        assertThat(plan.layers()).isEqualTo(3);
        assertThat(plan.bitrateBps()).isEqualTo(2_000_000);
        assertThat(plan.profile()).isEqualTo(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
        assertThat(plan.fullShare()).isEqualTo(0.01);
        assertThat(plan.durationMillis()).isEqualTo(90_000);
        assertThat(plan.warmUpMillis()).isZero();
        assertThat(plan.calibrated()).isFalse();
        assertThat(plan.formats()).containsExactly(Plan.Format.JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "party",
                "broadcast extra",
                "broadcast --viewers",
                "broadcast --viewers 0",
                "broadcast --viewers -5",
                "broadcast --viewers 100000",
                "broadcast --viewers many",
                "broadcast --rate 5 --ramp 10s",
                "broadcast --rate 0",
                "broadcast --duration 10ms",
                "broadcast --duration tomorrow",
                "broadcast --codec theora",
                "broadcast --layers 4",
                "broadcast --profile rot13",
                "broadcast --feedback smoke",
                "broadcast --full-share 200%",
                "broadcast --loss x",
                "broadcast --fail-if cpu>3us",
                "broadcast --fail-if beauty>3",
                "broadcast --format html",
                "broadcast --format xml",
                "broadcast --format json,csv",
                "broadcast --key short:secret",
                "broadcast --url ftp://h",
                "broadcast --bearer x",
                "broadcast --target whip://h/a",
                "broadcast --server-pid 1 --metrics-url http://h/metrics",
                "broadcast --metrics-url nowhere",
                "broadcast --runs 0",
                "broadcast --unknown",
                "lesson --viewers 10",
                "lesson --publishers 1",
                "lesson --publishers 4 --rooms 3",
                "lesson --target whip://h/a --target whep://h/a",
                "idle --publishers 3",
                "layer-switch --layers 1",
                "suite --viewers 10",
                "join-storm --rooms 2"
            })
    void refusesWhatCannotBeMeantInOneLine(String line) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOfSatisfying(
                        LoadFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void askedForNoScenarioNamesThem() {
        assertThatThrownBy(() -> LoadCommandLine.parse(new String[0], false)).hasMessageContaining("join-storm");
    }

    @Test
    void asksOfEachScenarioOnlyWhatItCanShow() {
        assertThat(LoadCommandLine.sane(Scenario.IDLE, 0.1)).isEqualTo("failed>0");
        assertThat(LoadCommandLine.sane(Scenario.BROADCAST, 0)).isEqualTo("failed>0,silent>0");
        assertThat(LoadCommandLine.sane(Scenario.LESSON, 1)).isEqualTo("failed>0,silent>0,hash>0");
    }

    @Test
    void aSuiteHasEveryScenarioWithItsOwnNumbers() {
        assertThat(Suite.parts(parse("suite --duration 5s")))
                .hasSize(9)
                .allSatisfy(part -> assertThat(part.plan().durationMillis()).isEqualTo(5000))
                .extracting(part -> part.plan().viewers())
                .startsWith(50, 150, 300);
    }
}
