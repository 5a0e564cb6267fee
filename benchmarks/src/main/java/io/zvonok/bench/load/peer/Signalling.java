package io.zvonok.bench.load.peer;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * How a peer reaches a server: it offers, the server answers.
 *
 * <p>Thread: methods any; the listener is called on threads of the HTTP client.
 */
interface Signalling {
    void join(String offer, Listener listener);

    /** Asks for other sizes of pictures; nothing where the protocol has no such request. */
    void view(String mid, int width, int height);

    /** Says goodbye; done when it is said, or could not be. */
    CompletableFuture<?> leave();

    /** What a server says. After {@code onRefused} nothing follows. */
    interface Listener {
        /** The connection that carries signalling is open. */
        void onOpen();

        void onAnswer(String sdp);

        /** Which encodings of a section of ours anybody watches, by rid. */
        void onLayers(String mid, Map<String, Boolean> active);

        /** It did not work, or it ended. One line that a user understands. */
        void onRefused(String reason);
    }
}
