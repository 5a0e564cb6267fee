package io.zvonok.signalling.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Spring Boot application of the documents is the one that is tested. */
class ExampleInReadmeTest {
    private static final int QUICK = 30;
    private static final Path SOURCES = Path.of("src/test/java/io/zvonok/signalling/spring");

    /** Without package and imports, which a development environment writes. */
    private static String body(String file) throws IOException {
        String source = Files.readString(SOURCES.resolve(file));
        return source.substring(source.indexOf("\n\n@") + 2);
    }

    private static List<String> blocks(String document) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher block =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of(document)));
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    @Test
    void theQuickStartStandsInTheReadmeAndIsShort() throws IOException {
        String quickStart = body("LessonApplication.java");
        assertThat(blocks("../README.md")).contains(quickStart);
        assertThat(quickStart.lines().filter(line -> !line.isBlank()).count()).isLessThanOrEqualTo(QUICK);
    }

    @Test
    void whatComesNextStandsInTheGuide() throws IOException {
        assertThat(blocks("README.md")).contains(body("LessonOperations.java"));
    }
}
