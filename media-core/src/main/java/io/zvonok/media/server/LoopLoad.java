package io.zvonok.media.server;

import io.zvonok.media.net.RoomLoop;

/**
 * How much a loop has to do, for who looks for a place: what it carries, and what those will add who were placed there a
 * moment ago.
 *
 * <p>Thread: any.
 */
final class LoopLoad {
    /** Of a picture and a voice, in one direction, roughly: only until what really comes is counted. */
    private static final int EXPECTED_OF_A_PEER = 150;

    private static final int EXPECTED_OF_A_ROOM = 300;
    /** Whoever is there may begin to send at any time. */
    private static final int LEAST_OF_A_PEER = 10;
    /** From joining to media that flows: the second under way and the two before. */
    private static final int SECONDS = 3;

    private final RoomLoop loop;
    private final long[] expected = new long[SECONDS];
    private long second;
    private int rooms;

    LoopLoad(RoomLoop loop) {
        this.loop = loop;
    }

    synchronized void onRoom(int more) {
        rooms += more;
        if (more > 0) {
            expect(EXPECTED_OF_A_ROOM);
        }
    }

    synchronized void onPeer() {
        expect(EXPECTED_OF_A_PEER);
    }

    private void expect(int datagrams) {
        forgetOld();
        expected[(int) (second % SECONDS)] += datagrams;
    }

    private void forgetOld() {
        long now = loop.secondsCounted();
        for (int gone = 0; second < now && gone < SECONDS; gone++) {
            second++;
            expected[(int) (second % SECONDS)] = 0;
        }
        second = now;
    }

    /** In datagrams a second. */
    synchronized long datagramsPerSecond() {
        forgetOld();
        long coming = 0;
        for (long of : expected) {
            coming += of;
        }
        long least = (long) loop.participantCount() * LEAST_OF_A_PEER;
        return Math.max(loop.datagramsPerSecond(), least) + coming + rooms;
    }
}
