package io.zvonok.bench.load.peer;

import io.zvonok.bench.load.model.Layer;
import io.zvonok.bench.load.model.VideoCodec;
import io.zvonok.signalling.token.Role;
import java.util.List;

/**
 * Who one peer is and what it does.
 *
 * @param group peers whose figures belong together, such as those of a lesson that others join
 * @param camera encodings it sends; empty for none
 * @param talkShare share of the time it speaks; negative for no microphone at all
 * @param slots what it wants to see and hear
 * @param checks true for a full viewer: opens, compares and times every packet
 * @param transportFeedback tells the server transport-wide what arrives, else by REMB
 * @param lossShare share of its media packets that are thrown away, both ways
 * @param plays false for a peer that joins and then sends nothing
 */
public record PeerSpec(
        String group,
        String room,
        String identity,
        Role role,
        VideoCodec codec,
        List<Layer> camera,
        double talkShare,
        List<SlotWish> slots,
        boolean checks,
        boolean transportFeedback,
        double lossShare,
        boolean plays,
        long seed) {
    static final String CAMERA_MID = "c";
    static final String MICROPHONE_MID = "m";

    public PeerSpec {
        camera = List.copyOf(camera);
        slots = List.copyOf(slots);
    }

    public boolean publishes() {
        return hasCamera() || hasMicrophone();
    }

    boolean hasCamera() {
        return !camera.isEmpty();
    }

    boolean hasMicrophone() {
        return talkShare >= 0;
    }

    public boolean views() {
        return !slots.isEmpty();
    }

    /** True if it wants to see pictures. */
    public boolean watches() {
        return slots.stream().anyMatch(SlotWish::video);
    }
}
