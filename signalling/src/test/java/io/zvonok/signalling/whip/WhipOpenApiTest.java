package io.zvonok.signalling.whip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Keeps the part of {@code web/api/v1/openapi.yaml} about WHIP and WHEP true. */
class WhipOpenApiTest {
    /** Statuses that have tests of their own: limits, restarts, nothing on air, drain. */
    private static final List<String> TESTED_ELSEWHERE = List.of(
            "POST endpoint 413",
            "POST endpoint 429",
            "POST endpoint 503",
            "GET session 200",
            "GET session 404",
            "GET session 429",
            "PATCH session 200",
            "PATCH session 409",
            "PATCH session 413",
            "PATCH session 429",
            "DELETE session 200",
            "DELETE session 429");

    private final JsonNode document = load();

    private static JsonNode load() {
        try (InputStream in = WhipOpenApiTest.class.getResourceAsStream("/web/api/v1/openapi.yaml")) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<String> documented(String kind) {
        Set<String> operations = new TreeSet<>();
        for (String resource : List.of("endpoint", "session")) {
            String path = "/" + kind + "/{room}" + (resource.equals("session") ? "/{session}" : "");
            document.path("paths")
                    .path(path)
                    .properties()
                    .forEach(operation -> operation
                            .getValue()
                            .path("responses")
                            .fieldNames()
                            .forEachRemaining(status -> operations.add(
                                    operation.getKey().toUpperCase(Locale.ROOT) + " " + resource + " " + status)));
        }
        return operations;
    }

    /** Of the table that is tried on a server; what is answered for verbs that are not there is not in a document. */
    private static Set<String> tried(String kind) {
        Set<String> tried = new TreeSet<>(TESTED_ELSEWHERE);
        WhipVerbsTest.rows()
                .filter(row -> !row[6].equals("405") && !row[0].equals("HEAD"))
                .forEach(row -> {
                    boolean session = row[1].equals("SESSION") || row[1].contains("s-guessed");
                    if (session || row[1].startsWith("/" + kind)) {
                        tried.add(row[0] + (session ? " session " : " endpoint ") + row[6]);
                    }
                });
        return tried;
    }

    @Test
    void namesEveryStatusOfAnEncodersRequestsAndNoOther() {
        assertThat(documented("whip")).isEqualTo(tried("whip"));
    }

    @Test
    void namesEveryStatusOfAPlayersRequestsAndNoOther() {
        Set<String> tried = tried("whep");
        tried.add("POST endpoint 409");
        assertThat(documented("whep")).isEqualTo(tried);
    }

    @Test
    void refersOnlyToWhatIsThere() {
        document.findValuesAsText("$ref")
                .forEach(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }
}
