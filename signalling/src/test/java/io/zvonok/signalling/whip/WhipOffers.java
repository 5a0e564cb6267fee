package io.zvonok.signalling.whip;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Offers of encoders and players. */
final class WhipOffers {
    private static final String TRANSPORT =
            "a=setup:actpass\r\na=ice-ufrag:Play\r\na=ice-pwd:tT7erYSAROdQpWxiIr3IW9lq\r\n"
                    + "a=fingerprint:sha-256 BE:C2:E3:07:28:60:E9:C3:48:B7:0C:D7:A1:BB:9C:8B:18:4C:2D:F7:B3:EB:2E:7B:EC:F1:E8:C2:1F:0A:86:4C\r\n";

    private WhipOffers() {}

    static String obs() {
        return fixture("obs-32-h264");
    }

    static String fixture(String name) {
        try (InputStream in = WhipOffers.class.getResourceAsStream("/sdp/" + name + ".sdp")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A player's: one audio and one video section, both kinds of feedback about the link. */
    static String player() {
        return "v=0\r\no=- 5 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
                + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=recvonly\r\na=rtcp-mux\r\n"
                + "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
                + TRANSPORT
                + "a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\n"
                + "m=video 9 UDP/TLS/RTP/SAVPF 96 97 108\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=recvonly\r\na=rtcp-mux\r\n"
                + "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n"
                + "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
                + TRANSPORT
                + "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 goog-remb\r\na=rtcp-fb:96 transport-cc\r\na=rtcp-fb:96 nack\r\n"
                + "a=rtcp-fb:96 nack pli\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n"
                + "a=rtpmap:108 H264/90000\r\na=rtcp-fb:108 goog-remb\r\na=rtcp-fb:108 transport-cc\r\n"
                + "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n";
    }

    /** A fragment with these ICE credentials, and one candidate. */
    static String fragment(String ufrag, String password) {
        return "a=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=ice-ufrag:" + ufrag
                + "\r\na=ice-pwd:" + password
                + "\r\na=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag x network-id 1\r\n"
                + "a=end-of-candidates\r\n";
    }
}
