package io.zvonok.bench.quality;

import io.zvonok.media.quality.Figure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Words of the report in both languages, and what keeps them safe in a page. */
final class Html {
    private static final Properties RUSSIAN = russian();

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Both languages; the page shows one. */
    static String both(String english, String russian) {
        return "<span class=\"en\">" + english + "</span><span class=\"ru\" lang=\"ru\">" + russian + "</span>";
    }

    /** A case's story; in Russian where it is known. */
    static String about(String caseName, String english) {
        return both(escape(english), escape(RUSSIAN.getProperty("case." + caseName, english)));
    }

    static String name(Figure figure) {
        return both(
                escape(RUSSIAN.getProperty("name." + figure.id(), figure.id())),
                escape(RUSSIAN.getProperty("figure." + figure.id(), figure.id())));
    }

    static String meaning(Figure figure) {
        return both(escape(figure.meaning()), escape(RUSSIAN.getProperty("meaning." + figure.id(), figure.meaning())));
    }

    static String resource(String name) {
        try (InputStream stream = Html.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("missing in the jar: " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Properties russian() {
        Properties words = new Properties();
        try (InputStream stream = Html.class.getResourceAsStream("report-words.properties")) {
            if (stream != null) {
                words.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return words;
    }
}
