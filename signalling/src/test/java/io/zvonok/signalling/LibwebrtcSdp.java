package io.zvonok.signalling;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStatsType;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Offers, answers and counters of a libwebrtc connection, waited for. */
final class LibwebrtcSdp {
    private static final long WITHIN_SECONDS = 30;

    private LibwebrtcSdp() {}

    static void add(RTCPeerConnection connection, MediaStreamTrack track, RTCRtpTransceiverDirection direction) {
        RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
        init.direction = direction;
        init.streamIds = List.of("stream");
        connection.addTransceiver(track, init);
    }

    /** Makes an offer and sets it. */
    static String offer(RTCPeerConnection connection) throws Exception {
        CompletableFuture<RTCSessionDescription> offer = new CompletableFuture<>();
        connection.createOffer(new RTCOfferOptions(), new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                offer.complete(description);
            }

            @Override
            public void onFailure(String error) {
                offer.completeExceptionally(new AssertionError(error));
            }
        });
        RTCSessionDescription local = offer.get(WITHIN_SECONDS, TimeUnit.SECONDS);
        CompletableFuture<Void> set = new CompletableFuture<>();
        connection.setLocalDescription(local, observer(set));
        set.get(WITHIN_SECONDS, TimeUnit.SECONDS);
        return local.sdp;
    }

    static void answer(RTCPeerConnection connection, String answer) throws Exception {
        CompletableFuture<Void> set = new CompletableFuture<>();
        connection.setRemoteDescription(new RTCSessionDescription(RTCSdpType.ANSWER, answer), observer(set));
        set.get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    /** A counter of all that is received, of one kind or of both. */
    static long received(RTCPeerConnection connection, String kind, String counter) throws Exception {
        CompletableFuture<Long> sum = new CompletableFuture<>();
        connection.getStats(report -> sum.complete(report.getStats().values().stream()
                .filter(stats -> stats.getType() == RTCStatsType.INBOUND_RTP)
                .filter(stats -> kind.isEmpty()
                        || kind.equals(String.valueOf(stats.getAttributes().get("kind"))))
                .mapToLong(stats -> number(stats.getAttributes().get(counter)))
                .sum()));
        return sum.get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    private static long number(Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static SetSessionDescriptionObserver observer(CompletableFuture<Void> done) {
        return new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                done.complete(null);
            }

            @Override
            public void onFailure(String error) {
                done.completeExceptionally(new AssertionError(error));
            }
        };
    }
}
