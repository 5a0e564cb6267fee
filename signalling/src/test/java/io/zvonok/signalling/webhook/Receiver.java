package io.zvonok.signalling.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zvonok.signalling.ledger.LedgerEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend on loopback that checks signatures, keeps what it has taken, and misbehaves as it is told. */
final class Receiver implements AutoCloseable {
    static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final WebhookVerifier verifier = new WebhookVerifier(SECRET);
    private final Map<String, List<LedgerEvent>> taken = new LinkedHashMap<>();
    private final List<WebhookBatch> batches = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Behaviour behaviour = (batch, exchange) -> 204;

    /** What it answers. */
    interface Behaviour {
        /** @return the status; 0 if it has answered itself or never will; taken if 2xx */
        int answer(WebhookBatch batch, HttpExchange exchange) throws IOException;
    }

    Receiver() throws IOException {
        this(0);
    }

    Receiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        server.setExecutor(threads);
        server.createContext("/hook", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status;
        try {
            WebhookBatch batch = verifier.read(exchange.getRequestHeaders()::getFirst, body);
            status = behaviour.answer(batch, exchange);
            if (status >= 200 && status < 300) {
                take(batch);
            }
        } catch (SecurityException forged) {
            status = 401;
        }
        if (status != 0) {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        }
    }

    private synchronized void take(WebhookBatch batch) {
        batches.add(batch);
        taken.computeIfAbsent(batch.room(), room -> new ArrayList<>()).addAll(batch.events());
    }

    void behave(Behaviour next) {
        behaviour = next;
    }

    int requests() {
        return requests.get();
    }

    synchronized List<Long> numbers(String room) {
        return taken.getOrDefault(room, List.of()).stream()
                .map(LedgerEvent::seq)
                .toList();
    }

    synchronized List<WebhookBatch> batches() {
        return List.copyOf(batches);
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port() + "/hook");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
