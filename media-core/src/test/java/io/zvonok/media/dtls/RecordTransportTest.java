package io.zvonok.media.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class RecordTransportTest {
    private final Semaphore computing = new Semaphore(0);
    private final List<byte[]> sent = new ArrayList<>();
    private final RecordTransport transport = new RecordTransport(computing, sent::add);
    private final byte[] buffer = new byte[RecordTransport.MAX_RECORD];

    private int receive(int waitMillis) throws IOException {
        return transport.receive(buffer, 0, buffer.length, waitMillis);
    }

    @Test
    void sendsRecordsThatFollowEachOtherInOneDatagram() throws IOException {
        transport.send(new byte[500], 0, 500);
        transport.send(new byte[700], 0, 700);
        transport.send(new byte[30], 0, 30);
        assertThat(sent).extracting(datagram -> datagram.length).containsExactly(1200);
        assertThat(receive(1)).isEqualTo(-1);
        assertThat(sent).extracting(datagram -> datagram.length).containsExactly(1200, 30);
        assertThat(transport.takePending()).isNull();
    }

    @Test
    void givesOneRecordAtATime() throws IOException {
        transport.offer(new byte[] {9, 1, 2}, 1, 2);
        transport.offer(new byte[] {3}, 0, 1);
        assertThat(receive(1)).isEqualTo(2);
        assertThat(buffer).startsWith(1, 2);
        assertThat(receive(1)).isEqualTo(1);
        assertThat(receive(1)).isEqualTo(-1);
    }

    @Test
    void holdsABoundedNumberOfBytesAndRecords_P8() throws IOException {
        for (int i = 0; i < 16; i++) {
            assertThat(transport.offer(buffer, 0, 2000)).isTrue();
        }
        assertThat(transport.offer(buffer, 0, 2000)).isFalse();
        assertThat(receive(1)).isEqualTo(2000);
        assertThat(transport.offer(buffer, 0, 2000)).as("room again").isTrue();
        transport.discardRecords();
        for (int i = 0; i < 64; i++) {
            assertThat(transport.offer(buffer, 0, 20)).isTrue();
        }
        assertThat(transport.offer(buffer, 0, 20)).isFalse();
    }

    @Test
    void letsOthersComputeWhileItWaits() throws IOException {
        receive(1);
        assertThat(computing.availablePermits()).as("taken back").isZero();
    }

    @Test
    void neverBlocksTheLoop() {
        transport.pump();
        transport.offer(new byte[] {1}, 0, 1);
        assertThat(transport.holdsRecords()).isTrue();
        assertThatThrownBy(() -> {
                    assertThat(receive(0)).isEqualTo(1);
                    receive(0);
                })
                .isInstanceOf(InterruptedIOException.class);
        assertThat(computing.availablePermits()).as("not the loop's to give").isZero();
    }

    @Test
    void endsAHandshakeWhenShutDown() {
        transport.shutDown();
        assertThatThrownBy(() -> receive(10_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void remembersThatTheLibraryClosedIt() {
        assertThat(transport.isClosedByLibrary()).isFalse();
        transport.close();
        assertThat(transport.isClosedByLibrary()).isTrue();
    }
}
