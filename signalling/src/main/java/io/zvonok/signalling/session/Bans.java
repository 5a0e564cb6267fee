package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.token.Claims;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may not come again while the lesson lasts: by any way in. Whoever was removed needs a fresh token, whoever is banned
 * gets in with none.
 *
 * <p>Thread: the lesson's strand.
 */
final class Bans {
    private static final int MAX = 10_000;

    private final Set<String> tokens = new LinkedHashSet<>();
    private final Set<String> identities = new LinkedHashSet<>();

    /** Throws FORBIDDEN. */
    void require(Claims claims) {
        if (identities.contains(claims.identity())) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, "a moderator does not let you into this lesson");
        }
        if (tokens.contains(key(claims))) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, "a moderator removed you from this lesson");
        }
    }

    /** The token lets nobody in any more. */
    void banToken(Claims claims) {
        add(tokens, key(claims));
    }

    /** Returns true if that is news. */
    boolean ban(String identity) {
        return add(identities, identity);
    }

    boolean unban(String identity) {
        return identities.remove(identity);
    }

    /** In the order in which they were banned. */
    List<String> identities() {
        return List.copyOf(identities);
    }

    private static boolean add(Set<String> set, String key) {
        if (set.size() >= MAX && !set.contains(key)) {
            set.remove(set.iterator().next());
        }
        return set.add(key);
    }

    /** One token of one key; the id alone is unique only among the tokens of that key. */
    private static String key(Claims claims) {
        return claims.keyId() + '/' + claims.identity() + '/' + claims.tokenId();
    }
}
