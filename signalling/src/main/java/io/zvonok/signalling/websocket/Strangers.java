package io.zvonok.signalling.websocket;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections that have not proved themselves by a token, oldest first, in bounded number. When one too many comes
 * the oldest goes: a flood displaces itself, and whoever sends a good join at once gets through, though a whole school
 * shares one address with the flood (P33).
 *
 * <p>Thread: any.
 */
final class Strangers {
    private final int max;
    private final Set<Channel> channels = new LinkedHashSet<>();

    Strangers(int max) {
        this.max = max;
    }

    void add(Channel channel) {
        Channel oldest = addAndTakeOldest(channel);
        if (oldest != null) {
            oldest.close();
        }
    }

    private synchronized @Nullable Channel addAndTakeOldest(Channel channel) {
        channels.add(channel);
        if (channels.size() <= max) {
            return null;
        }
        Iterator<Channel> iterator = channels.iterator();
        Channel oldest = iterator.next();
        iterator.remove();
        return oldest;
    }

    /** It is known now, or gone. */
    synchronized void remove(Channel channel) {
        channels.remove(channel);
    }

    synchronized int size() {
        return channels.size();
    }
}
