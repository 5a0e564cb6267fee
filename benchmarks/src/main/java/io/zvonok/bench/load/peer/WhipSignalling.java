package io.zvonok.bench.load.peer;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * WHIP (publishing) and WHEP (viewing): one POST with the offer, one DELETE at the end. Candidates of ours are not told:
 * a server learns them from our checks.
 *
 * <p>Spec: RFC 9725 sections 4.2 and 4.3; draft-ietf-wish-whep.
 */
final class WhipSignalling implements Signalling {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int CREATED = 201;
    private static final int OK = 200;

    private final HttpClient http;
    private final URI endpoint;
    private final @Nullable String bearer;
    private volatile @Nullable URI resource;

    /** @param bearer null for none */
    WhipSignalling(HttpClient http, URI endpoint, @Nullable String bearer) {
        this.http = http;
        this.endpoint = endpoint;
        this.bearer = bearer;
    }

    @Override
    public void join(String offer, Listener listener) {
        HttpRequest post = request(endpoint)
                .header("Content-Type", "application/sdp")
                .POST(BodyPublishers.ofString(offer))
                .build();
        http.sendAsync(post, BodyHandlers.ofString()).whenComplete((response, failed) -> {
            if (failed != null) {
                listener.onRefused(HttpTrouble.describe(endpoint, failed));
            } else {
                onResponse(response, listener);
            }
        });
    }

    private void onResponse(HttpResponse<String> response, Listener listener) {
        int status = response.statusCode();
        // 201 is what both specifications ask for; some servers answer 200
        if (status != CREATED && status != OK) {
            String body = response.body().strip();
            String firstLine = body.lines().findFirst().orElse("");
            String told = firstLine.length() > 100 ? firstLine.substring(0, 100) + "..." : firstLine;
            listener.onRefused(endpoint.getScheme() + "://" + endpoint.getRawAuthority() + " refuses: HTTP " + status
                    + (told.isEmpty() ? "" : ", " + told));
            return;
        }
        resource = response.headers()
                .firstValue("Location")
                .map(location -> response.uri().resolve(location))
                .orElse(null);
        listener.onOpen();
        listener.onAnswer(response.body());
    }

    @Override
    public void view(String mid, int width, int height) {
        // the protocol has no such request
    }

    @Override
    public CompletableFuture<?> leave() {
        URI made = resource;
        return made == null
                ? CompletableFuture.completedFuture(null)
                : http.sendAsync(request(made).DELETE().build(), BodyHandlers.discarding());
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        return bearer == null ? builder : builder.header("Authorization", "Bearer " + bearer);
    }
}
