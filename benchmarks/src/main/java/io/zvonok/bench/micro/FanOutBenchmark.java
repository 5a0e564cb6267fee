package io.zvonok.bench.micro;

import io.netty.buffer.PooledByteBufAllocator;
import io.zvonok.media.server.MadeUpBroadcast;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpWarmUp;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to forward a picture (five packets, and two of sound) to so many receivers, from the datagrams that
 * come to those that would be sent; and what do the ticks of the loop cost between two pictures (seven, with the receivers'
 * reports every fifth time)?
 *
 * <p>The loop is real, its sockets are not: what the kernel adds is not in here. Divide by seven times the receivers for
 * one packet.
 *
 * <p>Command: {@code scripts/bench micro FanOut}
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class FanOutBenchmark {
    private static final int SETTLING = 300;
    private static final MadeUpBroadcast NONE =
            new MadeUpBroadcast(0, SrtpProfile.AEAD_AES_128_GCM, PooledByteBufAllocator.DEFAULT);

    /** A broadcast whose viewers see the picture. */
    @State(Scope.Thread)
    public static class Broadcast {
        @Param({"1", "30", "300", "1000"})
        public int receivers = 1;

        private MadeUpBroadcast made = NONE;

        MadeUpBroadcast made() {
            return made;
        }

        @Setup
        public void setUp() {
            SrtpWarmUp.run();
            made = new MadeUpBroadcast(receivers, SrtpProfile.AEAD_AES_128_GCM, PooledByteBufAllocator.DEFAULT);
            for (int i = 0; i < SETTLING; i++) {
                made.makePicture();
                made.sendPicture();
                made.rest();
            }
        }

        @TearDown
        public void tearDown() {
            made.close();
        }
    }

    /** The next picture has arrived, and is to be forwarded. */
    @State(Scope.Thread)
    public static class Arrived {
        private MadeUpBroadcast made = NONE;

        @Setup(Level.Invocation)
        public void setUp(Broadcast broadcast) {
            made = broadcast.made();
            made.rest();
            made.makePicture();
        }
    }

    /** A picture was forwarded, and time goes on. */
    @State(Scope.Thread)
    public static class Forwarded {
        private MadeUpBroadcast made = NONE;

        @Setup(Level.Invocation)
        public void setUp(Broadcast broadcast) {
            made = broadcast.made();
            made.makePicture();
            made.sendPicture();
        }
    }

    @Benchmark
    public long forwardPicture(Arrived ready) {
        ready.made.sendPicture();
        return ready.made.forwarded();
    }

    @Benchmark
    public long ticksOfAPicture(Forwarded ready) {
        ready.made.rest();
        return ready.made.forwarded();
    }
}
