package io.zvonok.media.srtp;

import io.zvonok.media.stats.LoopStats;

/**
 * Pays for the first use of the library before any socket is bound: loading it takes a second, which on a loop would
 * stall every peer and shift the arrival times that clocks rest on.
 *
 * <p>Thread: any but a media loop; call it once at start.
 */
public final class SrtpWarmUp {
    private static final int PACKETS = 32;
    private static final int PACKET_LENGTH = 200;

    private SrtpWarmUp() {}

    /**
     * Protects and opens a few packets with each profile.
     *
     * @throws IllegalStateException if that does not work here: then no media ever would
     */
    public static void run() {
        for (SrtpProfile profile : SrtpProfile.values()) {
            SrtpKeys keys = new SrtpKeys(profile, new byte[profile.keyLength()], new byte[profile.saltLength()]);
            LoopStats stats = new LoopStats();
            SrtpSender sender = new SrtpSender(keys, stats);
            SrtpReceiver receiver = new SrtpReceiver(keys, stats);
            byte[] packet = new byte[PACKET_LENGTH + SrtpSender.MAX_OVERHEAD];
            for (int i = 0; i < PACKETS; i++) {
                packet[0] = (byte) 0x80;
                packet[3] = (byte) i;
                int rtp = receiver.unprotectRtp(packet, 0, sender.protectRtp(packet, 0, PACKET_LENGTH));
                int rtcp = receiver.unprotectRtcp(packet, 0, sender.protectRtcp(packet, 0, PACKET_LENGTH));
                if (rtp != PACKET_LENGTH || rtcp != PACKET_LENGTH) {
                    throw new IllegalStateException("SRTP does not work with " + profile);
                }
            }
        }
    }
}
