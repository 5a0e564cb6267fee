package io.zvonok.signalling;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Signalling knows the media core by its API only, and channels only where sockets are. */
@AnalyzeClasses(packages = "io.zvonok.signalling", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule SEES_ONLY_THE_API = noClasses()
            .that()
            .doNotHaveSimpleName("ZvonokServer")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.zvonok.media.server..",
                    "io.zvonok.media.net..",
                    "io.zvonok.media.room..",
                    "io.zvonok.media.peer..",
                    "io.zvonok.media.ice..",
                    "io.zvonok.media.dtls..",
                    "io.zvonok.media.srtp..",
                    "io.zvonok.media.stream..",
                    "io.zvonok.media.simulcast..",
                    "io.zvonok.media.codec..",
                    "io.zvonok.media.audio..",
                    "io.zvonok.media.bwe..",
                    "io.zvonok.media.rtcp..",
                    "io.zvonok.media.rtp..",
                    "io.zvonok.media.stun..");

    @ArchTest
    static final ArchRule CHANNELS_ONLY_IN_WEBSOCKET = noClasses()
            .that()
            .resideOutsideOfPackage("io.zvonok.signalling.websocket")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.channel..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.zvonok.signalling.(*)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SDP_IS_KNOWN_ONLY_WHERE_IT_IS_NEGOTIATED = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.zvonok.signalling.sdp",
                    "io.zvonok.signalling.session",
                    "io.zvonok.signalling.whip",
                    "io.zvonok.signalling.check",
                    "io.zvonok.signalling")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.zvonok.signalling.sdp");
}
