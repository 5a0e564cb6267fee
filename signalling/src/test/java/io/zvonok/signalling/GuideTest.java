package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.SlotReason;
import io.zvonok.signalling.message.WireNames;
import io.zvonok.signalling.token.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of the guide have all there is to tell of. */
class GuideTest {
    /** First cell of each row of the table under this heading, and the last one. */
    private static Map<String, String> table(String firstColumn) throws IOException {
        String guide = Files.readString(Path.of("README.md"));
        int start = guide.indexOf("| " + firstColumn + " |");
        String table = guide.substring(
                start, guide.indexOf("\n\n", start) < 0 ? guide.length() : guide.indexOf("\n\n", start));
        Map<String, String> rows = new LinkedHashMap<>();
        Matcher row = Pattern.compile("^\\| (`.*?`) \\| .*\\| ?(.*?) ?\\|$", Pattern.MULTILINE)
                .matcher(table);
        while (row.find()) {
            for (String cell : row.group(1).split(", ")) {
                assertThat(rows.put(cell.replace("`", ""), row.group(2)))
                        .as(cell)
                        .isNull();
            }
        }
        return rows;
    }

    @Test
    void tellsOfEachReasonAndWhatToDo() throws IOException {
        Map<String, String> told = table("reason");
        List<String> reasons =
                Arrays.stream(SlotReason.values()).map(WireNames::of).toList();
        assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(reasons);
        assertThat(told.values()).noneMatch(String::isBlank);
    }

    @Test
    void tellsOfEachCodeAndWhetherToTryAgain() throws IOException {
        Map<String, String> expected = Arrays.stream(ErrorCode.values())
                .collect(Collectors.toMap(ErrorCode::wireName, code -> code.retryable() ? "yes" : "no"));
        assertThat(table("code")).isEqualTo(expected);
    }

    @Test
    void tellsOfEachRoleThatJoins() throws IOException {
        List<String> roles = Arrays.stream(Role.values())
                .filter(Role::mayJoinLessons)
                .map(Role::wireName)
                .toList();
        assertThat(table("role").keySet()).containsExactlyInAnyOrderElementsOf(roles);
    }

    @Test
    void tellsWhichRolesModerateByThemselves() throws IOException {
        table("role")
                .forEach((role, moderates) -> assertThat(moderates.equals("yes"))
                        .as(role)
                        .isEqualTo(Role.ofWireName(role).defaultGrants().moderate()));
    }
}
