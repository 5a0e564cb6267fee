package io.zvonok.signalling.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client over a real WebSocket that speaks JSON and waits for what it expects. */
public final class TestSocket implements WebSocket.Listener {
    private static final long PATIENCE_SECONDS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> received = new ArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private @Nullable WebSocket socket;
    private long nextId = 1;

    /** Opens it, or throws what the handshake failed with. */
    public static TestSocket open(HttpClient client, URI uri) {
        TestSocket socket = new TestSocket();
        socket.socket = client.newWebSocketBuilder()
                .subprotocols("zvonok.v1")
                .buildAsync(uri, socket)
                .join();
        return socket;
    }

    public WebSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("not open");
        }
        return socket;
    }

    public void send(String text) {
        socket().sendText(text, true).join();
    }

    /** Sends a message without its id, written with single quotes; returns the reply. */
    public JsonNode ask(String type, String fields) throws Exception {
        long id = nextId++;
        send("{\"type\":\"" + type + "\",\"id\":" + id + (fields.isEmpty() ? "" : ",") + fields.replace('\'', '"')
                + "}");
        return await(message -> isReply(message) && message.path("id").asLong() == id);
    }

    /** Joins and returns the event {@code joined}. */
    public JsonNode join(String token) throws Exception {
        JsonNode reply = ask(
                "join", "'token':'" + token + "','sdp':'" + Offers.lesson(2, 2).replace("\r\n", "\\r\\n") + "'");
        if (!reply.path("ok").asBoolean()) {
            throw new AssertionError(reply.toString());
        }
        return await(message -> message.path("type").asText().equals("joined"));
    }

    private static boolean isReply(JsonNode message) {
        return message.path("type").asText().equals("reply");
    }

    /** The first message, of those that came or will come, for which this holds. */
    public synchronized JsonNode await(Predicate<JsonNode> wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        int from = 0;
        while (true) {
            for (; from < received.size(); from++) {
                if (wanted.test(received.get(from))) {
                    return received.get(from);
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new TimeoutException("not among " + received + ", closed: " + closed);
            }
            wait(left);
        }
    }

    public synchronized List<JsonNode> events() {
        return received.stream().filter(message -> !isReply(message)).toList();
    }

    /** The code it was closed with; 1006 if it was cut. */
    public int closeCode() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    /** As when the network is gone: no close frame. */
    public void cut() {
        socket().abort();
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        webSocket.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        synchronized (this) {
            partial.append(data);
            if (last) {
                try {
                    received.add(JSON.readTree(partial.toString()));
                } catch (Exception e) {
                    throw new AssertionError(partial.toString(), e);
                }
                partial.setLength(0);
                notifyAll();
            }
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        throw new AssertionError("the server never sends binary frames");
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(1006);
    }
}
