package io.zvonok.signalling.api;

import io.zvonok.signalling.token.Role;
import java.time.Instant;

/**
 * Somebody who waits to be let in.
 *
 * @param id as long as that one waits
 * @param since when that one came
 */
public record LobbyGuest(String id, String identity, String name, Role role, Instant since) {
    /** Names nobody (P30). */
    @Override
    public String toString() {
        return "LobbyGuest[" + id + "]";
    }
}
