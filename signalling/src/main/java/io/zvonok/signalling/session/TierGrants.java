package io.zvonok.signalling.session;

import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.token.Grants;
import io.zvonok.signalling.token.Role;
import java.util.EnumSet;
import java.util.Set;

/** What a token grants in each part of a room. The audience sends and commands nothing. No state. */
final class TierGrants {
    private static final Set<TrackSource> OF_A_GUEST = EnumSet.of(TrackSource.MICROPHONE, TrackSource.CAMERA);

    private TierGrants() {}

    static Grants of(Claims claims, PeerTier tier) {
        Grants token = claims.grants();
        if (tier == PeerTier.AUDIENCE) {
            return new Grants(Set.of(), token.subscribe(), token.chat(), false, false);
        }
        return claims.role() == Role.VIEWER ? broughtOnStage(token) : token;
    }

    /** Whom a moderator brings on stage is to be seen and heard there. */
    private static Grants broughtOnStage(Grants token) {
        Set<TrackSource> sources = EnumSet.copyOf(OF_A_GUEST);
        sources.addAll(token.publish());
        return new Grants(sources, token.subscribe(), token.chat(), token.moderate(), token.record());
    }
}
