package io.zvonok.bench.load.peer;

import io.zvonok.bench.load.measure.Delays;
import io.zvonok.media.rtcp.RtcpReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One simulated person or viewer from joining to leaving: signalling, link, and what it sends and receives.
 *
 * <p>Thread: its loop; public methods any.
 */
public final class Peer {
    /** How far a peer has come. */
    public enum State {
        NEW,
        JOINING,
        /** Media can flow. */
        JOINED,
        FAILED,
        LEFT
    }

    private final PeerSpec spec;
    private final LoadLoop loop;
    private final Connector connector;
    private final Signalling signalling;
    private final PeerLink link;
    private final JoinTimes times = new JoinTimes();
    private final @Nullable Publisher publisher;
    private final @Nullable Viewer viewer;
    private final RtcpReader rtcpReader = new RtcpReader();
    private @Nullable SdpAnswer agreed;
    private volatile State state = State.NEW;
    private volatile String failure = "";
    private volatile LongConsumer onPacket = nowNanos -> {};
    private volatile boolean lingers;

    /**
     * @param checkedDelays where a full viewer's delays go; one for each group and loop
     */
    Peer(PeerSpec spec, LoadLoop loop, Connector connector, Signalling signalling, Delays checkedDelays) {
        this.spec = spec;
        this.loop = loop;
        this.connector = connector;
        this.signalling = signalling;
        this.link = new PeerLink(
                loop, connector.handshakes(), new SplittableRandom(spec.seed() + 11), spec.checks(), new Link());
        this.publisher = spec.publishes() ? new Publisher(loop, link, spec) : null;
        PayloadCheck check = spec.checks() ? new PayloadCheck(loop, checkedDelays) : null;
        this.viewer = spec.views() ? new Viewer(loop, link, spec, check) : null;
    }

    public PeerSpec spec() {
        return spec;
    }

    public State state() {
        return state;
    }

    /** One line; empty unless it failed. */
    public String failure() {
        return failure;
    }

    public JoinTimes times() {
        return times;
    }

    /** Starts to join; {@code dueNanos} is when the schedule wanted it. */
    public void join(long dueNanos) {
        times.reach(JoinTimes.Step.DUE, dueNanos);
        state = State.JOINING;
        List<OfferSection> sections = new ArrayList<>();
        if (publisher != null) {
            sections.addAll(publisher.sections());
        }
        for (SlotWish slot : spec.slots()) {
            sections.add(
                    slot.video()
                            ? OfferSection.videoSlot(slot.mid(), List.of(spec.codec()))
                            : OfferSection.audioSlot(slot.mid()));
        }
        String offer = SdpOffer.write(
                spec.seed() & 0x7FFFFFFFFFFFL,
                link.local(),
                connector.handshakes().fingerprint(),
                sections,
                spec.transportFeedback());
        signalling.join(offer, new Answers());
    }

    /** Asks for another size in a slot; the encoding that shows it has this place among those of the camera. */
    public void view(String mid, int width, int height, int expectedRank) {
        loop.execute(() -> {
            if (viewer != null && state == State.JOINED) {
                viewer.expectRank(expectedRank, System.nanoTime());
                signalling.view(mid, width, height);
            }
        });
    }

    /** Done when the server was told. */
    public CompletableFuture<Void> leave() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        loop.execute(() -> {
            State was = state;
            state = was == State.FAILED ? was : State.LEFT;
            stop();
            signalling.leave().whenComplete((done, failed) -> told.complete(null));
        });
        return told;
    }

    /** Hears on the loop when each packet of media comes. */
    public void onEachPacket(LongConsumer listener) {
        onPacket = listener;
    }

    /** Goes on taking what comes, and sending, when the server says that it is over. */
    public void linger() {
        lingers = true;
    }

    public void beginWindow() {
        loop.execute(() -> {
            if (viewer != null) {
                viewer.beginWindow();
            }
        });
    }

    /** What it received since the window began; null for one that does not view. */
    public CompletableFuture<@Nullable ViewerReport> windowReport() {
        CompletableFuture<@Nullable ViewerReport> report = new CompletableFuture<>();
        loop.execute(() -> report.complete(viewer == null ? null : viewer.windowReport()));
        return report;
    }

    private void stop() {
        if (publisher != null) {
            publisher.stop();
        }
        if (viewer != null) {
            viewer.stop();
        }
        link.close();
    }

    private void fail(String reason) {
        if (state != State.FAILED && state != State.LEFT) {
            failure = reason;
            state = State.FAILED;
            if (!lingers) {
                stop();
            }
        }
    }

    private void onAnswer(String sdp) {
        if (state != State.JOINING) {
            return;
        }
        try {
            SdpAnswer answer = SdpAnswer.read(sdp);
            if (viewer != null) {
                viewer.start(answer, System.nanoTime());
            }
            link.start(answer, answer.candidates(connector.serverAddress()));
            agreed = answer;
        } catch (IllegalArgumentException unusable) {
            fail(String.valueOf(unusable.getMessage()));
        }
    }

    private final class Answers implements Signalling.Listener {
        @Override
        public void onOpen() {
            times.reach(JoinTimes.Step.OPEN, System.nanoTime());
        }

        @Override
        public void onAnswer(String sdp) {
            times.reach(JoinTimes.Step.ANSWERED, System.nanoTime());
            loop.execute(() -> Peer.this.onAnswer(sdp));
        }

        @Override
        public void onLayers(String mid, Map<String, Boolean> active) {
            loop.execute(() -> {
                if (publisher != null && mid.equals(PeerSpec.CAMERA_MID)) {
                    publisher.setLayers(active);
                }
            });
        }

        @Override
        public void onRefused(String reason) {
            loop.execute(() -> fail(reason));
        }
    }

    private final class Link implements PeerLink.Listener {
        @Override
        public void onConnected(long nowNanos) {
            times.reach(JoinTimes.Step.CONNECTED, nowNanos);
        }

        @Override
        public void onSecured(long nowNanos) {
            times.reach(JoinTimes.Step.SECURED, nowNanos);
            state = State.JOINED;
            SdpAnswer answer = agreed;
            if (publisher != null && spec.plays() && answer != null) {
                publisher.start(answer, nowNanos);
            }
        }

        @Override
        public void onRtp(byte[] array, int available, int wireLength, long nowNanos) {
            onPacket.accept(nowNanos);
            if (viewer != null) {
                viewer.onRtp(array, available, wireLength, nowNanos);
                if (!times.reached(JoinTimes.Step.MEDIA) && viewer.firstPacketNanos() > 0) {
                    times.reach(JoinTimes.Step.MEDIA, viewer.firstPacketNanos());
                }
                if (viewer.keyframeSeen()) {
                    times.reach(JoinTimes.Step.KEYFRAME, nowNanos);
                }
            }
        }

        @Override
        public void onRtcp(byte[] array, int length, long nowNanos) {
            if (publisher != null) {
                rtcpReader.read(array, 0, length, publisher);
            }
            if (viewer != null) {
                rtcpReader.read(array, 0, length, viewer);
            }
        }

        @Override
        public void onFailed(String reason) {
            fail(reason);
        }
    }
}
