package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What viewers behind one address know of each other: a class behind one school line fills the same queue. They probe one
 * after the other, since two probes at once tell of neither what the line carries; a queue that a neighbour's probe or rise
 * has just made is left to that neighbour to remove; and what was too much for all together is not tried again by the next
 * of them.
 *
 * <p>One address is no proof: its lines may be many. Only when somebody had to give way while a neighbour's packets waited
 * too is the line believed to be shared, for two minutes. Until then nobody waits for more than a turn to probe.
 *
 * <p>Spec: none; the aim of RFC 8699 (coupled congestion control) for a forwarder of layers, the proof of RFC 8382 in its
 * simplest form. Thread: the owning media loop.
 */
public final class SharedLink {
    /** So many share one turn: behind a fast line many may try at once. */
    private static final int MEMBERS_OF_A_TURN = 8;

    private static final long LONGEST_TURN = Nanos.fromMillis(1500);
    /** After a rise: until its queue would have shown. */
    private static final long SETTLES = Nanos.fromMillis(1500);

    /** The same where nothing is known of the line yet, and how long all together may take to rise once. */
    private static final long SETTLES_UNKNOWN = Nanos.fromMillis(300);

    private static final long ALL_RISE_WITHIN = Nanos.fromMillis(2400);

    private static final long BELIEVED = Nanos.fromSeconds(120);
    /** A neighbour's packets wait that long: the queue is not one's own. */
    private static final long SAME_QUEUE = Nanos.fromMillis(15);
    /** A queue that long is everybody's business, whoever made it. */
    private static final long TOO_LONG = Nanos.fromMillis(200);
    /** A wish that was not repeated for so long is none any more. */
    private static final long WISH_LASTS = Nanos.fromMillis(500);

    private static final double CLEARLY_MORE = 1.3;
    /** A rise in vain costs all of them: it is tried again that much later than by one alone. */
    private static final int WAIT_FACTOR = 3;
    /** Not all have a key frame at once. */
    private static final double BURST_FACTOR = 2;

    private static final double SAME_RATE = 0.95;

    private final List<Member> members = new ArrayList<>();
    private final RiseGuard guard;
    private long sumBps;
    private long lineBps;
    private int turns;
    private long believedUntilNanos;
    private @Nullable Member risen;
    private long risenNanos;
    private long probedUntilNanos;
    private @Nullable Member prober;

    /** @param seed differs between links */
    public SharedLink(long seed) {
        guard = new RiseGuard(SAME_RATE, WAIT_FACTOR, seed);
    }

    public Member join() {
        Member member = new Member();
        members.add(member);
        return member;
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** True if its members were seen to fill one queue. */
    boolean isBelieved(long nowNanos) {
        return nowNanos < believedUntilNanos;
    }

    /** One viewer behind it. */
    public final class Member {
        private long allocatedBps;
        private long queueNanos;
        private long wishNanos = -WISH_LASTS;
        private long turnUntilNanos;
        private boolean hasTurn;

        public void leave() {
            endTurn();
            if (members.remove(this)) {
                sumBps -= allocatedBps;
            }
            risen = risen == this ? null : risen;
            prober = prober == this ? null : prober;
        }

        void setQueue(long queueNanos) {
            this.queueNanos = queueNanos;
        }

        /** What it is sent, as allocated; 0 while that is not known. */
        public void setAllocated(long bps) {
            sumBps += bps - allocatedBps;
            allocatedBps = bps;
        }

        // --- bursts

        /** True if there are others, and they were seen to fill one queue with it. */
        private boolean sharesLine(long nowNanos) {
            return members.size() > 1 && isBelieved(nowNanos);
        }

        /** Its part of what the line carries, {@link Long#MAX_VALUE} if that is not known to matter. */
        public long shareBps(long nowNanos) {
            if (allocatedBps == 0 || !sharesLine(nowNanos)) {
                return Long.MAX_VALUE;
            }
            return (long) (BURST_FACTOR * lineBps() * allocatedBps / sumBps);
        }

        // --- turns

        /** True if it may probe now: then it must say when it is done. */
        boolean takeTurn(long nowNanos) {
            if (hasTurn || allocatedBps == 0) {
                return true;
            }
            if (turns >= 1 + members.size() / MEMBERS_OF_A_TURN) {
                endLateTurns(nowNanos);
                if (turns >= 1 + members.size() / MEMBERS_OF_A_TURN) {
                    return false;
                }
            }
            if (isBelieved(nowNanos) && hasNeighbourRisen(SETTLES, nowNanos)) {
                return false;
            }
            hasTurn = true;
            turnUntilNanos = nowNanos + LONGEST_TURN;
            turns++;
            return true;
        }

        void endTurn() {
            if (hasTurn) {
                hasTurn = false;
                turns--;
            }
        }

        void onProbing(long nowNanos) {
            prober = this;
            probedUntilNanos = nowNanos + SETTLES / 3;
        }

        // --- rises and falls

        /** It would rise: to a total below this. {@link Long#MAX_VALUE} if the neighbours are no reason not to. */
        public long riseBelowBps(long nowNanos) {
            boolean believed = isBelieved(nowNanos);
            long settles = believed ? SETTLES : Math.min(SETTLES_UNKNOWN, ALL_RISE_WITHIN / members.size());
            if (hasNeighbourRisen(settles, nowNanos)) {
                return allocatedBps;
            }
            if (members.size() == 1 || !believed) {
                return Long.MAX_VALUE;
            }
            wishNanos = nowNanos;
            for (int i = 0; i < members.size(); i++) {
                Member other = members.get(i);
                if (other != this
                        && nowNanos - other.wishNanos < WISH_LASTS
                        && other.allocatedBps * CLEARLY_MORE < allocatedBps) {
                    return allocatedBps; // who has less goes first
                }
            }
            long together = guard.riseBelowBps(nowNanos);
            return together == Long.MAX_VALUE ? together : together - (sumBps - allocatedBps);
        }

        public void onRise(long totalBps, long nowNanos) {
            risen = this;
            risenNanos = nowNanos;
            guard.onRise(sumBps - allocatedBps + totalBps, nowNanos);
        }

        /** It is sent less, because the link carries less. */
        public void onFall(long fromBps, long nowNanos) {
            for (int i = 0; i < members.size(); i++) {
                Member other = members.get(i);
                if (other != this && other.queueNanos >= SAME_QUEUE) {
                    believedUntilNanos = nowNanos + BELIEVED;
                    lineBps = sumBps - allocatedBps + fromBps;
                    guard.onFall(lineBps, nowNanos);
                    return;
                }
            }
        }

        /** True if a queue is a neighbour's to remove. */
        boolean isExcused(long standingNanos, long nowNanos) {
            if (standingNanos > TOO_LONG) {
                return false;
            }
            boolean probe = prober != null && prober != this && nowNanos < probedUntilNanos;
            return probe || hasNeighbourRisen(SETTLES, nowNanos);
        }

        private boolean hasNeighbourRisen(long within, long nowNanos) {
            return risen != null && risen != this && nowNanos - risenNanos < within;
        }
    }

    /** As far as is known: too much for it was that much. */
    private long lineBps() {
        return Math.max(lineBps, sumBps + sumBps / 10);
    }

    private void endLateTurns(long nowNanos) {
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.hasTurn && nowNanos >= member.turnUntilNanos) {
                member.endTurn();
            }
        }
    }
}
