package io.zvonok.signalling.webhook;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Sends one signed request and says how it went. Follows no redirects, reads little of the answer, waits so long and no
 * longer.
 *
 * <p>Thread: any; answers come on threads of its own.
 */
final class WebhookClient implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 64 * 1024;
    private static final int THREADS = 2;
    private static final int NO_STATUS = 0;

    private final WebhookOptions options;
    private final List<SecretKeySpec> keys;
    private final ExecutorService threads;
    private final HttpClient http;

    /**
     * How it went.
     *
     * @param status of the answer; 0 if there was none
     * @param retryAfterSeconds what the receiver asked for; -1 if nothing
     */
    record Result(int status, String failure, long retryAfterSeconds) {
        boolean isTaken() {
            return status >= 200 && status < 300;
        }

        boolean isTooLarge() {
            return status == 413;
        }

        /** True if another room's webhook would fare no better. */
        boolean isReceiverDown() {
            return status == NO_STATUS || status == 429 || status >= 500;
        }
    }

    WebhookClient(WebhookOptions options) {
        this.options = options;
        this.keys = options.secrets().stream().map(WebhookSignature::key).toList();
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "zvonok-webhook-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(options.timeout())
                .executor(threads)
                .build();
    }

    /** @return never fails */
    CompletionStage<Result> send(String id, byte[] body, long nowSeconds) {
        HttpRequest request = HttpRequest.newBuilder(options.url())
                .timeout(options.timeout())
                .header("content-type", "application/json")
                .header("user-agent", "zvonok-webhook/1")
                .header(WebhookSignature.ID, id)
                .header(WebhookSignature.TIMESTAMP, Long.toString(nowSeconds))
                .header(WebhookSignature.SIGNATURE, WebhookSignature.of(keys, id, nowSeconds, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        // The request's own timeout ends with the answer's head; an answer that never ends must not hold a room.
        return http.sendAsync(request, head -> new LittleOfIt(options.timeout()))
                .handle((answer, failure) -> failure == null ? result(answer) : failed(failure));
    }

    private static Result result(HttpResponse<Long> answer) {
        OptionalLong wait = answer.headers().firstValue("retry-after").stream()
                .filter(text -> text.matches("[0-9]{1,9}"))
                .mapToLong(Long::parseLong)
                .findFirst();
        return new Result(answer.statusCode(), Integer.toString(answer.statusCode()), wait.orElse(-1));
    }

    private static Result failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String word =
                cause instanceof HttpTimeoutException || cause instanceof java.util.concurrent.CancellationException
                        ? "timeout"
                        : cause instanceof ConnectException ? "unreachable" : "broken connection";
        return new Result(NO_STATUS, word, -1);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Reads the answer's body and forgets it, so that the connection can be used again; a long one is not worth it. */
    private static final class LittleOfIt implements HttpResponse.BodySubscriber<Long> {
        private final CompletableFuture<Long> done = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;
        private long read;

        LittleOfIt(Duration most) {
            done.completeOnTimeout(0L, most.toMillis(), TimeUnit.MILLISECONDS).whenComplete((end, none) -> cancel());
        }

        private synchronized void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public CompletionStage<Long> getBody() {
            return done;
        }

        @Override
        public void onSubscribe(Flow.Subscription next) {
            synchronized (this) {
                subscription = next;
            }
            next.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            read += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (read > MAX_ANSWER_BYTES) {
                done.complete(read);
            }
        }

        @Override
        public void onError(Throwable failure) {
            done.complete(read); // the status is known already
        }

        @Override
        public void onComplete() {
            done.complete(read);
        }
    }
}
