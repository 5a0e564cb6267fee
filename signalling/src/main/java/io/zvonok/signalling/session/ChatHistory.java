package io.zvonok.signalling.session;

import io.zvonok.signalling.message.ServerMessage.ChatMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last messages that some may read, for those who come later. In memory only.
 *
 * <p>Thread: the lesson's strand.
 */
final class ChatHistory {
    static final int MAX_MESSAGES = 100;

    private final Deque<ChatMessage> messages = new ArrayDeque<>();

    void add(ChatMessage message) {
        messages.addLast(message);
        if (messages.size() > MAX_MESSAGES) {
            messages.removeFirst();
        }
    }

    /** Returns true if it was there. */
    boolean remove(String messageId) {
        return messages.removeIf(message -> message.messageId().equals(messageId));
    }

    List<ChatMessage> last() {
        return List.copyOf(messages);
    }
}
