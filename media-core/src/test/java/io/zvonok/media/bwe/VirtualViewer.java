package io.zvonok.media.bwe;

import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * One subscriber and the server's side of it: video at one of several layers and audio, sent without pacing; the largest
 * layer that fits the estimate; feedback on the wire format.
 */
final class VirtualViewer {
    static final int AUDIO_BPS = 40_000;
    private static final int FEEDBACK_HEADER = 12;
    private static final double FRAMES_PER_SECOND = 30;
    private static final int MAX_PACKET = 1100;
    private static final double UP_MARGIN = 1.05;
    private static final long UP_AFTER_NANOS = Nanos.fromSeconds(1);
    private static final double KEY_FRAME_SIZE = 7;

    /** What was at one moment, every 100 ms. */
    record Moment(long nanos, long estimateBps, long sentBps, long receivedBps, int layer, long queueNanos) {}

    interface Wire {
        void send(VirtualLink.Packet packet);

        void feedback(byte[] bytes, int length);
    }

    private final Random random;
    private final BandwidthEstimator estimator;
    private final long[] layersBps;
    private final Wire wire;
    private final ArrivalRecorder recorder = new ArrivalRecorder();
    private final RtcpWriter writer = new RtcpWriter();
    private final byte[] rtcp = new byte[1200];
    private final List<Moment> moments = new ArrayList<>();
    private final long clockOffset;

    private int layer = -1;
    private boolean keyFrameDue = true;
    private long nextKeyFrame;
    private double debt;
    private double carried;
    private long nextFrame;
    private long nextAudio;
    private long nextTick;
    private long fitsSince = Nanos.NEVER;
    private long nextMoment;
    private long sentBytes;
    private long receivedBytes;
    private boolean padding = true;

    VirtualViewer(BandwidthEstimator estimator, long[] layersBps, Random random, long clockOffset, Wire wire) {
        this.estimator = estimator;
        this.layersBps = layersBps;
        this.random = random;
        this.clockOffset = clockOffset;
        this.wire = wire;
    }

    void start(long nowNanos) {
        nextFrame = nowNanos + random.nextInt(33_000_000);
        nextAudio = nowNanos + random.nextInt(20_000_000);
        nextTick = nowNanos;
        nextMoment = nowNanos;
        nextKeyFrame = nowNanos + Nanos.fromSeconds(5 + random.nextInt(10));
    }

    void withoutPadding() {
        padding = false;
    }

    BandwidthEstimator estimator() {
        return estimator;
    }

    List<Moment> moments() {
        return moments;
    }

    int layer() {
        return layer;
    }

    /** In seconds of the network's time. */
    List<Moment> between(double from, double to) {
        return moments.stream()
                .filter(moment -> moment.nanos() >= from * 1e9 && moment.nanos() < to * 1e9)
                .toList();
    }

    /** From then on; infinite if it never came to that. */
    double secondsUntil(double from, Predicate<Moment> condition) {
        return between(from, Double.MAX_VALUE / 1e10).stream()
                .filter(condition)
                .mapToDouble(moment -> moment.nanos() / 1e9 - from)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    int changesBetween(double from, double to) {
        List<Moment> span = between(from, to);
        int changes = 0;
        for (int i = 1; i < span.size(); i++) {
            changes += span.get(i).layer() != span.get(i - 1).layer() ? 1 : 0;
        }
        return changes;
    }

    double receivedBytes(double from, double to) {
        return between(from, to).stream().mapToDouble(Moment::receivedBps).sum() / 80;
    }

    void step(long now, long queueNanos) {
        if (now >= nextMoment) {
            moments.add(
                    new Moment(now, estimator.estimateBps(), sentBytes * 80, receivedBytes * 80, layer, queueNanos));
            sentBytes = 0;
            receivedBytes = 0;
            nextMoment += Nanos.fromMillis(100);
        }
        if (now >= nextTick) {
            nextTick += Nanos.fromMillis(5);
            tick(now);
        }
        if (now >= nextAudio) {
            nextAudio += Nanos.fromMillis(20);
            send(AUDIO_BPS / 8 / 50, false, now);
        }
        if (now >= nextFrame) {
            nextFrame += (long) (1e9 / FRAMES_PER_SECOND);
            sendFrame(now);
        }
        if (now + clockOffset >= recorder.nextTimeoutNanos()) {
            writeFeedback(now);
        }
    }

    void onArrival(VirtualLink.Packet packet, long now) {
        receivedBytes += packet.sizeBytes();
        if (packet.numbered()) {
            recorder.onPacket(packet.sequence(), now + clockOffset);
        }
    }

    void onFeedback(byte[] bytes, int length, long now) {
        estimator.onTransportFeedback(bytes, FEEDBACK_HEADER, length - FEEDBACK_HEADER, now);
        chooseLayer(now);
    }

    long totalBps(int index) {
        return AUDIO_BPS + (index < 0 ? 0 : layersBps[index]);
    }

    private void tick(long now) {
        estimator.onTick(now);
        chooseLayer(now);
        int due = estimator.probeBytesDue(now);
        for (int left = due; padding && left > 0; left -= MAX_PACKET) {
            send(Math.min(left, MAX_PACKET), true, now);
        }
    }

    /** Down at once, up after a while, as the largest that fits. */
    private void chooseLayer(long now) {
        int fits = layersBps.length - 1;
        while (fits >= 0 && totalBps(fits) > estimator.estimateBps()) {
            fits--;
        }
        int target = layer;
        if (fits < layer) {
            target = fits;
            fitsSince = Nanos.NEVER;
        } else if (fits > layer && UP_MARGIN * totalBps(layer + 1) <= estimator.estimateBps()) {
            fitsSince = Math.min(fitsSince, now);
            int comfortable = layer + 1;
            while (comfortable < fits && UP_MARGIN * totalBps(comfortable + 1) <= estimator.estimateBps()) {
                comfortable++;
            }
            if (layer < 0 || now - fitsSince >= UP_AFTER_NANOS) {
                target = comfortable;
                fitsSince = Nanos.NEVER;
            }
        } else {
            fitsSince = Nanos.NEVER;
        }
        if (target != layer) {
            layer = target;
            keyFrameDue = true;
        }
        long next = layer + 1 < layersBps.length ? totalBps(layer + 1) : 0;
        estimator.setDemand(totalBps(layer), totalBps(layersBps.length - 1), next, now);
    }

    private void sendFrame(long now) {
        if (layer < 0) {
            return;
        }
        double usual = layersBps[layer] / 8.0 / FRAMES_PER_SECOND;
        double size = usual * Math.max(0.3, 1 + 0.2 * random.nextGaussian());
        if (keyFrameDue || now >= nextKeyFrame) {
            keyFrameDue = false;
            nextKeyFrame = now + Nanos.fromSeconds(5 + random.nextInt(10));
            debt += (KEY_FRAME_SIZE - 1) * usual;
            size = KEY_FRAME_SIZE * usual;
        } else {
            double paid = Math.min(debt, 0.3 * usual); // the encoder keeps to its rate
            debt -= paid;
            size -= paid;
        }
        size += carried;
        int bytes = (int) size;
        carried = size - bytes;
        int packets = Math.max(1, (bytes + MAX_PACKET - 1) / MAX_PACKET);
        for (int i = 0; i < packets; i++) {
            send(Math.max(60, bytes / packets), false, now);
        }
    }

    private void send(int size, boolean probe, long now) {
        int sequence = estimator.nextSequence();
        estimator.onSent(size, true, probe, now);
        sentBytes += size;
        wire.send(new VirtualLink.Packet(this, sequence, size, true, now));
    }

    private void writeFeedback(long now) {
        while (true) {
            writer.begin(rtcp, 0, rtcp.length);
            if (!recorder.write(writer, 1, 2, now + clockOffset)) {
                return;
            }
            wire.feedback(rtcp, writer.length());
        }
    }
}
