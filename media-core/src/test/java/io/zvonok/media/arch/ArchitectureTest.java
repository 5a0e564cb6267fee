package io.zvonok.media.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds the dependency table of the README's ARCHITECTURE section, and five rules beside it. */
@AnalyzeClasses(packages = "io.zvonok.media", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.zvonok.media.";
    private static final String EVERYTHING = "*";

    /** Who may use whom. {@code api} is the shared vocabulary. */
    private static final Map<String, String> MAY_USE = Map.ofEntries(
            Map.entry("api", ""),
            Map.entry("time", ""),
            Map.entry("stats", ""),
            Map.entry("stun", ""),
            Map.entry("rtp", ""),
            Map.entry("rtcp", "rtp time"),
            Map.entry("codec", "rtp api"),
            Map.entry("ice", "stun time stats api"),
            Map.entry("dtls", "time stats api"),
            Map.entry("srtp", "rtp stats"),
            Map.entry("bwe", "rtp rtcp time stats"),
            Map.entry("stream", "rtp rtcp time stats"),
            Map.entry("simulcast", "rtp codec time stats"),
            Map.entry("peer", "ice dtls srtp bwe rtcp api time stats"),
            Map.entry("audio", "rtp time"),
            Map.entry("relay", "api stats time"),
            Map.entry("room", "peer ice srtp stream simulcast audio relay codec bwe rtcp rtp api time stats"),
            Map.entry("net", "room relay peer ice dtls stun api time stats"),
            Map.entry("server", EVERYTHING));

    private static final com.tngtech.archunit.core.domain.JavaClasses CLASSES =
            new com.tngtech.archunit.core.importer.ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.zvonok.media");

    @TestFactory
    java.util.stream.Stream<DynamicTest> everyPackageUsesOnlyWhatTheTableAllows() {
        return MAY_USE.entrySet().stream()
                .filter(row -> !row.getValue().equals(EVERYTHING))
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey(), () -> rule(row.getKey(), row.getValue()).check(CLASSES)));
    }

    private static ArchRule rule(String from, String to) {
        String[] allowed = Arrays.stream((from + " " + to).trim().split(" "))
                .map(name -> ROOT + name)
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(ROOT + from)
                .should()
                .onlyDependOnClassesThat(new DescribedPredicate<>("are not ours or in " + to) {
                    @Override
                    public boolean test(JavaClass used) {
                        return !used.getPackageName().startsWith(ROOT)
                                || Arrays.asList(allowed).contains(used.getPackageName());
                    }
                })
                .allowEmptyShould(true);
    }

    @TestFactory
    java.util.stream.Stream<DynamicTest> everyPackageStandsInTheTable() {
        return CLASSES.stream()
                .map(JavaClass::getPackageName)
                .distinct()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    if (!MAY_USE.containsKey(name.substring(ROOT.length()))) {
                        throw new AssertionError(name + " is missing in the dependency table");
                    }
                }));
    }

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.zvonok.media.(*)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule CHANNELS_ONLY_IN_NET = noClasses()
            .that()
            .resideOutsideOfPackage("io.zvonok.media.net")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.channel..");

    @ArchTest
    static final ArchRule DTLS_LIBRARY_ONLY_IN_DTLS = noClasses()
            .that()
            .resideOutsideOfPackage("io.zvonok.media.dtls")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule NO_CLOCK_OUTSIDE_THE_EDGE = noClasses()
            .that()
            .resideOutsideOfPackages("io.zvonok.media.net", "io.zvonok.media.server", "io.zvonok.media.dtls")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule NO_THREADS_OUTSIDE_THE_EDGE = noClasses()
            .that()
            .resideOutsideOfPackages("io.zvonok.media.net", "io.zvonok.media.server", "io.zvonok.media.dtls")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executor.class);

    @ArchTest
    static final ArchRule NO_UNSEEDED_RANDOM_OUTSIDE_THE_EDGE = noClasses()
            .that()
            .resideOutsideOfPackages("io.zvonok.media.net", "io.zvonok.media.server", "io.zvonok.media.dtls")
            .should()
            .callConstructor(Random.class)
            .orShould()
            .callConstructor(java.security.SecureRandom.class)
            .orShould()
            .callMethod(java.util.concurrent.ThreadLocalRandom.class, "current");
}
