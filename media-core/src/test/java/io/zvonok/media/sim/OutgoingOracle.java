package io.zvonok.media.sim;

import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpReceiver;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Looks over the server's shoulder at everything it sends to one peer: each index once (I3), in small steps (I4), in
 * datagrams of bounded size (I21), with no number left out but those the publisher's network lost (I7).
 */
final class OutgoingOracle {
    static final int MAX_DATAGRAM = 1200;
    /** The server begins below 2^15; what it may not send yet, to an unproven path, uses numbers too. */
    private static final int MAX_FIRST_NUMBER = 40_000;

    private final TestPeer peer;
    private final SrtpReceiver opener;
    private final Map<Integer, Stream> streams = new LinkedHashMap<>();
    private final Map<Integer, Long> rtcpIndices = new LinkedHashMap<>();

    private int lastTransportNumber = -1;

    private static final class Stream {
        long first;
        long highest = -1;
        long refused;
        /** Numbers left out since the last packet with media, before padding. */
        long leftOut;

        long highestMedia = -1;

        int[] hashes = new int[256];
        byte[] highestPacket;
        MediaUnit highestUnit;
    }

    OutgoingOracle(TestPeer peer) {
        this.peer = peer;
        this.opener = new SrtpReceiver(peer.serverKeys, new LoopStats());
    }

    void onSent(byte[] datagram, int length) {
        if (length > MAX_DATAGRAM) {
            throw new InvariantBroken("I21", "a datagram of " + length + " bytes");
        }
        if ((datagram[0] & 0xFF) <= 3) {
            return;
        }
        int second = datagram[1] & 0xFF;
        if (second >= 192 && second <= 223) {
            onRtcp(datagram, length);
        } else {
            onRtp(datagram, length);
        }
    }

    private void onRtcp(byte[] datagram, int length) {
        int ssrc = u16(datagram, 4) << 16 | u16(datagram, 6);
        boolean gcm = peer.spec.profile == SrtpProfile.AEAD_AES_128_GCM;
        int at = length - 4 - (gcm ? 0 : peer.spec.profile.tagLength());
        long index = (u16(datagram, at) & 0x7FFFL) << 16 | u16(datagram, at + 2);
        Long before = rtcpIndices.put(ssrc, index);
        if (before != null && index <= before) {
            throw new InvariantBroken("I3", "SRTCP index " + index + " after " + before);
        }
    }

    private void onRtp(byte[] datagram, int length) {
        int ssrc = u16(datagram, 8) << 16 | u16(datagram, 10);
        int number = u16(datagram, 2);
        Stream stream = streams.computeIfAbsent(ssrc, s -> new Stream());
        boolean isFirst = stream.highest < 0;
        if (isFirst && number >= MAX_FIRST_NUMBER) {
            throw new InvariantBroken("I4", "a first sequence number of " + number + " (P16)");
        }
        long index = isFirst ? 0x1_0000L + number : SequenceNumbers.extend(stream.highest, number);
        if (isFirst) {
            stream.first = index - 2048;
        }
        remember(stream, index, hash(datagram, length));
        checkTransportNumber(RtpProbe.readHeader(datagram, length));
        if (isFirst || index > stream.highest) {
            boolean padded = (datagram[0] & 0x20) != 0;
            if (padded && peer.isMediaSsrc(ssrc) && open(datagram, length) == null) {
                stream.leftOut += isFirst ? 0 : index - stream.highest - 1; // padding itself was no packet of a source
            } else {
                long step = index - stream.highest + stream.leftOut;
                if (!isFirst && step > 1 && peer.isMediaSsrc(ssrc)) {
                    checkGap(stream, step, datagram, length);
                } else {
                    stream.highestUnit = null;
                }
                stream.leftOut = 0;
                stream.highestMedia = index;
                stream.refused = refused();
                stream.highestPacket = Arrays.copyOf(datagram, length);
            }
            stream.highest = index;
        } else if (index > stream.highestMedia) {
            stream.leftOut--; // filled late
        }
    }

    /** Every packet that carries a transport-wide number carries the next one, whatever its stream. */
    private void checkTransportNumber(RtpProbe packet) {
        int number = packet.extensionValue(peer.numbers.extensionId(HeaderExtension.TRANSPORT_CC), 2);
        if (number >= 0) {
            if (lastTransportNumber >= 0 && number != (lastTransportNumber + 1 & 0xFFFF)) {
                throw new InvariantBroken("I21", "transport-wide number " + number + " after " + lastTransportNumber);
            }
            lastTransportNumber = number;
        }
    }

    private void remember(Stream stream, long index, int hash) {
        int at = (int) (index - stream.first);
        if (at < 0) {
            throw new InvariantBroken("I4", "index " + index + " lies far before the first one");
        }
        if (at >= stream.hashes.length) {
            stream.hashes = Arrays.copyOf(stream.hashes, Math.max(2 * stream.hashes.length, at + 1));
        }
        if (stream.hashes[at] != 0) {
            String how = stream.hashes[at] == hash ? "I4" : "I3";
            throw new InvariantBroken(
                    how,
                    "index " + index + " was encrypted twice, " + (stream.highest - index) + " before the highest");
        }
        stream.hashes[at] = hash;
    }

    /** Numbers were left out: they must be the publisher's, of packets that have not reached the server yet. */
    private void checkGap(Stream stream, long step, byte[] datagram, int length) {
        MediaUnit before = stream.highestUnit != null || stream.highestPacket == null
                ? stream.highestUnit
                : open(stream.highestPacket, stream.highestPacket.length);
        MediaUnit now = open(datagram, length);
        stream.highestUnit = now;
        if (before == null || now == null) {
            return;
        }
        long refused = refused() - stream.refused;
        long absent = before.sameEncoding(now)
                ? peer.scenario.encodingOf(now).absentBetween(before.sourceSequence(), now.sourceSequence())
                : 0;
        if (step > 1 + absent + refused) {
            throw new InvariantBroken(
                    "I7",
                    step - 1 + " numbers left out between " + before + " and " + now + ", " + absent
                            + " did not arrive");
        }
    }

    /** What is not sent because a path is not proven, or not carried, uses its number too: to the viewer it is lost. */
    private long refused() {
        SimulatedServer server = peer.scenario.server();
        return server.total(Counter.ICE_UNPROVEN_LIMIT)
                + server.total(Counter.RELAY_DROPPED)
                + server.total(Counter.RELAY_UNWANTED)
                + server.total(Counter.RELAY_LATE);
    }

    private MediaUnit open(byte[] datagram, int length) {
        byte[] copy = Arrays.copyOf(datagram, length);
        int plain = opener.unprotectRtp(copy, 0, length);
        return plain < 0 ? null : peer.readUnit(copy, plain);
    }

    private static int hash(byte[] datagram, int length) {
        CRC32 crc = new CRC32();
        crc.update(datagram, 0, length);
        return (int) crc.getValue() | 1;
    }

    private static int u16(byte[] a, int at) {
        return (a[at] & 0xFF) << 8 | a[at + 1] & 0xFF;
    }
}
