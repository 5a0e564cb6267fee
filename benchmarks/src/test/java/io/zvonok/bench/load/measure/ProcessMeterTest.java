package io.zvonok.bench.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessMeterTest {
    @Test
    void seesOwnWorkAndMemory() throws IOException {
        ProcessMeter meter = new ProcessMeter(ProcessHandle.current().pid());
        ServerMeter.Reading before = meter.read();
        long sum = 0;
        while (meter.read().cpuNanos() - before.cpuNanos() < 50_000_000) {
            for (int i = 0; i < 1_000_000; i++) {
                sum += i ^ sum;
            }
        }
        assertThat(meter.read().residentBytes()).isGreaterThan(1 << 20);
        assertThat(meter.allowedCpus()).matches("[0-9,-]+");
        assertThat(sum).isNotZero();
    }

    @Test
    void saysThatThereIsNoSuchProcess() {
        assertThatThrownBy(() -> new ProcessMeter(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--server-pid 2147483647: there is no such process");
    }
}
