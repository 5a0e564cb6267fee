package io.zvonok.bench.load.peer;

import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.model.CodecHeader;
import io.zvonok.bench.load.model.Frame;
import io.zvonok.bench.load.model.FrameModel;
import io.zvonok.bench.load.model.PayloadStamp;
import java.util.List;
import java.util.Map;

/**
 * A camera: one clock for all of its encodings, each with a model of its own. An encoding that nobody watches is not sent;
 * one that is wanted again begins with a key frame, and so does the frame after a PLI, at most one in 300 ms as in Chromium.
 *
 * <p>The schedule is kept whatever the server does: a packet that leaves late is stamped with the time it was due.
 *
 * <p>Thread: the loop.
 */
final class CameraTrack {
    private static final long KEYFRAME_SPACING_NANOS = 300_000_000;
    private static final long ENCODING_NANOS = 1_000_000;
    /** Room for a descriptor, a frame's first bytes and the stamp. */
    private static final int LEAST_PAYLOAD = CodecHeader.MAX_LENGTH + PayloadStamp.LENGTH + 16;

    private final LoadLoop loop;
    private final List<Encoding> encodings;
    private long frameDueNanos;
    private boolean stopped;

    /** One encoding. */
    static final class Encoding {
        private final SentStream stream;
        private final FrameModel model;
        private final CodecHeader header;
        private boolean active = true;
        private boolean keyframeWanted = true;
        private long keyframeNanos = Long.MIN_VALUE / 2;

        Encoding(SentStream stream, FrameModel model, CodecHeader header) {
            this.stream = stream;
            this.model = model;
            this.header = header;
        }

        SentStream stream() {
            return stream;
        }
    }

    CameraTrack(LoadLoop loop, List<Encoding> encodings) {
        this.loop = loop;
        this.encodings = encodings;
    }

    List<Encoding> encodings() {
        return encodings;
    }

    void start(long nowNanos) {
        frameDueNanos = nowNanos;
        loop.at(frameDueNanos, this::onFrameDue);
    }

    void stop() {
        stopped = true;
    }

    void setLayers(Map<String, Boolean> active) {
        for (Encoding encoding : encodings) {
            boolean wanted = active.getOrDefault(encoding.model.layer().rid(), encoding.active);
            encoding.keyframeWanted |= wanted && !encoding.active;
            encoding.active = wanted;
        }
    }

    void onKeyframeRequest(int ssrc) {
        for (Encoding encoding : encodings) {
            if (encoding.stream.ssrc() == ssrc) {
                loop.tally().increment(Tally.Count.PLI_RECEIVED);
                encoding.keyframeWanted = true;
            }
        }
    }

    void onNack(int ssrc, int lost) {
        for (Encoding encoding : encodings) {
            if (encoding.stream.ssrc() == ssrc) {
                encoding.stream.resend(lost);
            }
        }
    }

    private void onFrameDue() {
        if (stopped) {
            return;
        }
        long due = frameDueNanos;
        for (Encoding encoding : encodings) {
            if (encoding.active) {
                encode(encoding, due);
            }
        }
        frameDueNanos += encodings.get(0).model.intervalNanos();
        loop.at(frameDueNanos, this::onFrameDue);
    }

    private void encode(Encoding encoding, long dueNanos) {
        boolean key = encoding.keyframeWanted && dueNanos - encoding.keyframeNanos >= KEYFRAME_SPACING_NANOS;
        Frame frame = encoding.model.next(key);
        if (frame.keyframe()) {
            encoding.keyframeWanted = false;
            encoding.keyframeNanos = dueNanos;
            loop.tally().increment(Tally.Count.KEYFRAMES_SENT);
        }
        int packets = FrameModel.packets(frame.bytes());
        long packetDue = dueNanos + ENCODING_NANOS;
        for (int i = -encoding.header.leadingPackets(frame); i < packets; i++) {
            int index = i;
            long at = packetDue;
            loop.at(at, () -> send(encoding, frame, index, packets, dueNanos, at));
            packetDue += encoding.model.nextGapNanos();
        }
    }

    private void send(Encoding encoding, Frame frame, int index, int packets, long captureNanos, long dueNanos) {
        if (stopped) {
            return;
        }
        loop.delays().record(Delays.Kind.LATENESS, System.nanoTime() - dueNanos);
        byte[] out = loop.outgoing();
        boolean last = index == packets - 1;
        int payload = encoding.stream.begin(last, captureNanos, frame.keyframe(), -1);
        if (index < 0) {
            int written = encoding.header.writeLeading(out, payload, frame, LEAST_PAYLOAD);
            encoding.stream.finish(payload, LEAST_PAYLOAD, 0, written, frame.keyframe(), dueNanos);
            return;
        }
        int header = encoding.header.write(out, payload, frame, index, packets);
        int bytes = Math.max(LEAST_PAYLOAD, FrameModel.packetBytes(frame.bytes(), packets, index));
        encoding.stream.finish(payload, bytes, header, header, frame.keyframe(), dueNanos);
    }
}
