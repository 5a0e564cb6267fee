package io.zvonok.media.net;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Which addresses to bind and which to tell clients. Each is bound by itself, never the wildcard: a reply must leave from
 * the address it was sent to, or ICE refuses it.
 *
 * <p>Thread: the starting thread.
 */
public final class LocalAddresses {
    /** An address to bind, and the one to advertise for it (another one behind a one-to-one NAT). */
    public record Endpoint(InetAddress bind, InetAddress advertised) {}

    private LocalAddresses() {}

    /**
     * Works out the endpoints.
     *
     * @param bindAddress one literal address, or 0.0.0.0 (IPv4 and IPv6) for all of the machine
     * @param advertised literal addresses; empty for the machine's own
     * @param includeLoopback loopback addresses too, when all are bound
     */
    public static List<Endpoint> endpoints(String bindAddress, List<String> advertised, boolean includeLoopback) {
        InetAddress bind = literal(bindAddress);
        List<InetAddress> local = bind.isAnyLocalAddress() ? own(includeLoopback) : List.of(bind);
        List<Endpoint> endpoints = new ArrayList<>();
        if (advertised.isEmpty()) {
            local.forEach(address -> endpoints.add(new Endpoint(address, address)));
        }
        for (String text : advertised) {
            InetAddress address = literal(text);
            if (local.contains(address)) {
                endpoints.add(new Endpoint(address, address));
                continue;
            }
            InetAddress behindNat = local.stream()
                    .filter(own -> sameFamily(own, address) && (!own.isLoopbackAddress() || local.size() == 1))
                    .findFirst()
                    .orElseThrow(() -> new ZvonokException(
                            ErrorCode.BAD_MESSAGE,
                            "advertised address " + text + ": this machine has no address of that kind to bind"));
            endpoints.add(new Endpoint(behindNat, address));
        }
        endpoints.sort(Comparator.comparing(endpoint -> preference(endpoint.advertised())));
        return endpoints;
    }

    /** IPv4 first: FFmpeg takes the first candidate. Loopback last. */
    private static int preference(InetAddress address) {
        return (address instanceof Inet4Address ? 0 : 1) + (address.isLoopbackAddress() ? 2 : 0);
    }

    private static boolean sameFamily(InetAddress a, InetAddress b) {
        return a.getClass() == b.getClass();
    }

    private static List<InetAddress> own(boolean includeLoopback) {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (network.isUp()) {
                    for (InetAddress address : Collections.list(network.getInetAddresses())) {
                        if (isUsable(address, includeLoopback)) {
                            addresses.add(withoutScope(address));
                        }
                    }
                }
            }
        } catch (SocketException failure) {
            throw new ZvonokException(ErrorCode.INTERNAL, "the machine's addresses cannot be listed", failure);
        }
        if (addresses.isEmpty()) {
            throw new ZvonokException(ErrorCode.INTERNAL, "the machine has no address to bind");
        }
        return addresses;
    }

    private static boolean isUsable(InetAddress address, boolean includeLoopback) {
        return !address.isLinkLocalAddress()
                && !address.isMulticastAddress()
                && (includeLoopback || !address.isLoopbackAddress());
    }

    private static InetAddress withoutScope(InetAddress address) {
        try {
            return address instanceof Inet6Address ? InetAddress.getByAddress(address.getAddress()) : address;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static InetAddress literal(String text) {
        boolean looksLiteral = text.matches("[0-9.]+") || text.indexOf(':') >= 0;
        try {
            if (looksLiteral) {
                return InetAddress.getByName(text);
            }
        } catch (UnknownHostException malformed) {
            throw notLiteral(text, malformed);
        }
        throw notLiteral(text, null);
    }

    private static ZvonokException notLiteral(String text, @org.jspecify.annotations.Nullable Exception cause) {
        String message = "\"" + text + "\" is not an IP address";
        return cause == null
                ? new ZvonokException(ErrorCode.BAD_MESSAGE, message)
                : new ZvonokException(ErrorCode.BAD_MESSAGE, message, cause);
    }
}
