package io.zvonok.signalling;

import io.zvonok.media.api.MediaStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Which meter shows which counters of the media core. What the media core counts and no row names is shown under
 * {@link #OTHERS}, so that nothing is counted in vain.
 *
 * <p>Thread: any.
 */
final class CounterTable {
    /** The meter of counters that have none of their own. */
    static final String OTHERS = "zvonok.events";

    /**
     * One meter.
     *
     * @param tags key, value, key, value
     * @param counters those that {@link #value} reads
     */
    record Row(
            String meter,
            String description,
            String unit,
            List<String> tags,
            Set<String> counters,
            ToDoubleFunction<MediaStats> value) {}

    private final List<Row> rows = new ArrayList<>();

    private CounterTable() {
        packets();
        drops();
        feedback();
        layers();
        bandwidth();
        transports();
    }

    /** The table, with a row for each counter of this server that has none. */
    static List<Row> of(MediaStats stats) {
        CounterTable table = new CounterTable();
        Set<String> shown = new HashSet<>();
        table.rows.forEach(row -> shown.addAll(row.counters()));
        stats.counters().keySet().stream()
                .sorted()
                .filter(counter -> !shown.contains(counter))
                .forEach(counter -> table.row(OTHERS, "what else is counted", counter, "event", counter));
        return table.rows;
    }

    private void packets() {
        for (String direction : new String[] {"in", "out"}) {
            String all = "rtp_" + direction;
            String audio = "rtp_audio_" + direction;
            row("zvonok.rtp.packets", "RTP packets", audio, "direction", direction, "kind", "audio");
            rows.add(new Row(
                    "zvonok.rtp.packets",
                    "RTP packets",
                    "",
                    List.of("direction", direction, "kind", "video"),
                    Set.of(all, audio),
                    stats -> Math.max(0, stats.counter(all) - stats.counter(audio))));
            bytes("zvonok.rtp.bytes", "bytes of UDP payload", "bytes_" + direction, "direction", direction);
            row("zvonok.udp.datagrams", "UDP datagrams", "datagrams_" + direction, "direction", direction);
            row("zvonok.rtp.retransmitted", "retransmissions", "rtx_" + direction, "direction", direction);
        }
        row("zvonok.udp.trains", "trains of datagrams", "trains_out");
        row("zvonok.udp.datagrams.in.trains", "datagrams that left in trains", "datagrams_in_trains");
        row("zvonok.rtp.lost", "RTP packets given up on the way from publishers", "rtp_lost");
        row("zvonok.red.packets", "audio packets sent with redundancy", "red_out");
        bytes("zvonok.video.bytes", "bytes of video from publishers", "bytes_video_in", "kind", "all");
        bytes("zvonok.video.bytes", "bytes of video from publishers", "bytes_keyframes_in", "kind", "keyframe");
    }

    private void drops() {
        each(
                "zvonok.rtp.dropped",
                "packets dropped",
                "reason",
                "rtp_malformed",
                "rtp_unknown_ssrc",
                "rtp_unknown_payload_type",
                "rtp_duplicate",
                "rtp_too_late",
                "rtp_jump",
                "rtp_undescribed",
                "rtp_padding_only",
                "rtp_not_allowed",
                "rtx_malformed",
                "rtx_over_budget",
                "rtx_not_found",
                "unknown_source",
                "unknown_datagram",
                "send_failed",
                "send_dropped",
                "srtp_before_keys",
                "srtp_too_many_ssrcs",
                "ice_unproven_limit",
                "relay_dropped",
                "relay_late");
        each(
                "zvonok.rtcp.dropped",
                "feedback dropped",
                "reason",
                "rtcp_malformed",
                "rtcp_foreign_ssrc",
                "rtcp_over_rate",
                "twcc_refused");
        row("zvonok.rtp.layer.skipped", "packets of layers that a viewer does not get", "rtp_layer_skipped");
        row("zvonok.failures", "exceptions contained to one session", "handler_failed");
    }

    private void feedback() {
        String meter = "zvonok.rtcp.packets";
        String meaning = "RTCP; nack counts the numbers asked for, pli has FIR in it";
        for (String direction : new String[] {"in", "out"}) {
            row(meter, meaning, "nack_" + direction, "type", "nack", "direction", direction);
            row(meter, meaning, "pli_" + direction, "type", "pli", "direction", direction);
            row(meter, meaning, "twcc_" + direction, "type", "twcc", "direction", direction);
            row(meter, meaning, "rtcp_" + direction, "type", "compound", "direction", direction);
        }
        row(meter, meaning, "remb_in", "type", "remb", "direction", "in");
        row("zvonok.keyframe.requests", "keyframe requests", "pli_in", "origin", "viewer");
        row("zvonok.keyframe.requests", "keyframe requests", "pli_out", "origin", "server");
        row("zvonok.keyframe.heldback", "keyframe requests that a budget held back", "keyframes_held_back");
    }

    private void layers() {
        String switches = "switches of encodings";
        row("zvonok.layer.switches", switches, "layer_switches_up", "direction", "up");
        row("zvonok.layer.switches", switches, "layer_switches_down", "direction", "down");
        row("zvonok.layer.switches", switches, "slot_switches", "direction", "source");
        for (String reason :
                new String[] {"source", "view", "bandwidth_fell", "bandwidth_rose", "share", "sender", "gate"}) {
            String changes = "decisions to show more or less in a slot";
            row("zvonok.layer.changes", changes, "layers_by_" + reason, "reason", reason);
        }
        row("zvonok.publisher.layers", "layers at publishers", "layers_paused", "change", "paused");
        row("zvonok.publisher.layers", "layers at publishers", "layers_resumed", "change", "resumed");
    }

    private void bandwidth() {
        String probes = "packets that only measure a link";
        row("zvonok.bwe.probe.packets", probes, "rtx_probe", "kind", "rtx");
        row("zvonok.bwe.probe.packets", probes, "padding_out", "kind", "padding");
        row("zvonok.bwe.falls", "times the estimate of a link fell", "estimate_cut");
        row(
                "zvonok.slots.nobandwidth",
                "times a slot got nothing because the link carries too little",
                "slots_no_bandwidth");
    }

    private void transports() {
        each(
                "zvonok.ice.checks",
                "connectivity checks",
                "result",
                "stun_accepted",
                "stun_unknown_ufrag",
                "stun_bad_integrity",
                "stun_malformed",
                "stun_over_budget",
                "stun_unexpected_response");
        row("zvonok.ice.selected", "times a path became the selected one", "ice_pair_selected");
        row("zvonok.ice.consent.lost", "sessions whose peer fell silent", "ice_consent_lost");
        for (String result : new String[] {"started", "done", "failed"}) {
            row("zvonok.dtls.handshakes", "DTLS handshakes", "dtls_handshakes_" + result, "result", result);
        }
        each(
                "zvonok.dtls.dropped",
                "DTLS records dropped",
                "reason",
                "dtls_before_ice",
                "dtls_filtered",
                "dtls_queue_full",
                "dtls_refused");
        for (String reason : new String[] {"srtp_rejected", "srtp_replayed", "srtcp_rejected", "srtcp_replayed"}) {
            row("zvonok.srtp.failures", "SRTP packets refused", reason, "direction", "in", "reason", reason);
        }
        String refused = "srtp_send_refused";
        row("zvonok.srtp.failures", "SRTP packets refused", refused, "direction", "out", "reason", refused);
    }

    private void each(String meter, String description, String tag, String... counters) {
        Arrays.stream(counters).forEach(counter -> row(meter, description, counter, tag, counter));
    }

    private void row(String meter, String description, String counter, String... tags) {
        add(meter, description, "", counter, tags);
    }

    private void bytes(String meter, String description, String counter, String... tags) {
        add(meter, description, "bytes", counter, tags);
    }

    private void add(String meter, String description, String unit, String counter, String... tags) {
        rows.add(new Row(
                meter, description, unit, List.of(tags), Set.of(counter), stats -> (double) stats.counter(counter)));
    }
}
