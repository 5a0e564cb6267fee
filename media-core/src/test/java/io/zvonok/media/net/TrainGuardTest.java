package io.zvonok.media.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainGuardTest {
    private static final int EPERM = -1;
    private static final int EIO = -5;
    private static final int EINVAL = -22;

    private final TrainGuard guard = new TrainGuard(true);

    @BeforeAll
    static void loadErrors() {
        assumeTrue(Epoll.isAvailable());
    }

    private static InetSocketAddress peer(int port) {
        return new InetSocketAddress("192.0.2.1", port);
    }

    private static IOException refused(int errno) {
        return new Errors.NativeIoException("sendmmsg", errno, false);
    }

    @Test
    void endsTrainsForGoodWhenTheDeviceRefusesThem() {
        assertThat(guard.onRefused(peer(1), refused(EIO))).isTrue();
        assertThat(guard.isOn()).isFalse();
        assertThat(guard.mayTake(peer(2))).isFalse();
        assertThat(guard.onRefused(peer(1), refused(EIO))).as("told once").isFalse();
    }

    @Test
    void endsTrainsForAPeerWhosePathRefusesThem() {
        assertThat(guard.onRefused(peer(1), refused(EINVAL))).isFalse();
        assertThat(guard.mayTake(peer(1))).isFalse();
        assertThat(guard.mayTake(peer(2))).isTrue();
    }

    @Test
    void endsTrainsForGoodWhenManyPathsRefuseThem() {
        for (int i = 1; i < TrainGuard.MAX_REFUSING; i++) {
            assertThat(guard.onRefused(peer(i), refused(EINVAL))).isFalse();
        }
        assertThat(guard.onRefused(peer(99), refused(EINVAL))).isTrue();
        assertThat(guard.isOn()).isFalse();
    }

    @Test
    void leavesOtherFailuresToOthers() {
        assertThat(TrainGuard.isRefusal(refused(EPERM))).isFalse();
        assertThat(TrainGuard.isRefusal(new IOException("closed"))).isFalse();
        assertThat(TrainGuard.isRefusal(refused(EIO))).isTrue();
    }

    @Test
    void isOffFromTheStartWhereTrainsAreSwitchedOff() {
        TrainGuard off = new TrainGuard(false);
        assertThat(off.isOn()).isFalse();
        assertThat(off.mayTake(peer(1))).isFalse();
    }
}
