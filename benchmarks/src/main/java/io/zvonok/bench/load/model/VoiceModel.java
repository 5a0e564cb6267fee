package io.zvonok.bench.load.model;

import java.util.SplittableRandom;

/**
 * A microphone with Opus and DTX: 20 ms packets of 60 to 120 bytes while somebody speaks, one small packet every 400 ms
 * while nobody does, and the level (RFC 6464) that goes with it. Speech comes in spurts of a few seconds; a listener who
 * is never to speak has none.
 *
 * <p>Thread: one at a time. The same seed gives the same voice.
 */
public final class VoiceModel {
    public static final long PACKET_NANOS = 20_000_000;

    /** Opus sends comfort noise this often (RFC 7587 section 3.1.3). */
    public static final int DTX_PACKETS = 20;

    private static final int SILENT_LEVEL = 127;
    private static final int DTX_BYTES = 8;

    private final SplittableRandom random;
    private final double talkShare;
    private final int loudest;
    private boolean talking;
    private int packetsLeft;
    private int silentPackets;
    private int level = SILENT_LEVEL;
    private int bytes;

    /** @param talkShare share of the time in which it speaks, 0 to 1 */
    public VoiceModel(double talkShare, long seed) {
        this.talkShare = talkShare;
        this.random = new SplittableRandom(seed);
        this.loudest = 25 + random.nextInt(15);
        this.talking = talkShare > 0.5;
        this.packetsLeft = random.nextInt(100) + 1;
    }

    /**
     * The next 20 ms.
     *
     * @return false if nothing is sent in them
     */
    public boolean next() {
        if (--packetsLeft <= 0) {
            talking = random.nextDouble() < talkShare;
            packetsLeft = 75 + random.nextInt(150);
        }
        if (talking) {
            silentPackets = 0;
            level = loudest + random.nextInt(12);
            bytes = 60 + random.nextInt(60);
            return true;
        }
        level = SILENT_LEVEL;
        bytes = DTX_BYTES;
        return silentPackets++ % DTX_PACKETS == 0;
    }

    /** In -dBov: 0 is loudest. */
    public int level() {
        return level;
    }

    public boolean isTalking() {
        return talking;
    }

    public int bytes() {
        return bytes;
    }
}
