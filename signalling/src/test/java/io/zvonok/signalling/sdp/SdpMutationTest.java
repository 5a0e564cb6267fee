package io.zvonok.signalling.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever is done to an offer, it is answered or refused in one sentence; nothing else leaves the parser (P34). */
class SdpMutationTest {
    private static final int ROUNDS = 4000;
    private static final Set<ErrorCode> REFUSALS = Set.of(ErrorCode.BAD_SDP, ErrorCode.NO_COMMON_CODEC);
    private static final List<String> OFFERS = TestOffer.FIXTURES.stream()
            .filter(name -> !name.endsWith("lesson"))
            .map(TestOffer::fixture)
            .toList();
    private static final String[] PIECES = {
        "",
        " ",
        ":",
        "=",
        ";",
        ",",
        "/",
        "~",
        "-1",
        "0",
        "256",
        "99999999999999999999",
        "\n",
        "\r",
        "\0",
        "a=",
        "m=",
        "\u00e9",
        "\ud83d",
        "BUNDLE",
        "apt=",
        "pt=",
        "FID",
        "send",
        "recv",
        "a=mid:0",
        "a=simulcast:send ;;~,",
        "transport-cc",
        "goog-remb",
        "/recvonly",
        "a=extmap-allow-mixed",
        "a=extmap:2 " + TestOffer.SEND_TIME_URI,
        "a=extmap:12 " + TestOffer.DESCRIPTOR_URI
    };

    @Test
    void refusesOrAnswersChangedCharacters_P34() {
        for (long seed = 1; seed <= ROUNDS; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(pick(random, OFFERS));
            for (int i = random.nextInt(1, 12); i > 0; i--) {
                int at = random.nextInt(text.length());
                int end = Math.min(text.length(), at + random.nextInt(12));
                text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
            }
            survives(text.toString(), seed);
        }
    }

    @Test
    void refusesOrAnswersChangedLines_P34() {
        for (long seed = 1; seed <= ROUNDS; seed++) {
            Random random = new Random(seed);
            List<String> lines =
                    new ArrayList<>(Arrays.asList(pick(random, OFFERS).split("\r?\n")));
            List<String> others = Arrays.asList(pick(random, OFFERS).split("\r?\n"));
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                int at = random.nextInt(lines.size());
                switch (random.nextInt(5)) {
                    case 0 -> lines.remove(at);
                    case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                    case 2 -> lines.set(at, pick(random, others));
                    case 3 -> lines.add(at, pick(random, others));
                    default -> lines.set(at, spoilt(lines.get(at), random));
                }
            }
            survives(String.join("\r\n", lines), seed);
        }
    }

    @Test
    void refusesOrAnswersEveryTruncation_P34() {
        String text = TestOffer.fixture("firefox-153esr-simulcast");
        for (int length = 0; length < text.length(); length++) {
            survives(text.substring(0, length), length);
        }
    }

    /** Keeps the attribute's name and spoils its value, which blind changes seldom do. */
    private static String spoilt(String line, Random random) {
        int colon = line.indexOf(':');
        String[] fields = line.substring(colon + 1).split(" ");
        fields[random.nextInt(fields.length)] = PIECES[random.nextInt(PIECES.length)];
        return line.substring(0, colon + 1) + String.join(" ", fields);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static void survives(String offer, long seed) {
        try {
            Negotiation negotiation = new SdpNegotiator().negotiate(offer);
            SdpOffer answer = TestOffer.answer(negotiation);
            assertThat(answer.sections()).as("seed %d", seed).isNotEmpty();
        } catch (ZvonokException refusal) {
            assertThat(REFUSALS).as("seed %d", seed).contains(refusal.code());
            assertThat(refusal.getMessage()).as("seed %d", seed).endsWith(".").hasSizeLessThan(250);
        } catch (RuntimeException escaped) {
            throw new AssertionError("seed " + seed + " let out " + escaped, escaped);
        }
    }
}
