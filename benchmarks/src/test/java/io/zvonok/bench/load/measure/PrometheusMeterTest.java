package io.zvonok.bench.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PrometheusMeterTest {
    @Test
    void readsMicrometersNanoseconds() throws IOException {
        ServerMeter.Reading reading = PrometheusMeter.parse(
                "# HELP process_cpu_time_ns_total x\nprocess_cpu_time_ns_total 1.5E9\nprocess_cpu_usage 0.1\n", 7);

        assertThat(reading.cpuNanos()).isEqualTo(1_500_000_000L);
        assertThat(reading.residentBytes()).isEqualTo(-1);
        assertThat(reading.atNanos()).isEqualTo(7);
    }

    @Test
    void readsSecondsAndMemoryOfOtherServersWhateverTheirLabels() throws IOException {
        ServerMeter.Reading reading = PrometheusMeter.parse(
                "process_cpu_seconds_total{node=\"a\"} 2.5 1700000000\nprocess_cpu_seconds_total{node=\"b\"} 1\n"
                        + "process_resident_memory_bytes 1e6\n",
                0);

        assertThat(reading.cpuNanos()).isEqualTo(3_500_000_000L);
        assertThat(reading.residentBytes()).isEqualTo(1_000_000);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> PrometheusMeter.parse("up 1\n", 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("process_cpu_seconds_total");
    }
}
