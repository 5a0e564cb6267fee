package io.zvonok.signalling.sdp;

import static io.zvonok.signalling.sdp.TestOffer.FINGERPRINT;
import static io.zvonok.signalling.sdp.TestOffer.fixture;
import static io.zvonok.signalling.sdp.TestOffer.small;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.PublishSection.DeclaredSsrc;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.api.SlotSection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpNegotiatorTest {
    private static PeerDescription describe(String offer) {
        return new SdpNegotiator().negotiate(offer).description();
    }

    @Test
    void readsSimulcastOfChromium() {
        PeerDescription description = describe(fixture("chromium-156-simulcast"));

        assertThat(description.transport().ice()).isEqualTo(new IceParameters("gWXx", "MIZmxeGtLkvZTS8QUcyQBqbd"));
        assertThat(description.transport().localRole()).isEqualTo(DtlsRole.SERVER);
        assertThat(description.transport().fingerprints())
                .singleElement()
                .satisfies(fingerprint -> assertThat(fingerprint.value()).startsWith("73:45:BD:0F"));
        assertThat(description.extensions())
                .containsOnly(
                        Map.entry(HeaderExtension.AUDIO_LEVEL, 1),
                        Map.entry(HeaderExtension.TRANSPORT_CC, 3),
                        Map.entry(HeaderExtension.MID, 4),
                        Map.entry(HeaderExtension.RID, 10),
                        Map.entry(HeaderExtension.REPAIRED_RID, 11),
                        Map.entry(HeaderExtension.DEPENDENCY_DESCRIPTOR, 12));
        assertThat(description.slotSections()).isEmpty();
        PublishSection audio = description.publishSections().get(0);
        assertThat(audio.codecs())
                .containsExactly(
                        new CodecParameters(Codec.OPUS, 111, -1, ""), new CodecParameters(Codec.RED, 63, -1, ""));
        assertThat(audio.ssrcs()).containsExactly(new DeclaredSsrc(1778785068, 0));
        PublishSection video = description.publishSections().get(1);
        assertThat(video.mid()).isEqualTo("1");
        assertThat(video.kind()).isEqualTo(MediaKind.VIDEO);
        assertThat(video.rids()).containsExactly("q", "h", "f");
        assertThat(video.ssrcs()).isEmpty();
    }

    @Test
    void keepsTheCodecsOfChromiumInItsOrder() {
        PublishSection video =
                describe(fixture("chromium-156-simulcast")).publishSections().get(1);

        assertThat(video.codecs())
                .containsExactly(
                        new CodecParameters(Codec.VP8, 96, 97, ""),
                        new CodecParameters(Codec.H264, 102, 103, "42001f;1"),
                        new CodecParameters(Codec.H264, 104, 107, "42001f;0"),
                        new CodecParameters(Codec.H264, 108, 109, "42e01f;1"),
                        new CodecParameters(Codec.H264, 114, 115, "42e01f;0"),
                        new CodecParameters(Codec.H264, 116, 117, "4d001f;1"),
                        new CodecParameters(Codec.H264, 39, 40, "4d001f;0"),
                        new CodecParameters(Codec.AV1, 45, 46, ""),
                        new CodecParameters(Codec.VP9, 98, 99, "0"),
                        new CodecParameters(Codec.VP9, 100, 101, "2"));
    }

    @Test
    void readsScalableVp9OfChromiumAsOneEncoding() {
        PeerDescription description = describe(fixture("chromium-156-vp9-l3t3key"));
        PublishSection video = description.publishSections().get(1);

        assertThat(description.extensions()).containsEntry(HeaderExtension.DEPENDENCY_DESCRIPTOR, 12);
        assertThat(video.rids()).isEmpty();
        assertThat(video.ssrcs()).containsExactly(new DeclaredSsrc(2108469465, 1269223310));
        assertThat(video.codecs())
                .containsExactly(
                        new CodecParameters(Codec.VP9, 98, 99, "0"), new CodecParameters(Codec.VP9, 100, 101, "2"));
    }

    @ParameterizedTest
    @CsvSource({"98, VP9, 0", "100, VP9, 2", "102, H264, 42001f;1", "45, AV1, ''"})
    void takesSimulcastOfEveryCodecAlike(int payloadType, Codec codec, String profile) {
        String offer = fixture("chromium-156-simulcast");
        PublishSection video = describe(
                        offer.replaceFirst("(m=video \\d+ UDP/TLS/RTP/SAVPF)[^\r\n]*", "$1 " + payloadType))
                .publishSections()
                .get(1);

        assertThat(video.codecs()).containsExactly(new CodecParameters(codec, payloadType, -1, profile));
        assertThat(video.rids()).containsExactly("q", "h", "f");
    }

    @Test
    void readsSimulcastOfFirefoxWithItsDeclaredStreamsInTheOrderOfTheRids() {
        PeerDescription description = describe(fixture("firefox-153esr-simulcast"));
        PublishSection video = description.publishSections().get(1);

        assertThat(description.transport().fingerprints())
                .singleElement()
                .satisfies(fingerprint -> assertThat(fingerprint.value()).startsWith("09:67:92:62"));
        assertThat(video.rids()).containsExactly("q", "h", "f");
        assertThat(video.ssrcs())
                .containsExactly(
                        new DeclaredSsrc((int) 3971835413L, (int) 2588435503L),
                        new DeclaredSsrc((int) 2900873997L, (int) 2612211531L),
                        new DeclaredSsrc((int) 3994036871L, (int) 2848009369L));
        assertThat(description.extensions())
                .containsEntry(HeaderExtension.RID, 9)
                .containsEntry(HeaderExtension.REPAIRED_RID, 10)
                .containsEntry(HeaderExtension.MID, 3);
    }

    @Test
    void readsGStreamerWithoutMidExtensionByItsSsrcs() {
        PeerDescription description = describe(fixture("gstreamer-1.22-webrtcbin"));

        assertThat(description.extensions()).containsOnly(Map.entry(HeaderExtension.TRANSPORT_CC, 3));
        PublishSection video = description.publishSections().get(0);
        assertThat(video.mid()).isEqualTo("video0");
        assertThat(video.ssrcs()).containsExactly(new DeclaredSsrc(661906887, (int) 3717039652L));
        PublishSection audio = description.publishSections().get(1);
        assertThat(audio.mid()).isEqualTo("audio1");
        assertThat(audio.codecs()).containsExactly(new CodecParameters(Codec.OPUS, 111, -1, ""));
        assertThat(audio.ssrcs()).containsExactly(new DeclaredSsrc(761354778, 0));
    }

    @Test
    void leavesOutTheDataChannelOfWebrtcJava() {
        Negotiation negotiation = new SdpNegotiator().negotiate(fixture("webrtc-java-0.14.0"));

        assertThat(negotiation.description().publishSections()).hasSize(2);
        SdpSection channel = TestOffer.answer(negotiation).sections().get(2);
        assertThat(channel.media()).isEqualTo("application");
        assertThat(channel.port()).isZero();
    }

    @Test
    void learnsFromEverySlotOfALessonWhatReachesIt() {
        for (String client : List.of("chromium-156-lesson", "firefox-153esr-lesson")) {
            assertThat(describe(fixture(client)).slotSections())
                    .hasSize(13)
                    .allSatisfy(slot -> assertThat(slot.extensions())
                            .contains(HeaderExtension.TRANSPORT_CC)
                            .doesNotContain(HeaderExtension.ABS_SEND_TIME));
        }
    }

    @Test
    void describesLayersToChromiumAndTakesTheirDescriptionFromFirefoxToo() {
        PeerDescription chromium = describe(fixture("chromium-156-lesson"));
        PeerDescription firefox = describe(fixture("firefox-153esr-lesson"));

        assertThat(chromium.extensions()).containsEntry(HeaderExtension.DEPENDENCY_DESCRIPTOR, 12);
        assertThat(firefox.extensions()).containsEntry(HeaderExtension.DEPENDENCY_DESCRIPTOR, 8);
        assertThat(chromium.slotSections())
                .filteredOn(slot -> slot.kind() == MediaKind.VIDEO)
                .allMatch(slot -> slot.extensions().contains(HeaderExtension.DEPENDENCY_DESCRIPTOR));
        assertThat(firefox.slotSections())
                .noneMatch(slot -> slot.extensions().contains(HeaderExtension.DEPENDENCY_DESCRIPTOR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chromium-156-lesson", "firefox-153esr-lesson"})
    void readsTheFirstOfferOfALesson(String fixture) {
        PeerDescription description = describe(fixture(fixture));

        assertThat(description.publishSections())
                .extracting(PublishSection::kind)
                .containsExactly(MediaKind.AUDIO, MediaKind.VIDEO, MediaKind.VIDEO, MediaKind.AUDIO);
        assertThat(description.publishSections().get(1).rids()).containsExactly("q", "h", "f");
        assertThat(description.publishSections().get(2).rids()).containsExactly("q", "f");
        assertThat(description.slotSections()).hasSize(13);
        assertThat(description.slotSections().subList(0, 9))
                .allSatisfy(slot -> assertThat(slot.kind()).isEqualTo(MediaKind.VIDEO));
        assertThat(description.slotSections().get(12))
                .isEqualTo(new SlotSection(
                        "16",
                        MediaKind.AUDIO,
                        description.publishSections().get(0).codecs(),
                        Set.of(HeaderExtension.MID, HeaderExtension.AUDIO_LEVEL, HeaderExtension.TRANSPORT_CC)));
    }

    @Test
    void negotiates25SlotsUntrimmed() {
        String plain = fixture("chromium-156-plain");
        String video = plain.substring(plain.indexOf("m=video"))
                .replaceAll("a=ssrc.*\n", "")
                .replace("a=sendonly", "a=recvonly");
        StringBuilder mids = new StringBuilder("a=group:BUNDLE a v");
        TestOffer offer = small();
        for (int i = 0; i < 25; i++) {
            mids.append(" s").append(i);
            offer.and(video.replace("a=mid:1", "a=mid:s" + i).strip());
        }
        Negotiation negotiation =
                offer.with("a=group:BUNDLE a v", mids.toString()).negotiate();

        assertThat(negotiation.description().slotSections()).hasSize(25);
        assertThat(TestOffer.answer(negotiation).sections()).hasSize(27);
    }

    @Test
    void readsTheSameFromCrlfAndLf() {
        String lf = fixture("chromium-156-lesson");

        assertThat(describe(lf.replace("\n", "\r\n"))).isEqualTo(describe(lf));
    }

    @Test
    void doesWithoutALineEndAtTheEnd() {
        assertThat(describe(small().text().stripTrailing())).isEqualTo(describe(small().text()));
    }

    @Test
    void readsTransportAttributesOfTheSessionPart() {
        String lines = "a=ice-ufrag:peer\na=ice-pwd:peerpasswordpeerpassword\na=fingerprint:sha-256 " + FINGERPRINT
                + "\na=setup:actpass\n";
        String moved =
                small().with(lines, "").with("t=0 0\n", "t=0 0\n" + lines).text();

        assertThat(describe(moved)).isEqualTo(describe(small().text()));
    }

    @Test
    void prefersTransportAttributesOfTheSectionToThoseOfTheSession() {
        RemoteTransport transport = small().with(
                        "t=0 0",
                        "t=0 0\na=ice-ufrag:other\na=ice-pwd:otherotherotherotherother\na=setup:passive\n"
                                + "a=fingerprint:sha-256 " + FINGERPRINT.replace("5A", "00"))
                .negotiate()
                .description()
                .transport();

        assertThat(transport)
                .isEqualTo(new RemoteTransport(
                        new IceParameters("peer", "peerpasswordpeerpassword"),
                        List.of(new Fingerprint("sha-256", FINGERPRINT)),
                        DtlsRole.SERVER));
    }

    @Test
    void takesTheTransportFromTheFirstSectionOfTheGroup() {
        RemoteTransport transport = small().and("a=ice-ufrag:video", "a=ice-pwd:videovideovideovideovideo")
                .negotiate()
                .description()
                .transport();

        assertThat(transport.ice().ufrag()).isEqualTo("peer");
    }

    @Test
    void takesTheTransportFromARejectedFirstSectionWhenOnlyThatHasIt() {
        String transport = "a=ice-ufrag:peer\na=ice-pwd:peerpasswordpeerpassword\na=fingerprint:sha-256 " + FINGERPRINT
                + "\na=setup:actpass\n";
        Negotiation negotiation = small().with(transport, "")
                .with("BUNDLE a v", "BUNDLE d a v")
                .and("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:d", transport.strip())
                .negotiate();

        assertThat(negotiation.description().transport().ice().ufrag()).isEqualTo("peer");
        assertThat(TestOffer.answer(negotiation).attributes().all("group"))
                .singleElement()
                .satisfies(group -> assertThat(group.value()).isEqualTo("BUNDLE a v"));
    }

    @ParameterizedTest
    @CsvSource({"actpass, SERVER", "active, SERVER", "passive, CLIENT"})
    void takesTheDtlsRoleThatTheSetupLeaves(String setup, DtlsRole role) {
        assertThat(small().with("setup:actpass", "setup:" + setup)
                        .negotiate()
                        .description()
                        .transport()
                        .localRole())
                .isEqualTo(role);
    }

    @Test
    void keepsEveryFingerprintOfAKnownHash() {
        assertThat(small().with(
                                "a=setup",
                                "a=fingerprint:sha-1 00:11\na=fingerprint:SHA-256 " + FINGERPRINT.replace("5A", "ab")
                                        + "\na=setup")
                        .negotiate()
                        .description()
                        .transport()
                        .fingerprints())
                .containsExactly(
                        new Fingerprint("sha-256", FINGERPRINT),
                        new Fingerprint("sha-256", FINGERPRINT.replace("5A", "AB")));
    }

    @Test
    void describesASectionOfBothDirectionsTwiceUnderOneMid() {
        PeerDescription description =
                small().with("a=sendonly", "a=sendrecv").negotiate().description();

        assertThat(description.publishSections())
                .extracting(PublishSection::mid)
                .containsExactly("a", "v");
        assertThat(description.slotSections()).extracting(SlotSection::mid).containsExactly("a", "v");
    }

    @Test
    void takesBothDirectionsWhenNoneIsSaid() {
        assertThat(small().with("a=sendonly\n", "").negotiate().description().slotSections())
                .hasSize(2);
    }

    @Test
    void takesTheDirectionOfTheSessionWhenASectionSaysNone() {
        PeerDescription description = small().with("a=sendonly\n", "")
                .with("t=0 0", "t=0 0\na=recvonly")
                .negotiate()
                .description();

        assertThat(description.publishSections()).isEmpty();
        assertThat(description.slotSections()).hasSize(2);
    }

    @Test
    void describesNothingOfInactiveAndClosedSections() {
        PeerDescription description = small().with("a=mid:v", "a=mid:v\na=inactive")
                .with("rtp-stream-id\na=sendonly", "rtp-stream-id")
                .and("m=video 0 UDP/TLS/RTP/SAVPF 96", "a=mid:closed")
                .negotiate()
                .description();

        assertThat(description.publishSections())
                .extracting(PublishSection::mid)
                .containsExactly("a");
        assertThat(description.slotSections()).isEmpty();
    }

    @Test
    void opensABundleOnlySectionOfPortZero() {
        assertThat(small().with("m=video 9", "m=video 0")
                        .and("a=bundle-only")
                        .negotiate()
                        .description()
                        .publishSections())
                .hasSize(2);
    }

    @Test
    void readsALaterOfferLikeAFirstOneWithItsNewCredentials() {
        PeerDescription first = small().negotiate().description();
        PeerDescription later = small().with("ice-ufrag:peer", "ice-ufrag:anew")
                .with("o=- 7 2", "o=- 7 3")
                .negotiate()
                .description();

        assertThat(later.transport().ice().ufrag()).isEqualTo("anew");
        assertThat(later.transport().fingerprints()).isEqualTo(first.transport().fingerprints());
        assertThat(later.publishSections()).isEqualTo(first.publishSections());
    }

    @Test
    void takesNoDeclaredSsrcsOfASectionThatOnlyReceives() {
        PeerDescription description = small().with("a=sendonly", "a=recvonly")
                .and("a=ssrc:1 cname:x")
                .negotiate()
                .description();

        assertThat(description.publishSections()).isEmpty();
        assertThat(description.slotSections()).hasSize(2);
    }

    @Test
    void leavesForwardErrorCorrectionOutOfTheDeclaredSsrcs() {
        assertThat(small().and(
                                "a=ssrc-group:FID 4294967295 2",
                                "a=ssrc-group:FEC-FR 4294967295 3",
                                "a=ssrc:4294967295 cname:x",
                                "a=ssrc:2 cname:x",
                                "a=ssrc:3 cname:x")
                        .negotiate()
                        .description()
                        .publishSections()
                        .get(1)
                        .ssrcs())
                .containsExactly(new DeclaredSsrc(-1, 2));
    }
}
