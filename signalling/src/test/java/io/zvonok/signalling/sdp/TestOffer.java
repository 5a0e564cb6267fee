package io.zvonok.signalling.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.LocalCandidate;
import io.zvonok.media.api.LocalTransport;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Offers to negotiate: a small one to be changed line by line, and those of real clients. */
final class TestOffer {
    static final String MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid";
    static final String RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
    static final String TRANSPORT_CC_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    static final String SEND_TIME_URI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
    static final String DESCRIPTOR_URI =
            "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";
    static final String FINGERPRINT = String.join(":", Collections.nCopies(32, "5A"));

    static final List<String> FIXTURES = List.of(
            "chromium-156-plain",
            "chromium-156-simulcast",
            "chromium-156-vp9-l3t3key",
            "chromium-156-lesson",
            "firefox-153esr-plain",
            "firefox-153esr-simulcast",
            "firefox-153esr-lesson",
            "gstreamer-1.22-webrtcbin",
            "webrtc-java-0.14.0",
            "obs-32-h264",
            "obs-32-simulcast",
            "ffmpeg-8");

    private String text;

    private TestOffer(String text) {
        this.text = text;
    }

    /** Sends Opus in section {@code a} and VP8 with RTX in section {@code v}; lines end with LF. */
    static TestOffer small() {
        return new TestOffer("""
            v=0
            o=- 7 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE a v
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            c=IN IP4 0.0.0.0
            a=ice-ufrag:peer
            a=ice-pwd:peerpasswordpeerpassword
            a=fingerprint:sha-256 FINGERPRINT
            a=setup:actpass
            a=mid:a
            a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
            a=sendonly
            a=rtcp-mux
            a=rtpmap:111 opus/48000/2
            m=video 9 UDP/TLS/RTP/SAVPF 96 97
            c=IN IP4 0.0.0.0
            a=mid:v
            a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
            a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
            a=sendonly
            a=rtcp-mux
            a=rtpmap:96 VP8/90000
            a=rtcp-fb:96 nack
            a=rtpmap:97 rtx/90000
            a=fmtp:97 apt=96
            """.replace("FINGERPRINT", FINGERPRINT));
    }

    static String fixture(String name) {
        try (InputStream in = TestOffer.class.getResourceAsStream("/sdp/" + name + ".sdp")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestOffer with(String old, String replacement) {
        assertThat(text).as("the part to replace").contains(old);
        text = text.replace(old, replacement);
        return this;
    }

    TestOffer without(String line) {
        return with(line + "\n", "");
    }

    /** Adds lines at the end, so to the last section. */
    TestOffer and(String... lines) {
        text += String.join("\n", lines) + "\n";
        return this;
    }

    String text() {
        return text;
    }

    Negotiation negotiate() {
        return new SdpNegotiator().negotiate(text);
    }

    /** What a media core would say: fixed credentials, an IPv6 candidate before an IPv4 one, SSRCs 1000, 1001, ... */
    static JoinResult joined(Negotiation negotiation) {
        int[] ssrc = {1000};
        List<SlotStreams> slots = negotiation.description().slotSections().stream()
                .map(slot -> new SlotStreams(slot.mid(), ssrc[0]++, slot.kind() == MediaKind.VIDEO ? ssrc[0]++ : 0))
                .toList();
        LocalTransport transport = new LocalTransport(
                new IceParameters("zvonok12", "serverpasswordserverpass"),
                new Fingerprint("sha-256", FINGERPRINT),
                negotiation.description().transport().localRole(),
                List.of(
                        new LocalCandidate("1", "2001:db8::7", 10000, 2130706431),
                        new LocalCandidate("2", "192.0.2.7", 10000, 2130706175)));
        return new JoinResult(transport, slots);
    }

    /** The answer's text, read by our own strict grammar. */
    static SdpOffer answer(Negotiation negotiation) {
        return SdpParser.parse(negotiation.answer(joined(negotiation)));
    }

    static List<String> values(SdpSection section, String attribute) {
        return section.attributes().all(attribute).stream()
                .map(SdpAttribute::value)
                .toList();
    }
}
