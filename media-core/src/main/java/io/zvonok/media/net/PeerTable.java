package io.zvonok.media.net;

import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.room.Participant;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose datagram is it? By the pair of addresses it came on once that passed a connectivity check, before that by the
 * user fragment that a check names. Everything else is nobody's.
 *
 * <p>Thread: the owning media loop.
 */
final class PeerTable {
    private static final int MAX_UFRAGS = 4;

    /** A pair and whose it is. */
    record Binding(Participant participant, CandidatePair pair) {}

    private final Map<InetSocketAddress, Map<InetSocketAddress, Binding>> byLocalThenRemote = new HashMap<>();
    private final Map<String, Participant> byUfrag = new HashMap<>();
    private final Map<Participant, Deque<String>> ufragsOf = new HashMap<>();

    @Nullable
    Binding find(InetSocketAddress local, InetSocketAddress remote) {
        Map<InetSocketAddress, Binding> byRemote = byLocalThenRemote.get(local);
        return byRemote == null ? null : byRemote.get(remote);
    }

    @Nullable
    Participant find(String ufrag) {
        return byUfrag.get(ufrag);
    }

    void bind(CandidatePair pair, Participant participant) {
        byLocalThenRemote
                .computeIfAbsent(pair.local(), local -> new HashMap<>())
                .put(pair.remote(), new Binding(participant, pair));
    }

    /** ICE restarts add names; only the latest few are kept, older ones lead nowhere any more. */
    void bind(String ufrag, Participant participant) {
        byUfrag.put(ufrag, participant);
        Deque<String> own = ufragsOf.computeIfAbsent(participant, newcomer -> new ArrayDeque<>());
        own.remove(ufrag);
        own.add(ufrag);
        if (own.size() > MAX_UFRAGS) {
            byUfrag.remove(own.remove());
        }
    }

    void unbind(CandidatePair pair, Participant participant) {
        Binding bound = find(pair.local(), pair.remote());
        Map<InetSocketAddress, Binding> byRemote = byLocalThenRemote.get(pair.local());
        if (bound != null && bound.participant() == participant && byRemote != null) {
            byRemote.remove(pair.remote());
        }
    }

    void unbind(Participant participant) {
        byUfrag.values().removeIf(bound -> bound == participant);
        ufragsOf.remove(participant);
        for (Map<InetSocketAddress, Binding> byRemote : byLocalThenRemote.values()) {
            byRemote.values().removeIf(binding -> binding.participant() == participant);
        }
    }

    /** Pairs and user fragments in the table; zero when nobody is there. */
    int size() {
        int pairs = 0;
        List<Map<InetSocketAddress, Binding>> tables = new ArrayList<>(byLocalThenRemote.values());
        for (Map<InetSocketAddress, Binding> byRemote : tables) {
            pairs += byRemote.size();
        }
        return pairs + byUfrag.size();
    }
}
