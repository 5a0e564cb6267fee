package io.zvonok.media.net;

import io.netty.channel.unix.Errors.NativeIoException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether datagrams may leave in trains: as long as the kernel and the device take them. A device without checksums in
 * hardware refuses them all; a path with a small MTU refuses those of one peer.
 *
 * <p>Thread: the owning media loop.
 */
final class TrainGuard {
    // errno of Linux, negative as Netty has it
    private static final int EIO = -5;
    private static final int EINVAL = -22;
    private static final int EMSGSIZE = -90;
    private static final int ENOPROTOOPT = -92;
    private static final int EOPNOTSUPP = -95;

    /** If so many peers refuse, it is not about them. */
    static final int MAX_REFUSING = 16;

    private final Set<InetSocketAddress> refusing = new HashSet<>();
    private boolean on;

    TrainGuard(boolean on) {
        this.on = on;
    }

    /** False once trains have turned out not to work here. */
    boolean isOn() {
        return on;
    }

    boolean mayTake(InetSocketAddress remote) {
        return on && (refusing.isEmpty() || !refusing.contains(remote));
    }

    /** True if a train failed because it is one: its datagrams may leave one by one. */
    static boolean isRefusal(Throwable cause) {
        return switch (errno(cause)) {
            case EIO, EINVAL, EMSGSIZE, ENOPROTOOPT, EOPNOTSUPP -> true;
            default -> false;
        };
    }

    /**
     * A train was refused.
     *
     * @return true if that was the last one: the next ones will not be tried
     */
    boolean onRefused(InetSocketAddress remote, Throwable cause) {
        boolean before = on;
        int errno = errno(cause);
        if (errno == EINVAL || errno == EMSGSIZE) {
            refusing.add(remote);
            on = on && refusing.size() < MAX_REFUSING;
        } else {
            on = false;
        }
        return before && !on;
    }

    private static int errno(Throwable cause) {
        return cause instanceof NativeIoException refused ? refused.expectedErr() : 0;
    }
}
