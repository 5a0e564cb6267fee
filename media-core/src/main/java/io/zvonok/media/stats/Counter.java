package io.zvonok.media.stats;

/** What is counted, each with its meaning. Append new constants beside their kin. */
public enum Counter {
    // net
    DATAGRAMS_IN("datagrams received"),
    DATAGRAMS_OUT("datagrams handed to the kernel"),
    BYTES_IN("bytes received, UDP payload"),
    BYTES_OUT("bytes sent, UDP payload"),
    UNKNOWN_DATAGRAM("datagrams of no known kind (RFC 7983 first byte)"),
    UNKNOWN_SOURCE("datagrams from an address that passed no connectivity check"),
    TRAINS_OUT("trains of datagrams handed to the kernel at once (UDP_SEGMENT)"),
    DATAGRAMS_IN_TRAINS("datagrams that left in trains"),
    TRAINS_REFUSED("trains that the kernel or the device refused: their datagrams left one by one"),
    SEND_FAILED("datagrams the kernel refused"),
    SEND_DROPPED("datagrams, or trains of them, dropped because too much waited for the kernel"),
    HANDLER_FAILED("exceptions contained to one session: a bug each"),
    // ice
    STUN_MALFORMED("STUN messages that could not be read"),
    STUN_UNKNOWN_UFRAG("connectivity checks for no session of ours"),
    STUN_BAD_INTEGRITY("connectivity checks with a wrong MESSAGE-INTEGRITY"),
    STUN_ACCEPTED("connectivity checks answered"),
    STUN_UNEXPECTED_RESPONSE("STUN responses to nothing we asked"),
    STUN_OVER_BUDGET("connectivity checks ignored because a session's integrity work of this second was spent"),
    ICE_PAIR_SELECTED("times a candidate pair became the selected one"),
    ICE_CONSENT_LOST("sessions stopped because consent expired (RFC 7675)"),
    ICE_PAIR_REPLACED("paths of a peer forgotten to make room for newer ones"),
    ICE_UNPROVEN_LIMIT("datagrams not sent because the path has not proved itself yet"),
    // dtls
    DTLS_BEFORE_ICE("DTLS from an address without a valid connectivity check"),
    DTLS_FILTERED("DTLS records dropped before the library saw them"),
    DTLS_HANDSHAKES_STARTED("handshakes started"),
    DTLS_HANDSHAKES_DONE("handshakes that gave keys"),
    DTLS_HANDSHAKES_FAILED("handshakes that failed or timed out"),
    DTLS_QUEUE_FULL("DTLS datagrams dropped because a handshake's queue was full"),
    DTLS_REFUSED("handshakes refused because too many were running"),
    // srtp
    SRTP_REJECTED("SRTP packets that failed authentication"),
    SRTP_REPLAYED("SRTP packets seen before or too old"),
    SRTP_TOO_MANY_SSRCS("packets of an SSRC beyond the bound of a transport"),
    SRTCP_REJECTED("SRTCP packets that failed authentication"),
    SRTCP_REPLAYED("SRTCP packets seen before or too old"),
    SRTP_SEND_REFUSED("packets not sent: index used before or encryption failed"),
    SRTP_HELD("packets held because keys were not there yet"),
    SRTP_BEFORE_KEYS("packets dropped because keys were not there yet"),
    // rtp
    RTP_IN("RTP packets accepted"),
    RTP_AUDIO_IN("those of them that are sound"),
    RTP_OUT("RTP packets forwarded"),
    RTP_AUDIO_OUT("those of them that are sound"),
    RTP_MALFORMED("RTP packets that could not be read"),
    RTP_UNKNOWN_SSRC("RTP packets of no known section"),
    RTP_UNKNOWN_PAYLOAD_TYPE("RTP packets with a payload type that was not negotiated"),
    RTP_DUPLICATE("RTP packets received twice, by the network or by retransmission"),
    RTP_TOO_LATE("RTP packets too old to be forwarded"),
    RTP_JUMP("RTP packets not used because their sequence number jumped and the next one has to confirm it"),
    RTP_UNDESCRIBED("RTP packets not used because the structure of their dependency descriptor has not come"),
    RTP_PADDING_ONLY("RTP packets without payload"),
    RTP_NOT_ALLOWED("RTP packets dropped because the sender may not send this source or is muted"),
    RTP_LOST("RTP packets that never arrived from publishers"),
    RTP_LAYER_SKIPPED("RTP packets of layers that a viewer does not get"),
    RED_OUT("audio packets sent with earlier ones repeated in them"),
    RTX_IN("retransmissions received from publishers"),
    RTX_OUT("retransmissions sent to subscribers"),
    RTX_MALFORMED("retransmissions that could not be read"),
    RTX_OVER_BUDGET("retransmissions not sent because the budget was spent (P19)"),
    RTX_NOT_FOUND("packets asked for that are not in the history"),
    RTX_PROBE("packets sent once more to find out what a link carries"),
    PADDING_OUT("packets of padding sent to find out what a link carries, or to fill a number"),
    // relay
    RELAY_OUT("packets carried to another room of a broadcast"),
    RELAY_IN("packets that came from another room of a broadcast"),
    RELAY_DROPPED("packets not carried because the other room's loop was too slow to take them"),
    RELAY_UNWANTED("packets not carried because nobody in the other room watches their encoding"),
    RELAY_LATE("packets not used because they waited too long for this loop, or their source is gone"),
    RELAY_KEYFRAMES_ASKED("keyframe requests handed on to the room that a source came from"),
    RELAY_RESETS("times all was told anew to a room that had taken nothing for long"),
    // rtcp
    RTCP_IN("RTCP compounds accepted"),
    RTCP_OUT("RTCP compounds sent"),
    RTCP_MALFORMED("RTCP compounds that could not be read to their end"),
    RTCP_FOREIGN_SSRC("feedback about an SSRC that was not sent to that peer"),
    RTCP_OVER_RATE("RTCP dropped because a peer sent more than its bound"),
    NACK_IN("NACKed sequence numbers received from subscribers"),
    NACK_OUT("NACKed sequence numbers sent to publishers"),
    PLI_IN("keyframe requests received from subscribers, PLI and FIR"),
    PLI_OUT("keyframe requests sent to publishers"),
    TWCC_OUT("transport-wide feedback packets sent to publishers"),
    TWCC_IN("transport-wide feedback packets read from subscribers"),
    TWCC_REFUSED("transport-wide feedback not used: malformed, or about packets that were never sent"),
    REPORT_BLOCKS_IN("receiver report blocks read"),
    // bwe
    REMB_IN("REMB received from subscribers"),
    SLOTS_NO_BANDWIDTH("times a slot went without a picture because the link carried too little"),
    LAYERS_PAUSED("encodings that publishers were told nobody watches"),
    LAYERS_RESUMED("encodings that publishers were told somebody watches again"),
    ESTIMATE_CUT("times an estimate was lowered because packets queued or nothing was heard"),
    PROBES("probes whose packets were reported on"),
    PROBES_PASSED("probes that arrived as fast as they were sent"),
    // simulcast
    SLOT_SWITCHES("source changes of slots that completed"),
    LAYER_SWITCHES_UP("switches to a larger encoding that completed"),
    LAYER_SWITCHES_DOWN("switches to a smaller encoding that completed"),
    LAYERS_BY_SOURCE("changes of what a slot shows because another source came into it, or left"),
    LAYERS_BY_VIEW("changes because the viewer shows the slot in another size"),
    LAYERS_BY_BANDWIDTH_FELL("changes because the link carries less"),
    LAYERS_BY_BANDWIDTH_ROSE("changes because the link carries more"),
    LAYERS_BY_SHARE("changes because other pictures of the viewer take more or less of the link"),
    LAYERS_BY_SENDER("changes because the sender began to send a layer, or stopped"),
    LAYERS_BY_GATE("changes because the source was muted, unmuted or forbidden"),
    KEYFRAMES_IN("key frames received from publishers"),
    KEYFRAMES_SAVED("viewers whose first picture came from what was kept since the last key frame"),
    BYTES_VIDEO_IN("bytes of video received from publishers"),
    BYTES_KEYFRAMES_IN("bytes of key frames received from publishers"),
    KEYFRAMES_HELD_BACK("keyframe requests held back because key frames took too many bytes");

    private final String meaning;

    Counter(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }
}
