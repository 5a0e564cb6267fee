package io.zvonok.signalling.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an offer by the grammar, within bounds (property P34 of the threat study): lines, their order, m-lines,
 * attribute names and mids. What the attributes mean is read by those who need them.
 *
 * <p>Spec: RFC 8866 sections 5 and 9; lines may end with CRLF or LF alone.
 * <p>Thread: any; one use per offer.
 */
final class SdpParser {
    static final int MAX_CHARACTERS = 256 * 1024;
    static final int MAX_LINES = 6000;
    static final int MAX_SECTIONS = 64;
    /** What a one-byte MID header extension carries (RFC 8285 section 4.2). */
    private static final int MAX_MID = 16;

    private static final String SESSION_LINES = "iuepcbtrza";
    private static final String SECTION_LINES = "icba";

    private final String text;
    private final SdpAttributes sessionAttributes = new SdpAttributes();
    private final List<SdpSection> sections = new ArrayList<>();
    private final Set<String> mids = new HashSet<>();
    private int line;
    private String[] origin = {};
    private boolean timed;
    private @Nullable OpenSection open;

    private SdpParser(String text) {
        this.text = text;
    }

    static SdpOffer parse(String text) {
        return new SdpParser(text).parse();
    }

    private SdpOffer parse() {
        if (text.length() > MAX_CHARACTERS) {
            throw BadSdp.because(
                    "The offer is " + text.length() + " characters long; " + MAX_CHARACTERS + " is the most.");
        }
        int position = 0;
        while (position < text.length()) {
            int end = text.indexOf('\n', position);
            int next = end < 0 ? text.length() : end + 1;
            int stop = end < 0 ? text.length() : end;
            if (stop > position && text.charAt(stop - 1) == '\r') {
                stop--;
            }
            readLine(text.substring(position, stop));
            position = next;
        }
        close();
        if (line < 3) {
            throw BadSdp.because("The offer ends before its s= line.");
        }
        requireTimed();
        return new SdpOffer(origin[1], origin[2], sessionAttributes, List.copyOf(sections));
    }

    private void readLine(String content) {
        if (++line > MAX_LINES) {
            throw BadSdp.because("The offer has more than " + MAX_LINES + " lines.");
        }
        if (content.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw BadSdp.line(line, "control characters are not allowed");
        }
        if (content.length() < 2 || content.charAt(1) != '=') {
            throw BadSdp.line(line, "a line must be a letter, '=' and a value");
        }
        char type = content.charAt(0);
        String value = content.substring(2);
        switch (line) {
            case 1 -> version(type, value);
            case 2 -> origin(type, value);
            case 3 -> require(type == 's', "the third line must be s=");
            default -> body(type, value);
        }
    }

    private void version(char type, String value) {
        require(type == 'v' && value.equals("0"), "an offer begins with v=0");
    }

    private void origin(char type, String value) {
        require(type == 'o', "the second line must be o=");
        origin = value.split(" ", -1);
        require(
                origin.length == 6 && SdpTokens.isDecimal(origin[1], 20) && SdpTokens.isDecimal(origin[2], 20),
                "o= needs a user, a numeric session id, a numeric version and an address");
    }

    private void body(char type, String value) {
        if (type == 'm') {
            close();
            requireTimed();
            open = mediaLine(value);
            return;
        }
        require(type != 'k', "k= lines (keys in clear) are refused");
        OpenSection section = open;
        require(
                (section == null ? SESSION_LINES : SECTION_LINES).indexOf(type) >= 0,
                "a line of type '" + type + "' has no place here");
        timed |= type == 't';
        if (type == 'a') {
            (section == null ? sessionAttributes : section.attributes()).add(attribute(value));
        }
    }

    private SdpAttribute attribute(String value) {
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon);
        require(SdpTokens.isToken(name), "an attribute's name is not a token");
        return new SdpAttribute(line, name, colon < 0 ? "" : value.substring(colon + 1));
    }

    /** {@code m=<media> <port> <proto> <fmt> ...} */
    private OpenSection mediaLine(String value) {
        require(sections.size() < MAX_SECTIONS, "an offer may have " + MAX_SECTIONS + " sections at most");
        String[] fields = value.split(" ", -1);
        require(fields.length >= 4, "m= needs a media type, a port, a protocol and formats");
        require(SdpTokens.isToken(fields[0]), "the media type of m= is not a token");
        int port = (int) SdpTokens.number(fields[1], 65535);
        require(port >= 0, "the port of m= is not a number from 0 to 65535");
        List<String> formats = List.of(fields).subList(3, fields.length);
        require(formats.stream().allMatch(SdpTokens::isToken), "a format of m= is not a token");
        require(new HashSet<>(formats).size() == formats.size(), "m= names a format twice");
        return new OpenSection(line, fields[0], port, fields[2], formats, new SdpAttributes());
    }

    private void close() {
        OpenSection section = open;
        if (section == null) {
            return;
        }
        SdpAttribute mid = section.attributes().single("mid");
        if (mid != null) {
            if (!SdpTokens.isToken(mid.value()) || mid.value().length() > MAX_MID) {
                throw BadSdp.attribute(mid, "must be a token of 1 to " + MAX_MID + " characters");
            }
            if (!mids.add(mid.value())) {
                throw BadSdp.attribute(mid, "repeats '" + mid.value() + "', the mid of another section");
            }
        }
        sections.add(section.closed(mid == null ? null : mid.value()));
        open = null;
    }

    private void requireTimed() {
        if (!timed) {
            throw BadSdp.because("The session part of the offer has no t= line.");
        }
    }

    private void require(boolean condition, String problem) {
        if (!condition) {
            throw BadSdp.line(line, problem);
        }
    }

    /** A section whose lines are still coming. */
    private record OpenSection(
            int line, String media, int port, String protocol, List<String> formats, SdpAttributes attributes) {
        SdpSection closed(@Nullable String mid) {
            return new SdpSection(line, media, port, protocol, formats, attributes, mid);
        }
    }
}
