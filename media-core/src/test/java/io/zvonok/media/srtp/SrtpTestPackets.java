package io.zvonok.media.srtp;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/** Packets, keys and shorthands of the tests of this package. */
final class SrtpTestPackets {
    private SrtpTestPackets() {}

    static SrtpKeys keys(SrtpProfile profile) {
        byte[] key = new byte[profile.keyLength()];
        byte[] salt = new byte[profile.saltLength()];
        Arrays.fill(key, (byte) 0x5A);
        Arrays.fill(salt, (byte) 0x3C);
        return new SrtpKeys(profile, key, salt);
    }

    static byte[] rtp(int ssrc, int sequenceNumber) {
        return rtp(ssrc, sequenceNumber, 100);
    }

    /** A packet with a header extension whose payload depends on its sequence number. */
    static byte[] rtp(int ssrc, int sequenceNumber, int payloadLength) {
        ByteBuffer packet = ByteBuffer.allocate(20 + payloadLength);
        packet.put((byte) 0x90).put((byte) 96).putShort((short) sequenceNumber).putInt(sequenceNumber * 90);
        packet.putInt(ssrc).putInt(0xBEDE0001).putInt(0x10AA0000);
        while (packet.hasRemaining()) {
            packet.put((byte) (packet.position() + sequenceNumber));
        }
        return packet.array();
    }

    static byte[] rtcp(int ssrc, int content) {
        ByteBuffer packet = ByteBuffer.allocate(28);
        return packet.putInt(0x80C80006).putInt(ssrc).putInt(content).array();
    }

    /** The protected packet, or null if the sender refused. */
    static byte[] protectRtp(SrtpSender sender, byte[] packet) {
        byte[] out = Arrays.copyOf(packet, packet.length + SrtpSender.MAX_OVERHEAD);
        int length = sender.protectRtp(out, 0, packet.length);
        return length < 0 ? null : Arrays.copyOf(out, length);
    }

    static byte[] protectRtcp(SrtpSender sender, byte[] packet) {
        byte[] out = Arrays.copyOf(packet, packet.length + SrtpSender.MAX_OVERHEAD);
        int length = sender.protectRtcp(out, 0, packet.length);
        return length < 0 ? null : Arrays.copyOf(out, length);
    }

    /** The opened packet, or null if the receiver refused. Works on a copy at an offset, without room behind. */
    static byte[] unprotectRtp(SrtpReceiver receiver, byte[] packet) {
        byte[] array = new byte[packet.length + 3];
        System.arraycopy(packet, 0, array, 3, packet.length);
        int length = receiver.unprotectRtp(array, 3, packet.length);
        return length < 0 ? null : Arrays.copyOfRange(array, 3, 3 + length);
    }

    static byte[] unprotectRtcp(SrtpReceiver receiver, byte[] packet) {
        byte[] array = new byte[packet.length + 3];
        System.arraycopy(packet, 0, array, 3, packet.length);
        int length = receiver.unprotectRtcp(array, 3, packet.length);
        return length < 0 ? null : Arrays.copyOfRange(array, 3, 3 + length);
    }

    /** Every counter that is not zero. */
    static Map<Counter, Long> counted(LoopStats stats) {
        Map<Counter, Long> counted = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            if (stats.get(counter) != 0) {
                counted.put(counter, stats.get(counter));
            }
        }
        return counted;
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
