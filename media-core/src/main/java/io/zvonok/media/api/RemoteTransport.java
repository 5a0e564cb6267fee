package io.zvonok.media.api;

import java.util.List;

/**
 * What the peer said of its transport.
 *
 * @param localRole the DTLS role this server takes: SERVER unless the peer offered {@code passive}
 */
public record RemoteTransport(IceParameters ice, List<Fingerprint> fingerprints, DtlsRole localRole) {
    public RemoteTransport {
        fingerprints = List.copyOf(fingerprints);
        if (fingerprints.isEmpty()) {
            throw new IllegalArgumentException("at least one fingerprint is needed");
        }
    }
}
