package io.zvonok.signalling.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.signalling.http.Problem;
import io.zvonok.signalling.testing.RestServer;
import io.zvonok.signalling.testing.RestServer.Reply;
import io.zvonok.signalling.token.Claims;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.token.TokenVerifier;
import io.zvonok.signalling.websocket.HttpCall;
import io.zvonok.signalling.websocket.HttpReply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdempotencyKeysTest {
    private long now;
    private final IdempotencyKeys keys = new IdempotencyKeys(() -> now);
    private final AtomicInteger done = new AtomicInteger();

    private static Claims claims(String identity, String room) {
        return TokenVerifier.hs256(Map.of("school", RestServer.SECRET))
                .verify(RestServer.of(identity, Role.SERVER, room), Instant.now());
    }

    private static HttpCall call(String key, String body) {
        return new HttpCall(
                "POST", "/rooms", "", Map.of("idempotency-key", key), body.getBytes(StandardCharsets.UTF_8));
    }

    private Supplier<CompletionStage<HttpReply>> work(int status) {
        return () ->
                CompletableFuture.completedFuture(HttpReply.json(status, "{\"n\":" + done.incrementAndGet() + "}"));
    }

    private HttpReply ask(String identity, String key, String body, int status) {
        return keys.once(claims(identity, "r"), call(key, body), work(status))
                .toCompletableFuture()
                .join();
    }

    private static String text(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Test
    void doesTheSameRequestOnce() {
        HttpReply first = ask("b", "k", "{}", 201);
        HttpReply second = ask("b", "k", "{}", 201);
        assertThat(text(second)).isEqualTo(text(first)).isEqualTo("{\"n\":1}");
        assertThat(second.status()).isEqualTo(201);
        assertThat(first.headers()).isEmpty();
        assertThat(second.headers()).containsExactly(Map.entry("idempotency-replayed", "true"));
    }

    @Test
    void keepsKeysOfOthersApart() {
        ask("b", "k", "{}", 200);
        assertThat(text(ask("c", "k", "{}", 200))).isEqualTo("{\"n\":2}");
        assertThat(text(ask("b", "l", "{}", 200))).isEqualTo("{\"n\":3}");
        HttpReply otherRoom = keys.once(claims("b", "s"), call("k", "{}"), work(200))
                .toCompletableFuture()
                .join();
        assertThat(text(otherRoom)).isEqualTo("{\"n\":4}");
    }

    @Test
    void refusesAnotherRequestUnderTheSameKey() {
        ask("b", "k", "{}", 200);
        assertThatThrownBy(() -> ask("b", "k", "{ }", 200))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.reply().status()).isEqualTo(422));
        HttpCall other = new HttpCall("POST", "/rooms", "x=1", Map.of("idempotency-key", "k"), new byte[] {'{', '}'});
        assertThatThrownBy(() -> keys.once(claims("b", "r"), other, work(200))).isInstanceOf(Problem.class);
        assertThat(done).hasValue(1);
    }

    @Test
    void answersTheSecondWhileTheFirstIsStillBeingDone() {
        CompletableFuture<HttpReply> slow = new CompletableFuture<>();
        CompletableFuture<HttpReply> first =
                keys.once(claims("b", "r"), call("k", "{}"), () -> slow).toCompletableFuture();
        CompletableFuture<HttpReply> second =
                keys.once(claims("b", "r"), call("k", "{}"), work(200)).toCompletableFuture();
        assertThat(second).isNotDone();
        slow.complete(HttpReply.json(200, "{}"));
        assertThat(first.join().status()).isEqualTo(200);
        assertThat(second.join().status()).isEqualTo(200);
        assertThat(done).hasValue(0);
    }

    @Test
    void triesAgainWhatFailedForTheMoment() {
        ask("b", "k", "{}", 503);
        ask("b", "k", "{}", 429);
        assertThat(ask("b", "k", "{}", 409).status()).isEqualTo(409);
        assertThat(ask("b", "k", "{}", 200).status()).isEqualTo(409);
        CompletionStage<HttpReply> broken = keys.once(
                claims("b", "r"), call("l", "{}"), () -> CompletableFuture.failedFuture(new IllegalStateException()));
        assertThat(broken.toCompletableFuture()).isCompletedExceptionally();
        assertThat(ask("b", "l", "{}", 200).status()).isEqualTo(200);
    }

    @Test
    void forgetsAfterADay() {
        ask("b", "k", "{}", 200);
        now += IdempotencyKeys.MAX_AGE_NANOS - 1;
        assertThat(text(ask("b", "k", "{}", 200))).isEqualTo("{\"n\":1}");
        now += 1;
        assertThat(text(ask("b", "k", "{}", 200))).isEqualTo("{\"n\":2}");
    }

    @Test
    void keepsABoundedNumber() {
        Claims claims = claims("b", "r");
        for (int i = 0; i <= IdempotencyKeys.MAX_KEYS; i++) {
            keys.once(claims, call("k" + i, "{}"), work(200));
        }
        int before = done.get();
        keys.once(claims, call("k" + IdempotencyKeys.MAX_KEYS, "{}"), work(200));
        assertThat(done).hasValue(before);
        keys.once(claims, call("k0", "{}"), work(200));
        assertThat(done).hasValue(before + 1);
    }

    @Test
    void keepsABoundedNumberOfBytes() {
        Claims claims = claims("b", "r");
        Supplier<CompletionStage<HttpReply>> large = () -> CompletableFuture.completedFuture(
                HttpReply.json(200, "x".repeat(1024 * 1024) + done.incrementAndGet()));
        for (int i = 0; i < 20; i++) {
            keys.once(claims, call("k" + i, "{}"), large);
        }
        keys.once(claims, call("k19", "{}"), large);
        assertThat(done).hasValue(20);
        keys.once(claims, call("k0", "{}"), large);
        assertThat(done).hasValue(21);
    }

    @Test
    void worksOverHttp() throws Exception {
        try (RestServer server = new RestServer()) {
            String token = RestServer.backend();
            Reply first = server.ask("POST", "/rooms", "{'id':'a'}", token, "idempotency-key", "once");
            Reply again = server.ask("POST", "/rooms", "{'id':'a'}", RestServer.backend(), "idempotency-key", "once");
            assertThat(again.status()).isEqualTo(201);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header("idempotency-replayed")).isEqualTo("true");
            assertThat(again.header("location")).isEqualTo("/api/v1/rooms/a");
            Reply other = server.ask("POST", "/rooms", "{'id':'b'}", token, "idempotency-key", "once");
            assertThat(other.status()).isEqualTo(422);
            assertThat(other.code()).isEqualTo("idempotency_key_reused");
            assertThat(server.ask("POST", "/rooms", "{'id':'a'}", token).status())
                    .isEqualTo(409);
            assertThat(server.ask("POST", "/rooms", "{'id':'b'}", token, "idempotency-key", "x".repeat(129))
                            .status())
                    .isEqualTo(400);
            server.nanos.addAndGet(IdempotencyKeys.MAX_AGE_NANOS);
            assertThat(server.ask("POST", "/rooms", "{'id':'b'}", token, "idempotency-key", "once")
                            .status())
                    .isEqualTo(201);
        }
    }
}
