package io.zvonok.signalling.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.signalling.session.SessionConfig;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PagesTest {
    private PortFixture server = new PortFixture();

    @AfterEach
    void close() {
        server.close();
    }

    private void restartImpatient() {
        server.close();
        server = new PortFixture(
                new HttpLimits(200, 1_000, 15_000, 40_000, 200, 100, 256 * 1024), SessionConfig.DEFAULT, null);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return server.http.send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "/,text/html; charset=utf-8",
        "/lesson,text/html; charset=utf-8",
        "/lesson?room=R,text/html; charset=utf-8",
        "/watch?room=R,text/html; charset=utf-8",
        "/broadcast?room=R,text/html; charset=utf-8",
        "/admin,text/html; charset=utf-8",
        "/assets/uplot/uPlot.iife.min.js,text/javascript; charset=utf-8",
        "/assets/uplot/LICENSE.txt,text/plain; charset=utf-8",
        "/check?room=R,text/html; charset=utf-8",
        "/client/zvonok.js,text/javascript; charset=utf-8",
        "/client/zvonok.d.ts,text/plain; charset=utf-8",
        "/asyncapi.yaml,application/yaml",
        "/assets/bell.svg,image/svg+xml",
        "/assets/base.css,text/css; charset=utf-8",
        "/healthz,text/plain; charset=utf-8",
    })
    void servesPagesWithTheirTypes(String path, String type) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains(type);
        assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(response.headers().firstValue("referrer-policy")).contains("no-referrer");
        assertThat(response.body()).isNotEmpty();
    }

    @Test
    void sendsAFileOnceWhileItIsUnchanged() throws Exception {
        HttpResponse<String> first = get("/client/zvonok.js");
        String tag = first.headers().firstValue("etag").orElseThrow();
        assertThat(first.headers().firstValue("cache-control")).contains("no-cache");
        HttpResponse<String> second = get("/client/zvonok.js", "if-none-match", tag);
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(get("/client/zvonok.js", "if-none-match", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void letsAPageLoadHereAndConnectHereAndToConfiguredSitesOnly() throws Exception {
        String policy =
                get("/lesson").headers().firstValue("content-security-policy").orElseThrow();
        String host = "127.0.0.1:" + server.port.port();
        assertThat(policy)
                .startsWith("default-src 'self'; ")
                .contains("connect-src 'self' ws://" + host + " wss://" + host + " wss://school.example;")
                .contains("object-src 'none'", "frame-ancestors 'self' https://school.example")
                .doesNotContain("unsafe", "*");
        String evil = server.exchange("GET /lesson HTTP/1.1\r\nHost: a; script-src *\r\nConnection: close\r\n\r\n");
        assertThat(evil.split("\r\n\r\n")[0]).doesNotContain("script-src");
    }

    @Test
    void hasNoInlineScriptsOrStylesInItsPages() throws Exception {
        for (String page : List.of("/", "/lesson", "/watch", "/broadcast", "/admin", "/check")) {
            assertThat(get(page).body())
                    .doesNotContainPattern("(?i)<script(?![^>]*src=)|<style|\\sstyle=|\\son[a-z]+=");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../web/index.html",
                "/assets/../../token/Role.class",
                "/%2e%2e/secret.yaml",
                "/assets",
                "/assets/",
                "/client/",
                "/.hidden.txt",
                "//etc/passwd.txt",
                "/assets//base.css",
                "/assets\\base.css",
                "/io/zvonok/signalling/Main.class",
                "/META-INF/MANIFEST.MF",
                "/nothing.html",
                "/index",
                "*",
                "/a/b/c/d/e/f/g.js"
            })
    void findsNothingOutsideItsFolder_P37(String path) throws Exception {
        String response = server.exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 404");
    }

    @Test
    void answersHeadWithoutABodyAndOtherMethodsWith405() throws Exception {
        String head = server.exchange("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(head).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n").containsIgnoringCase("content-length: ");
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")) {
            assertThat(server.exchange(method + " /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .as(method)
                    .startsWith("HTTP/1.1 405")
                    .containsIgnoringCase("allow: ");
        }
        assertThat(server.exchange("POST /made HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 201");
        assertThat(server.exchange("POST /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404");
    }

    @Test
    void refusesRequestsThatAreTooLargeOrUnreadable_P32() throws Exception {
        restartImpatient();
        assertThat(server.exchange("GET /healthz HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(server.exchange("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(server.exchange("GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(9_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(server.exchange("POST /made HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(server.exchange(
                        "GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"))
                .doesNotStartWith("HTTP/1.1 200");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void survivesRandomBytes() throws Exception {
        restartImpatient();
        long seed = Long.getLong("seed", 1L);
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[random.nextInt(2000)];
            random.nextBytes(bytes);
            try (var socket = server.raw()) {
                socket.getOutputStream().write(bytes);
                socket.getInputStream().readAllBytes();
            } catch (SocketException reset) {
                // as good an answer as any
            }
        }
        assertThat(get("/healthz").statusCode()).as("seed " + seed).isEqualTo(200);
    }
}
