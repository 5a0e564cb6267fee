package io.zvonok.media.api;

import java.util.List;

/** What the peer must be told of this server's end: credentials, certificate, role, candidates. */
public record LocalTransport(
        IceParameters ice, Fingerprint fingerprint, DtlsRole localRole, List<LocalCandidate> candidates) {
    public LocalTransport {
        candidates = List.copyOf(candidates);
    }
}
