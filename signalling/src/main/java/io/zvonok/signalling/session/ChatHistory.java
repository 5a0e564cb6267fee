package io.zvonok.signalling.session;

import io.zvonok.signalling.message.ServerMessage.ChatMessage;
import io.zvonok.signalling.token.Role;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last messages that some may read, for those who come later. In memory only.
 *
 * <p>Thread: the lesson's strand.
 */
final class ChatHistory {
    static final int MAX_MESSAGES = 100;

    private final Deque<Entry> entries = new ArrayDeque<>();

    /**
     * @param author as what the author is seen by the lesson's policy
     * @param group in which it was said; null: in the whole lesson
     * @param toAll the author spoke to all groups
     */
    record Entry(ChatMessage message, Role author, @Nullable String group, boolean toAll) {
        boolean is(String messageId) {
            return message.messageId().equals(messageId);
        }
    }

    void add(Entry entry) {
        entries.addLast(entry);
        if (entries.size() > MAX_MESSAGES) {
            entries.removeFirst();
        }
    }

    /** Returns what was there, or null. */
    @Nullable
    Entry remove(String messageId) {
        Entry found = entries.stream()
                .filter(entry -> entry.is(messageId))
                .findFirst()
                .orElse(null);
        if (found != null) {
            entries.remove(found);
        }
        return found;
    }

    List<Entry> last() {
        return List.copyOf(entries);
    }
}
