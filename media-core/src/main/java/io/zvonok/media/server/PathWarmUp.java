package io.zvonok.media.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.zvonok.media.srtp.SrtpProfile;

/**
 * Sends made-up pictures through the real path before anybody can come: what the first people of a process would wait for
 * is loaded and compiled by then.
 *
 * <p>Thread: any but a media loop; call it once at start.
 */
final class PathWarmUp {
    private static final int VIEWERS = 8;
    /** Beyond, the compiler has what it needs. */
    private static final int MAX_PICTURES = 1500;
    /** By then each viewer sees pictures and hears sound, however slow the machine is. */
    private static final int MIN_PICTURES = 60;

    private PathWarmUp() {}

    /**
     * Runs until all is compiled or the time is over, whichever comes first.
     *
     * @throws IllegalStateException if nothing comes out: then no media ever would
     */
    static void run(long nanosAtMost) {
        long until = System.nanoTime() + nanosAtMost;
        ByteBufAllocator nothingKept = new UnpooledByteBufAllocator(false);
        try (MadeUpBroadcast broadcast = new MadeUpBroadcast(VIEWERS, SrtpProfile.AEAD_AES_128_GCM, nothingKept)) {
            int pictures = 0;
            do {
                broadcast.makePicture();
                broadcast.sendPicture();
                broadcast.rest();
                pictures++;
            } while (pictures < MIN_PICTURES || (pictures < MAX_PICTURES && System.nanoTime() < until));
            if (broadcast.forwarded() == 0) {
                throw new IllegalStateException("the media path does not work here");
            }
        }
    }
}
