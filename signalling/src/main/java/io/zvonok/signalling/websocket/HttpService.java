package io.zvonok.signalling.websocket;

import java.util.concurrent.CompletionStage;

/**
 * Answers all requests below one path, when it can.
 *
 * <p>Thread: called on the port's event loops, several at once; must not block. The stage may complete on any thread.
 */
public interface HttpService {
    CompletionStage<HttpReply> answer(HttpCall call);
}
