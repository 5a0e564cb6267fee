package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.api.SlotSection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one simulated client negotiated: payload types, header-extension ids, sections. No two clients need agree. */
final class PeerNumbers {
    private final PeerSpec spec;
    private final int index;

    PeerNumbers(PeerSpec spec, int index) {
        this.spec = spec;
        this.index = index;
    }

    /** What signalling would have made of the client's offer. */
    PeerDescription description(IceParameters ice, List<Publication> tracks) {
        Map<HeaderExtension, Integer> extensions = new EnumMap<>(HeaderExtension.class);
        for (HeaderExtension extension : HeaderExtension.values()) {
            extensions.put(extension, extensionId(extension));
        }
        List<SlotSection> sections = new ArrayList<>();
        for (int i = 0; i < spec.videoSlots; i++) {
            sections.add(new SlotSection(
                    "v" + i, MediaKind.VIDEO, codecs(MediaKind.VIDEO, false), slotExtensions(MediaKind.VIDEO)));
        }
        for (int i = 0; i < spec.audioSlots; i++) {
            sections.add(new SlotSection(
                    "a" + i, MediaKind.AUDIO, codecs(MediaKind.AUDIO, false), slotExtensions(MediaKind.AUDIO)));
        }
        return new PeerDescription(
                new RemoteTransport(ice, List.of(fingerprint()), DtlsRole.SERVER),
                extensions,
                tracks.stream().map(Publication::section).toList(),
                sections);
    }

    private Set<HeaderExtension> slotExtensions(MediaKind kind) {
        Set<HeaderExtension> extensions = EnumSet.of(HeaderExtension.MID);
        if (kind == MediaKind.AUDIO) {
            extensions.add(HeaderExtension.AUDIO_LEVEL);
        } else if (spec.readsDescriptors) {
            extensions.add(HeaderExtension.DEPENDENCY_DESCRIPTOR);
        }
        if (spec.feedback == PeerSpec.Feedback.TRANSPORT_CC) {
            extensions.add(HeaderExtension.TRANSPORT_CC);
        } else if (spec.feedback == PeerSpec.Feedback.REMB) {
            extensions.add(HeaderExtension.ABS_SEND_TIME);
        }
        return extensions;
    }

    Fingerprint fingerprint() {
        return new Fingerprint("sha-256", "PEER:" + index);
    }

    int extensionId(HeaderExtension extension) {
        return spec.firstExtension + extension.ordinal();
    }

    List<CodecParameters> codecs(MediaKind kind, boolean publishing) {
        List<CodecParameters> codecs = new ArrayList<>();
        for (Codec codec : Codec.values()) {
            boolean wanted = publishing && codec != Codec.RED || spec.decodes.contains(codec);
            if (codec.kind() == kind && (wanted || publishing && sendsRed())) {
                int type = payloadTypeOf(codec);
                codecs.add(new CodecParameters(
                        codec, type, kind == MediaKind.VIDEO ? type + 1 : -1, codec == Codec.H264 ? "42e01f;1" : ""));
            }
        }
        return codecs;
    }

    private boolean sendsRed() {
        return spec.tracks.stream().anyMatch(PeerSpec.TrackSpec::redundant);
    }

    int payloadTypeOf(Codec codec) {
        return spec.firstPayloadType + 2 * codec.ordinal();
    }

    Codec codecOf(int payloadType) {
        int order = (payloadType - spec.firstPayloadType) / 2;
        return payloadType < spec.firstPayloadType || order >= Codec.values().length ? null : Codec.values()[order];
    }
}
