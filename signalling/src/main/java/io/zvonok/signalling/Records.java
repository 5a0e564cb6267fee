package io.zvonok.signalling;

import io.zvonok.signalling.ledger.LedgerOptions;
import io.zvonok.signalling.ledger.Ledgers;
import io.zvonok.signalling.webhook.WebhookOptions;
import io.zvonok.signalling.webhook.Webhooks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A server's ledgers and the webhooks that push them.
 *
 * <p>Thread: any.
 */
record Records(Ledgers ledgers, @Nullable Webhooks webhooks) implements AutoCloseable {
    private static final Duration LAST_PUSH = Duration.ofSeconds(2);

    static Records open(LedgerOptions ledger, @Nullable WebhookOptions push) {
        if (push == null) {
            return new Records(Ledgers.open(ledger, System::currentTimeMillis, List.of()), null);
        }
        CompletableFuture<Ledgers> opened = new CompletableFuture<>();
        Webhooks webhooks = new Webhooks(
                push,
                (room, after, limit) -> opened.thenCompose(ledgers -> ledgers.events(room, after, limit)),
                InstantSource.system());
        try {
            Ledgers ledgers = Ledgers.open(ledger, System::currentTimeMillis, List.of(webhooks));
            opened.complete(ledgers);
            return new Records(ledgers, webhooks);
        } catch (RuntimeException refused) {
            webhooks.close(Duration.ZERO);
            throw refused;
        }
    }

    /** Everything is written first, then pushed. */
    @Override
    public void close() {
        ledgers.close();
        if (webhooks != null) {
            webhooks.close(LAST_PUSH);
        }
    }
}
