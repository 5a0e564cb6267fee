package io.zvonok.bench.load.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Our own signalling, {@code zvonok.v1}: JSON over one WebSocket.
 *
 * <p>A lesson tells everybody of everybody; what a peer here has no use for is not even parsed. A broadcaster goes on air.
 */
final class LessonSignalling implements Signalling {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http;
    private final URI url;
    private final String token;
    private final List<SlotWish> slots;
    private final Map<String, String> sources;
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile @Nullable WebSocket socket;
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
    private long nextId = 1;

    /** @param sources by mid what our send sections carry */
    LessonSignalling(HttpClient http, URI url, String token, List<SlotWish> slots, Map<String, String> sources) {
        this.http = http;
        this.url = url;
        this.token = token;
        this.slots = slots;
        this.sources = sources;
    }

    @Override
    public void join(String offer, Listener listener) {
        http.newWebSocketBuilder()
                .subprotocols("zvonok.v1")
                .connectTimeout(CONNECT_TIMEOUT)
                .buildAsync(url, new Incoming(listener))
                .whenComplete((opened, failed) -> {
                    if (failed != null) {
                        listener.onRefused(HttpTrouble.describe(url, failed));
                        return;
                    }
                    socket = opened;
                    listener.onOpen();
                    send(joinMessage(offer));
                });
    }

    private ObjectNode joinMessage(String offer) {
        ObjectNode join = request("join").put("token", token).put("sdp", offer);
        ArrayNode publish = join.putArray("publish");
        sources.forEach((mid, source) -> publish.addObject().put("mid", mid).put("source", source));
        ArrayNode wanted = join.putObject("view").putArray("slots");
        slots.forEach(slot -> slot.writeTo(wanted.addObject()));
        join.putObject("client").put("name", "loadtest");
        return join;
    }

    @Override
    public void view(String mid, int width, int height) {
        for (SlotWish slot : slots) {
            if (slot.mid().equals(mid)) {
                ObjectNode view = request("view");
                slot.sized(width, height).writeTo(view.putArray("slots").addObject());
                send(view);
            }
        }
    }

    @Override
    public synchronized CompletableFuture<?> leave() {
        left.set(true);
        WebSocket open = socket;
        if (open != null) {
            send(request("leave"));
            after(() -> open.sendClose(WebSocket.NORMAL_CLOSURE, ""));
        }
        return sending;
    }

    private synchronized ObjectNode request(String type) {
        return JSON.createObjectNode().put("type", type).put("id", nextId++);
    }

    private void send(ObjectNode message) {
        WebSocket open = socket;
        if (open != null) {
            String text = message.toString();
            after(() -> open.sendText(text, true));
        }
    }

    /** A WebSocket takes one message at a time. */
    private synchronized void after(java.util.function.Supplier<CompletableFuture<WebSocket>> next) {
        sending = sending.handle((done, failed) -> next.get())
                .thenCompose(future -> future)
                .exceptionally(broken -> null);
    }

    private final class Incoming implements WebSocket.Listener {
        private final Listener listener;
        private final StringBuilder text = new StringBuilder();
        private boolean over;

        Incoming(Listener listener) {
            this.listener = listener;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                onMessage(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            refuse("the server closed the connection: " + code + (reason.isEmpty() ? "" : " " + reason));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket from, Throwable broken) {
            refuse("the WebSocket broke: " + broken.getMessage());
        }

        private void refuse(String reason) {
            if (!over && !left.get()) {
                over = true;
                listener.onRefused(reason);
            }
        }

        private void onMessage(String message) {
            boolean interesting = message.contains("\"type\":\"joined\"")
                    || message.contains("\"type\":\"publisherLayers\"")
                    || message.contains("\"ok\":false");
            if (!interesting) {
                return;
            }
            try {
                JsonNode node = JSON.readTree(message);
                switch (node.path("type").asText()) {
                    case "joined" -> {
                        if (node.at("/you/role").asText().equals("broadcaster")) {
                            send(request("moderate").put("action", "startBroadcast"));
                        }
                        listener.onAnswer(node.path("sdp").asText());
                    }
                    case "publisherLayers" -> listener.onLayers(node.path("mid").asText(), layers(node.path("layers")));
                    case "reply" ->
                        refuse("the server refuses: "
                                + node.path("error").path("code").asText() + ", "
                                + node.path("error").path("message").asText());
                    default -> {}
                }
            } catch (JsonProcessingException malformed) {
                refuse("the server sent something that is no JSON");
            }
        }

        private static Map<String, Boolean> layers(JsonNode layers) {
            Map<String, Boolean> active = new HashMap<>();
            layers.forEach(layer ->
                    active.put(layer.path("rid").asText(), layer.path("active").asBoolean()));
            return active;
        }
    }
}
