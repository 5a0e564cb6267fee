package io.zvonok.signalling.sdp;

import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.RemoteTransport;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one transport of a bundled offer. Its attributes stand in the section that carries the transport, else in
 * the session part; the other bundled sections are not asked (RFC 9143 section 7.1.3).
 *
 * <p>Spec: RFC 8839 section 5.4 (ICE), RFC 8122 section 5 (fingerprint), RFC 8842 section 5.3 (setup).
 */
final class OfferedTransport {
    /** Hashes that a certificate may be named by, and how many bytes they have. */
    private static final Map<String, Integer> HASHES = Map.of("sha-256", 32, "sha-384", 48, "sha-512", 64);

    private static final int MAX_FINGERPRINTS = 8;

    private final SdpSection section;
    private final SdpAttributes session;

    private OfferedTransport(SdpSection section, SdpAttributes session) {
        this.section = section;
        this.session = session;
    }

    static RemoteTransport of(SdpSection section, SdpAttributes session) {
        OfferedTransport transport = new OfferedTransport(section, session);
        return new RemoteTransport(transport.ice(), transport.fingerprints(), transport.localRole());
    }

    private IceParameters ice() {
        if (session.has("ice-lite")) {
            throw BadSdp.because("The offer is ICE-lite, and so is this server: nobody would check the connection.");
        }
        SdpAttribute ufrag = single("ice-ufrag");
        SdpAttribute password = single("ice-pwd");
        if (ufrag == null || password == null) {
            throw BadSdp.section(section, "has no ICE credentials (a=ice-ufrag and a=ice-pwd)");
        }
        if (!SdpTokens.isIceString(ufrag.value(), 4, 256)) {
            throw BadSdp.attribute(ufrag, "must have 4 to 256 letters, digits, '+' or '/'");
        }
        if (!SdpTokens.isIceString(password.value(), 22, 256)) {
            throw BadSdp.attribute(password, "must have 22 to 256 letters, digits, '+' or '/'");
        }
        return new IceParameters(ufrag.value(), password.value());
    }

    private List<Fingerprint> fingerprints() {
        List<SdpAttribute> attributes = where("fingerprint").all("fingerprint");
        if (attributes.isEmpty()) {
            throw BadSdp.section(section, "has no a=fingerprint; media is keyed by DTLS only");
        }
        if (attributes.size() > MAX_FINGERPRINTS) {
            throw BadSdp.attribute(attributes.get(MAX_FINGERPRINTS), "is one of more than " + MAX_FINGERPRINTS);
        }
        Set<Fingerprint> fingerprints = new LinkedHashSet<>();
        for (SdpAttribute attribute : attributes) {
            Fingerprint fingerprint = fingerprint(attribute);
            if (fingerprint != null) {
                fingerprints.add(fingerprint);
            }
        }
        if (fingerprints.isEmpty()) {
            throw BadSdp.attribute(attributes.get(0), "uses a hash other than sha-256, sha-384 or sha-512");
        }
        return List.copyOf(fingerprints);
    }

    /** Null if its hash is not one that is trusted here. */
    private static @Nullable Fingerprint fingerprint(SdpAttribute attribute) {
        String[] fields = attribute.value().split(" ", -1);
        Integer bytes = HASHES.get(fields[0].toLowerCase(Locale.ROOT));
        if (bytes == null) {
            return null;
        }
        String[] octets = fields.length == 2 ? fields[1].split(":", -1) : new String[0];
        boolean valid = octets.length == bytes;
        for (String octet : octets) {
            valid &= octet.length() == 2 && SdpTokens.isHex(octet);
        }
        if (!valid) {
            throw BadSdp.attribute(attribute, "needs " + bytes + " hexadecimal bytes with colons");
        }
        return new Fingerprint(fields[0], fields[1]);
    }

    private DtlsRole localRole() {
        SdpAttribute setup = single("setup");
        if (setup == null) {
            throw BadSdp.section(section, "has no a=setup");
        }
        return switch (setup.value()) {
            case "actpass", "active" -> DtlsRole.SERVER;
            case "passive" -> DtlsRole.CLIENT;
            default -> throw BadSdp.attribute(setup, "must be actpass, active or passive");
        };
    }

    private @Nullable SdpAttribute single(String name) {
        return where(name).single(name);
    }

    private SdpAttributes where(String name) {
        return section.attributes().has(name) ? section.attributes() : session;
    }
}
