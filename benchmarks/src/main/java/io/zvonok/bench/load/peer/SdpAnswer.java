package io.zvonok.bench.load.peer;

import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.IceParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a peer must know of a server's answer. Reads any server's, so it asks for little: credentials, fingerprint and
 * candidates stand in the session part or in the first section that has them.
 *
 * <p>Spec: RFC 8829 section 5.3, RFC 8839, RFC 5576.
 * <p>Thread: any; immutable once read.
 */
final class SdpAnswer {
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private String ufrag = "";
    private String password = "";
    private @Nullable Fingerprint fingerprint;

    /** A UDP host candidate, or of any other type that can be sent to. */
    record Candidate(String address, int port) {}

    /** One accepted section. */
    static final class Section {
        private final String media;
        private final Map<Integer, String> encodings = new HashMap<>();
        private final Map<Integer, Integer> retransmissions = new HashMap<>();
        private final Map<String, Integer> extensions = new HashMap<>();
        private final Map<Integer, Integer> ssrcPairs = new HashMap<>();

        private Section(String media) {
            this.media = media;
        }

        boolean isVideo() {
            return media.equals("video");
        }

        /** The payload type of an encoding such as {@code VP8/90000}; -1 if it was not accepted. */
        int payloadType(String encoding) {
            return encodings.entrySet().stream()
                    .filter(entry -> entry.getValue().equalsIgnoreCase(encoding))
                    .mapToInt(Map.Entry::getKey)
                    .min()
                    .orElse(-1);
        }

        /** The payload type that retransmits another one; -1 if none. */
        int retransmission(int payloadType) {
            return retransmissions.getOrDefault(payloadType, -1);
        }

        Set<Integer> payloadTypes() {
            return encodings.keySet();
        }

        /** 0 if it was not accepted. */
        int extension(String uri) {
            return extensions.getOrDefault(uri, 0);
        }

        /** Retransmission SSRC to media SSRC. */
        Map<Integer, Integer> ssrcPairs() {
            return ssrcPairs;
        }
    }

    /** Throws {@link IllegalArgumentException} with what is missing. */
    static SdpAnswer read(String sdp) {
        SdpAnswer answer = new SdpAnswer();
        Section current = null;
        for (String raw : sdp.split("\n")) {
            String line = raw.strip();
            if (line.startsWith("m=")) {
                String[] fields = line.substring(2).split(" ");
                boolean accepted = fields.length > 3 && !fields[1].equals("0");
                current = accepted ? new Section(fields[0]) : null;
                if (current != null) {
                    answer.sections.put("#" + answer.sections.size(), current);
                }
            } else if (line.startsWith("a=")) {
                int colon = line.indexOf(':');
                String name = colon < 0 ? line.substring(2) : line.substring(2, colon);
                answer.attribute(current, name, colon < 0 ? "" : line.substring(colon + 1));
            }
        }
        if (answer.ufrag.isEmpty() || answer.password.isEmpty()) {
            throw new IllegalArgumentException("the answer has no ICE credentials");
        }
        if (answer.fingerprint == null) {
            throw new IllegalArgumentException("the answer has no fingerprint");
        }
        if (answer.sections.isEmpty()) {
            throw new IllegalArgumentException("the answer accepts nothing");
        }
        return answer;
    }

    private void attribute(@Nullable Section section, String name, String value) {
        String[] fields = value.split(" ");
        switch (name) {
            case "ice-ufrag" -> ufrag = ufrag.isEmpty() ? value : ufrag;
            case "ice-pwd" -> password = password.isEmpty() ? value : password;
            case "fingerprint" -> {
                if (fingerprint == null && fields.length == 2) {
                    fingerprint = new Fingerprint(fields[0], fields[1]);
                }
            }
            case "candidate" -> candidate(fields);
            default -> {
                if (section != null) {
                    sectionAttribute(section, name, value, fields);
                }
            }
        }
    }

    private void candidate(String[] fields) {
        boolean usable = fields.length >= 8 && fields[1].equals("1") && fields[2].equalsIgnoreCase("udp");
        if (usable && number(fields[5]) > 0) {
            Candidate candidate = new Candidate(fields[4], number(fields[5]));
            if (!candidates.contains(candidate)) {
                candidates.add(candidate);
            }
        }
    }

    private void sectionAttribute(Section section, String name, String value, String[] fields) {
        switch (name) {
            case "mid" -> rename(section, value);
            case "rtpmap" -> section.encodings.put(number(fields[0]), fields.length > 1 ? fields[1] : "");
            case "fmtp" -> {
                int apt = value.indexOf("apt=");
                if (apt >= 0) {
                    section.retransmissions.put(number(value.substring(apt + 4).split("[ ;]")[0]), number(fields[0]));
                }
            }
            case "extmap" -> {
                if (fields.length > 1) {
                    section.extensions.put(fields[1], number(fields[0].split("/")[0]));
                }
            }
            case "ssrc-group" -> {
                if (fields.length == 3 && fields[0].equals("FID")) {
                    section.ssrcPairs.put(ssrc(fields[2]), ssrc(fields[1]));
                }
            }
            default -> {}
        }
    }

    private void rename(Section section, String mid) {
        sections.values().remove(section);
        sections.put(mid, section);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    private static int ssrc(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }

    IceParameters ice() {
        return new IceParameters(ufrag, password);
    }

    Fingerprint fingerprint() {
        if (fingerprint == null) {
            throw new IllegalStateException("read() requires one");
        }
        return fingerprint;
    }

    /** In the order of the answer. */
    List<Candidate> candidates() {
        return candidates;
    }

    /** Those at {@code preferred} first, then IPv4 ones. */
    List<Candidate> candidates(String preferred) {
        List<Candidate> ordered = new ArrayList<>(candidates);
        ordered.sort((a, b) -> Integer.compare(rank(a, preferred), rank(b, preferred)));
        return ordered;
    }

    private static int rank(Candidate candidate, String preferred) {
        if (candidate.address().equals(preferred)) {
            return 0;
        }
        return candidate.address().indexOf(':') < 0 ? 1 : 2;
    }

    /** Null if it was not accepted. */
    @Nullable
    Section section(String mid) {
        return sections.get(mid);
    }

    Map<String, Section> sections() {
        return sections;
    }

    /** The id of an extension in any section; 0 if none has it. */
    int extension(String uri) {
        return sections.values().stream()
                .mapToInt(section -> section.extension(uri))
                .max()
                .orElse(0);
    }
}
