package io.zvonok.signalling.sdp;

import static io.zvonok.signalling.sdp.TestOffer.FINGERPRINT;
import static io.zvonok.signalling.sdp.TestOffer.MID_URI;
import static io.zvonok.signalling.sdp.TestOffer.RID_URI;
import static io.zvonok.signalling.sdp.TestOffer.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad offers and the very sentences that their senders get. */
class SdpRefusalTest {
    private static final String HEAD = "v=0\no=- 7 2 IN IP4 127.0.0.1\ns=-\nt=0 0\n";

    private static ZvonokException refusal(String offer) {
        return catchThrowableOfType(ZvonokException.class, () -> new SdpNegotiator().negotiate(offer));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"grammar", "transport", "sections", "formats", "streams"})
    void refusesWithOneSentence_P34(String sentence, String offer) {
        ZvonokException refusal = refusal(offer);

        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_SDP);
        assertThat(refusal).hasMessage(sentence);
    }

    static Stream<Arguments> grammar() {
        return Stream.of(
                arguments("The offer ends before its s= line.", ""),
                arguments("The offer ends before its s= line.", "v=0\no=- 7 2 IN IP4 127.0.0.1\n"),
                arguments("Line 1: an offer begins with v=0.", "v=1\n"),
                arguments("Line 1: a line must be a letter, '=' and a value.", "hello"),
                arguments("Line 2: the second line must be o=.", "v=0\ns=-\n"),
                arguments(
                        "Line 2: o= needs a user, a numeric session id, a numeric version and an address.",
                        "v=0\no=- seven 2 IN IP4 127.0.0.1\n"),
                arguments("Line 3: the third line must be s=.", "v=0\no=- 7 2 IN IP4 127.0.0.1\nt=0 0\n"),
                arguments(
                        "The session part of the offer has no t= line.",
                        small().without("t=0 0").text()),
                arguments("Line 5: a line of type 'x' has no place here.", HEAD + "x=1"),
                arguments(
                        "Line 7: a line of type 't' has no place here.",
                        small().with("c=IN IP4 0.0.0.0", "t=0 0").text()),
                arguments("Line 5: a line must be a letter, '=' and a value.", HEAD + "\na=sendrecv"),
                arguments("Line 5: control characters are not allowed.", HEAD + "a=x:\u0000"),
                arguments("Line 5: control characters are not allowed.", HEAD + "a=x\ra=y"),
                arguments("Line 5: an attribute's name is not a token.", HEAD + "a=:x"),
                arguments("Line 5: an attribute's name is not a token.", HEAD + "a=two words"),
                arguments(
                        "Line 5: m= needs a media type, a port, a protocol and formats.",
                        HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF"),
                arguments(
                        "Line 5: the port of m= is not a number from 0 to 65535.",
                        HEAD + "m=audio 65536 UDP/TLS/RTP/SAVPF 0"),
                arguments(
                        "Line 5: the port of m= is not a number from 0 to 65535.",
                        HEAD + "m=audio 9/2 UDP/TLS/RTP/SAVPF 0"),
                arguments("Line 5: a format of m= is not a token.", HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 96  97"),
                arguments("Line 5: m= names a format twice.", HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 96 96"),
                arguments(
                        "The offer is 262145 characters long; 262144 is the most.",
                        HEAD + "a=x:" + "x".repeat(256 * 1024 + 1 - HEAD.length() - 4)),
                arguments("The offer has more than 6000 lines.", HEAD + "a=x\n".repeat(5997)),
                arguments(
                        "Line 69: an offer may have 64 sections at most.",
                        HEAD + "m=audio 0 UDP/TLS/RTP/SAVPF 0\n".repeat(65)));
    }

    static Stream<Arguments> transport() {
        return Stream.of(
                arguments(
                        "The offer has no BUNDLE group; all sections must share one transport.",
                        small().without("a=group:BUNDLE a v").text()),
                arguments(
                        "Line 6: a=group is a second BUNDLE group; all sections must share one transport.",
                        small().with("a=group:BUNDLE a v", "a=group:BUNDLE a\na=group:BUNDLE v")
                                .text()),
                arguments(
                        "Section 'v' is not in the BUNDLE group; all sections must share one transport.",
                        small().with("BUNDLE a v", "BUNDLE a").text()),
                arguments(
                        "Section 'a' is not in the BUNDLE group; all sections must share one transport.",
                        small().with("BUNDLE a v", "BUNDLE").text()),
                arguments(
                        "Line 5: a=group names an unknown mid: 'x'.",
                        small().with("BUNDLE a v", "BUNDLE a v x").text()),
                arguments(
                        "Line 5: a=group names a mid twice: 'a'.",
                        small().with("BUNDLE a v", "BUNDLE a v a").text()),
                arguments(
                        "Section 'v' has no a=rtcp-mux; RTP and RTCP must share one port.",
                        small().with("rtcp-mux\na=rtpmap:96", "x\na=rtpmap:96").text()),
                arguments(
                        "Section 'a' has no a=fingerprint; media is keyed by DTLS only.",
                        small().without("a=fingerprint:sha-256 " + FINGERPRINT).text()),
                arguments(
                        "Line 10: a=fingerprint uses a hash other than sha-256, sha-384 or sha-512.",
                        small().with("sha-256", "sha-1").text()),
                arguments(
                        "Line 10: a=fingerprint needs 32 hexadecimal bytes with colons.",
                        small().with(FINGERPRINT, FINGERPRINT.substring(3)).text()),
                arguments(
                        "Line 10: a=fingerprint needs 32 hexadecimal bytes with colons.",
                        small().with(FINGERPRINT, FINGERPRINT.replace("5A", "5G"))
                                .text()),
                arguments(
                        "Line 18: a=fingerprint is one of more than 8.",
                        small().with("a=setup", ("a=fingerprint:sha-256 " + FINGERPRINT + "\n").repeat(8) + "a=setup")
                                .text()),
                arguments(
                        "Section 'a' has no ICE credentials (a=ice-ufrag and a=ice-pwd).",
                        small().without("a=ice-ufrag:peer").text()),
                arguments(
                        "Section 'a' has no ICE credentials (a=ice-ufrag and a=ice-pwd).",
                        small().without("a=ice-pwd:peerpasswordpeerpassword").text()),
                arguments(
                        "Line 8: a=ice-ufrag must have 4 to 256 letters, digits, '+' or '/'.",
                        small().with("ice-ufrag:peer", "ice-ufrag:abc").text()),
                arguments(
                        "Line 9: a=ice-pwd must have 22 to 256 letters, digits, '+' or '/'.",
                        small().with("peerpasswordpeerpassword", "peerpassword").text()),
                arguments(
                        "Line 9: a=ice-pwd must have 22 to 256 letters, digits, '+' or '/'.",
                        small().with("peerpasswordpeerpassword", "peerpassword:peerpassword")
                                .text()),
                arguments(
                        "Line 9: a=ice-ufrag stands here for the second time.",
                        small().with("a=ice-ufrag:peer", "a=ice-ufrag:peer\na=ice-ufrag:peer")
                                .text()),
                arguments(
                        "The offer is ICE-lite, and so is this server: nobody would check the connection.",
                        small().with("t=0 0", "t=0 0\na=ice-lite").text()),
                arguments(
                        "Section 'a' has no a=setup.",
                        small().without("a=setup:actpass").text()),
                arguments(
                        "Line 11: a=setup must be actpass, active or passive.",
                        small().with("setup:actpass", "setup:holdconn").text()),
                arguments(
                        "Line 16: a=crypto is refused; media is keyed by DTLS only.",
                        small().with("a=rtpmap:111", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc\na=rtpmap:111")
                                .text()),
                arguments(
                        "Line 5: a=key-mgmt is refused; media is keyed by DTLS only.",
                        small().with("t=0 0", "t=0 0\na=key-mgmt:mikey abc").text()),
                arguments("Line 5: k= lines (keys in clear) are refused.", HEAD + "k=clear:secret"),
                arguments(
                        "Line 6: the protocol RTP/AVP is not spoken; use UDP/TLS/RTP/SAVPF.",
                        small().with("m=audio 9 UDP/TLS/RTP/SAVPF", "m=audio 9 RTP/AVP")
                                .text()),
                arguments(
                        "Line 17: the protocol RTP/SAVPF is not spoken; use UDP/TLS/RTP/SAVPF.",
                        small().with("m=video 9 UDP/TLS/RTP/SAVPF", "m=video 9 RTP/SAVPF")
                                .text()));
    }

    static Stream<Arguments> sections() {
        return Stream.of(
                arguments(
                        "Line 19: a=mid repeats 'a', the mid of another section.",
                        small().with("a=mid:v", "a=mid:a").text()),
                arguments(
                        "Line 12: a=mid must be a token of 1 to 16 characters.",
                        small().with("a=mid:a", "a=mid:" + "a".repeat(17)).text()),
                arguments(
                        "Line 12: a=mid must be a token of 1 to 16 characters.",
                        small().with("a=mid:a", "a=mid:").text()),
                arguments(
                        "Line 13: a=mid stands here for the second time.",
                        small().with("a=mid:a", "a=mid:a\na=mid:b").text()),
                arguments(
                        "The section at line 17 has no a=mid.",
                        small().without("a=mid:v")
                                .with("BUNDLE a v", "BUNDLE a")
                                .text()),
                arguments("The offer has no open audio or video section.", HEAD),
                arguments(
                        "The offer has no open audio or video section.",
                        HEAD + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n"),
                arguments(
                        "Line 28: a=recvonly stands beside another direction.",
                        small().and("a=recvonly").text()));
    }

    static Stream<Arguments> formats() {
        return Stream.of(
                arguments(
                        "Line 6: payload type 128 is not a number from 0 to 127.",
                        small().with("SAVPF 111", "SAVPF 111 128").text()),
                arguments(
                        "Line 6: payload type opus is not a number from 0 to 127.",
                        small().with("SAVPF 111", "SAVPF 111 opus").text()),
                arguments(
                        "Line 17: payload type 096 is not a number from 0 to 127.",
                        small().with("SAVPF 96", "SAVPF 096").text()),
                arguments(
                        "Line 16: a=rtpmap must begin with a payload type from 0 to 127.",
                        small().with("rtpmap:111", "rtpmap:200").text()),
                arguments(
                        "Line 16: a=rtpmap must begin with a payload type from 0 to 127.",
                        small().with("rtpmap:111 opus/48000/2", "rtpmap:111").text()),
                arguments(
                        "Line 28: a=rtpmap names a payload type for the second time.",
                        small().and("a=rtpmap:96 H264/90000").text()),
                arguments(
                        "Line 28: a=fmtp names a payload type for the second time.",
                        small().and("a=fmtp:97 apt=98").text()),
                arguments(
                        "Line 27: a=fmtp of RTX needs apt=, a payload type.",
                        small().with("apt=96", "apt=vp8").text()),
                arguments(
                        "Line 28: a=rtcp-fb must begin with a payload type from 0 to 127.",
                        small().and("a=rtcp-fb:nack").text()),
                arguments(
                        "Section 'v' uses payload type 111 for VP8, but it stands for OPUS too.",
                        small().with("SAVPF 96", "SAVPF 111")
                                .with("rtpmap:96", "rtpmap:111")
                                .text()),
                arguments(
                        "Section 'w' uses payload type 97 for VP9 0, but it stands for RTX of 96 too.",
                        small().with("BUNDLE a v", "BUNDLE a v w")
                                .and("m=video 9 UDP/TLS/RTP/SAVPF 97", "a=mid:w", "a=rtcp-mux", "a=rtpmap:97 VP9/90000")
                                .text()),
                arguments(
                        "Line 13: a=extmap needs an id from 1 to 255 and a URI.",
                        small().with("extmap:4 ", "extmap:0 ").text()),
                arguments(
                        "Line 13: a=extmap needs an id from 1 to 255 and a URI.",
                        small().with("extmap:4 ", "extmap:256 ").text()),
                arguments(
                        "Line 13: a=extmap needs an id from 1 to 255 and a URI.",
                        small().with("extmap:4 ", "extmap:4352 ").text()),
                arguments(
                        "Line 13: a=extmap needs an id from 1 to 255 and a URI.",
                        small().with("extmap:4 ", "extmap:four ").text()),
                arguments(
                        "Line 13: a=extmap needs an id from 1 to 255 and a URI.",
                        small().with("extmap:4 " + MID_URI, "extmap:4").text()),
                arguments(
                        "Line 13: a=extmap has an unknown direction.",
                        small().with("extmap:4 ", "extmap:4/up ").text()),
                arguments(
                        "Line 21: a=extmap gives id 4 to a second extension.",
                        small().with("extmap:10 ", "extmap:4 ").text()),
                arguments(
                        "Line 20: a=extmap contradicts an earlier one;"
                                + " an extension must have one id in all bundled sections.",
                        small().with("a=mid:v\na=extmap:4", "a=mid:v\na=extmap:5")
                                .text()),
                arguments(
                        "Line 20: a=extmap contradicts an earlier one;"
                                + " an extension must have one id in all bundled sections.",
                        small().with("a=mid:v\na=extmap:4 " + MID_URI + "\na=extmap:10", "a=mid:v\na=extmap:4")
                                .text()));
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                arguments(
                        "Line 28: a=rid needs an id of 1 to 16 letters and digits, then send or recv.",
                        small().and("a=rid:q both").text()),
                arguments(
                        "Line 28: a=rid needs an id of 1 to 16 letters and digits, then send or recv.",
                        small().and("a=rid:q;h send").text()),
                arguments(
                        "Line 29: a=rid repeats 'q'.",
                        small().and("a=rid:q send", "a=rid:q send").text()),
                arguments(
                        "Line 28: a=rid restricts to something that is no payload type.",
                        small().and("a=rid:q send pt=vp8").text()),
                arguments(
                        "Line 44: a=rid is one of more than 16.",
                        small().and(rids(17)).text()),
                arguments(
                        "Section 'v' sends more than 8 simulcast encodings.",
                        small().and(rids(9)).text()),
                arguments(
                        "Line 28: a=simulcast needs send or recv and a list of rids.",
                        small().and("a=simulcast:q;h").text()),
                arguments(
                        "Line 28: a=simulcast needs send or recv and a list of rids.",
                        small().and("a=simulcast:send q send h").text()),
                arguments(
                        "Line 28: a=simulcast names something that is no rid.",
                        small().and("a=simulcast:send q;h:f").text()),
                arguments(
                        "Line 29: a=simulcast stands here for the second time.",
                        small().and("a=simulcast:send q", "a=simulcast:send q").text()),
                arguments(
                        "Line 28: a=ssrc needs an SSRC, a number below 2^32.",
                        small().and("a=ssrc:4294967296 cname:x").text()),
                arguments(
                        "Line 28: a=ssrc-group must name two SSRCs.",
                        small().and("a=ssrc-group:FID 1").text()),
                arguments(
                        "Section 'v' declares more than 16 SSRCs.",
                        small().and(Stream.iterate(1, i -> i + 1)
                                        .limit(17)
                                        .map(i -> "a=ssrc:" + i + " cname:x")
                                        .toArray(String[]::new))
                                .text()),
                arguments(
                        "Section 'v' declares an SSRC that is declared elsewhere too.",
                        small().with("a=rtpmap:111", "a=ssrc:5 cname:x\na=rtpmap:111")
                                .and("a=ssrc:5 cname:x")
                                .text()));
    }

    private static String[] rids(int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> "a=rid:" + i + " send")
                .toArray(String[]::new);
    }

    @Test
    void namesTheCodecsThatItForwards() {
        ZvonokException audio =
                refusal(small().with("opus/48000/2", "PCMU/8000").text());
        ZvonokException video = refusal(small().with("VP8/90000", "H265/90000").text());

        assertThat(audio.code()).isEqualTo(ErrorCode.NO_COMMON_CODEC);
        assertThat(audio).hasMessage("Section 'a' offers none of the codecs that are forwarded here (opus).");
        assertThat(video.code()).isEqualTo(ErrorCode.NO_COMMON_CODEC);
        assertThat(video)
                .hasMessage("Section 'v' offers none of the codecs that are forwarded here (VP8, VP9, H264, AV1).");
    }

    @Test
    void neverQuotesCredentials() {
        assertThat(refusal(small().with("peerpasswordpeerpassword", "short-secret")
                                .text())
                        .getMessage())
                .doesNotContain("secret");
        assertThat(refusal(HEAD + "k=clear:secret").getMessage()).doesNotContain("secret");
    }

    @Test
    void quotesNoMoreThanALittleOfTheOffer() {
        String refusal = refusal(small().with("RTP/SAVPF 111", "RTP/" + "X".repeat(5000) + " 111")
                        .text())
                .getMessage();

        assertThat(refusal).hasSizeLessThan(200);
    }

    @Test
    void ignoresRidRestrictionsItDoesNotKnow() {
        assertThat(small().and("a=rid:q send max-width=1280;foo=bar", "a=extmap:5 " + RID_URI + ":other")
                        .negotiate()
                        .description()
                        .publishSections()
                        .get(1)
                        .rids())
                .containsExactly("q");
    }
}
