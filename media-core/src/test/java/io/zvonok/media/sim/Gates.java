package io.zvonok.media.sim;

import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who might send and who might see, and when: what I1 is checked against. Gates are named by strings, opened and closed
 * as the scenario gives its commands.
 */
final class Gates {
    /** How long after a gate closed something may still leave (I1). */
    static final long GRACE = Nanos.fromMillis(200);

    private record Turn(long atNanos, boolean open) {}

    private final Map<String, List<Turn>> gates = new LinkedHashMap<>();

    void set(String gate, boolean open, long nowNanos) {
        List<Turn> turns = gates.computeIfAbsent(gate, name -> new ArrayList<>());
        if (turns.isEmpty() ? open : turns.get(turns.size() - 1).open != open) {
            turns.add(new Turn(nowNanos, open));
        }
    }

    boolean isOpen(String gate) {
        List<Turn> turns = gates.getOrDefault(gate, List.of());
        return !turns.isEmpty() && turns.get(turns.size() - 1).open;
    }

    /** True if the gate was open at that time or closed no longer than the grace before. */
    boolean wasOpen(String gate, long atNanos) {
        return wasOpen(gate, atNanos, GRACE);
    }

    boolean wasOpen(String gate, long atNanos, long graceNanos) {
        List<Turn> turns = gates.getOrDefault(gate, List.of());
        for (int i = turns.size() - 1; i >= 0; i--) {
            Turn turn = turns.get(i);
            if (turn.atNanos <= atNanos) {
                return turn.open || atNanos - turn.atNanos <= graceNanos;
            }
        }
        return false;
    }

    /** Since when the gate is open without a break; {@link Nanos#NEVER} if it is closed. */
    long openSince(String gate) {
        return isOpen(gate) ? gates.get(gate).get(gates.get(gate).size() - 1).atNanos : Nanos.NEVER;
    }
}
