package io.zvonok.signalling.check;

/**
 * The UDP ports of the media loops, which a school's firewall must let through.
 *
 * @param first 0 if the system chose them
 */
public record UdpPorts(int first, int last) {
    /** @param port of the first loop, 0 for any */
    public static UdpPorts of(int port, int loops) {
        return port == 0 ? new UdpPorts(0, 0) : new UdpPorts(port, port + loops - 1);
    }

    boolean areKnown() {
        return first != 0;
    }
}
