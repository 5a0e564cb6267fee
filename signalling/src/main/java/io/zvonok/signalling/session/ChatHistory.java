package io.zvonok.signalling.session;

import io.zvonok.signalling.message.ServerMessage.ChatMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last messages of a lesson's chat, for those who come later. In memory only.
 *
 * <p>Thread: the lesson's strand.
 */
final class ChatHistory {
    static final int MAX_MESSAGES = 50;

    private final Deque<ChatMessage> messages = new ArrayDeque<>();

    void add(ChatMessage message) {
        messages.addLast(message);
        if (messages.size() > MAX_MESSAGES) {
            messages.removeFirst();
        }
    }

    List<ChatMessage> last() {
        return List.copyOf(messages);
    }
}
