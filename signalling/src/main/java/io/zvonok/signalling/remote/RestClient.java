package io.zvonok.signalling.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.WireJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests and replies of one server: bearer tokens, idempotency keys, and problems turned back into
 * {@link ZvonokException}.
 *
 * <p>Spec: RFC 9457, RFC 6750.
 * <p>Thread: any.
 */
final class RestClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String base;
    private final HttpClient http;
    private final Supplier<String> token;

    RestClient(URI server, HttpClient http, Supplier<String> token) {
        this.base = server.toString().replaceAll("/+$", "") + "/api/v1";
        this.http = http;
        this.token = token;
    }

    <T> CompletionStage<T> get(String path, Class<T> type) {
        return send("GET", path, null, text -> WireJson.read(text, type));
    }

    <T> CompletionStage<T> get(String path, TypeReference<T> type) {
        return send("GET", path, null, text -> WireJson.read(text, type));
    }

    <T> CompletionStage<T> change(String method, String path, Object body, Class<T> type) {
        return send(method, path, WireJson.write(body), text -> WireJson.read(text, type));
    }

    <T> CompletionStage<T> change(String method, String path, Object body, TypeReference<T> type) {
        return send(method, path, WireJson.write(body), text -> WireJson.read(text, type));
    }

    CompletionStage<Void> change(String method, String path, Object body) {
        return send(method, path, WireJson.write(body), text -> "").thenAccept(done -> {});
    }

    <T> CompletionStage<T> act(String method, String path, Class<T> type) {
        return send(method, path, null, text -> WireJson.read(text, type));
    }

    CompletionStage<Void> act(String method, String path) {
        return send(method, path, null, text -> "").thenAccept(done -> {});
    }

    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private <T> CompletionStage<T> send(String method, String path, @Nullable String body, Function<String, T> read) {
        HttpRequest request;
        try {
            request = request(method, path, body);
        } catch (IllegalArgumentException malformed) {
            return CompletableFuture.failedFuture(
                    new ZvonokException(ErrorCode.BAD_MESSAGE, "this makes no address: " + malformed.getMessage()));
        }
        return http.sendAsync(request, BodyHandlers.ofString())
                .exceptionallyCompose(lost -> http.sendAsync(request, BodyHandlers.ofString()))
                .handle((response, failure) -> {
                    if (response == null) {
                        throw unreachable(failure);
                    }
                    if (response.statusCode() / 100 != 2) {
                        throw problem(response);
                    }
                    return read.apply(response.body());
                });
    }

    private HttpRequest request(String method, String path, @Nullable String body) {
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + token.get())
                .header("accept", "application/json")
                .method(method, publisher);
        if (body != null) {
            request.header("content-type", "application/json");
        }
        if (!method.equals("GET")) {
            request.header("idempotency-key", UUID.randomUUID().toString());
        }
        return request.build();
    }

    private static ZvonokException unreachable(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof IOException
                ? new ZvonokException(ErrorCode.TIMEOUT, "the server cannot be reached", cause)
                : new ZvonokException(ErrorCode.INTERNAL, "the request could not be sent");
    }

    private static ZvonokException problem(HttpResponse<String> response) {
        String code = "";
        String detail = "the server answered " + response.statusCode();
        try {
            Map<String, Object> said = WireJson.readMap(response.body());
            code = String.valueOf(said.get("code"));
            detail = String.valueOf(said.getOrDefault("detail", detail));
        } catch (ZvonokException notOurs) {
            // whoever answered is no Zvonok: the status tells
        }
        return new ZvonokException(codeOf(code, response.statusCode()), detail);
    }

    private static ErrorCode codeOf(String name, int status) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.wireName().equals(name)) {
                return code;
            }
        }
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 409 -> ErrorCode.WRONG_STATE;
            case 413 -> ErrorCode.TOO_LARGE;
            case 429 -> ErrorCode.RATE_LIMITED;
            case 502, 503, 504 -> ErrorCode.OVERLOADED;
            default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.BAD_MESSAGE;
        };
    }
}
