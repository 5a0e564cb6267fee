package io.zvonok.signalling.whip;

import io.zvonok.signalling.http.Problem;
import io.zvonok.signalling.session.Guest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Names ICE sessions, so that a late request is not taken for one of another (RFC 9725 section 4.3.1, RFC 9110 13.1.1). */
final class EntityTags {
    private static final String ANY = "*";

    private EntityTags() {}

    static String of(Guest.IceSession ice) {
        return "\"ice-" + ice.number() + "\"";
    }

    /** Throws 428 without a condition, 412 if it does not hold. Weak tags never match. */
    static void check(@Nullable String ifMatch, Guest.IceSession ice) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw new Problem(
                    428,
                    "precondition_required",
                    "If-Match is needed: the ETag of the ICE session, or * to restart it");
        }
        boolean matches = ifMatch.strip().equals(ANY)
                || Arrays.stream(ifMatch.split(",")).map(String::strip).anyMatch(of(ice)::equals);
        if (!matches) {
            throw new Problem(
                    412, "precondition_failed", "ICE was restarted since: this request is of an older session");
        }
    }
}
