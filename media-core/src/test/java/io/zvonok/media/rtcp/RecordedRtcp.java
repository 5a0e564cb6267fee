package io.zvonok.media.rtcp;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a compound says, one line a call; SSRCs in hex. */
final class RecordedRtcp implements RtcpListener {
    final List<String> lines = new ArrayList<>();

    private void add(String format, Object... values) {
        lines.add(String.format(format, values));
    }

    @Override
    public void onSenderReport(int ssrc, long ntp, int rtpTimestamp, int packetCount, int octetCount) {
        add("sr %x ntp %x rtp %x packets %d octets %d", ssrc, ntp, rtpTimestamp, packetCount, octetCount);
    }

    @Override
    public void onReportBlock(
            int senderSsrc, int ssrc, int fraction, int lost, int highest, int jitter, int lastSr, int delay) {
        add(
                "block %x about %x fraction %d lost %d highest %x jitter %d lsr %x dlsr %x",
                senderSsrc, ssrc, fraction, lost, highest, jitter, lastSr, delay);
    }

    @Override
    public void onNack(int senderSsrc, int mediaSsrc, int sequenceNumber) {
        add("nack %x about %x %d", senderSsrc, mediaSsrc, sequenceNumber);
    }

    @Override
    public void onPli(int senderSsrc, int mediaSsrc) {
        add("pli %x about %x", senderSsrc, mediaSsrc);
    }

    @Override
    public void onFir(int senderSsrc, int mediaSsrc, int firSequence) {
        add("fir %x about %x %d", senderSsrc, mediaSsrc, firSequence);
    }

    @Override
    public void onRemb(int senderSsrc, long bitrateBps) {
        add("remb %x %d", senderSsrc, bitrateBps);
    }

    @Override
    public void onTransportFeedback(int senderSsrc, int mediaSsrc, byte[] array, int offset, int length) {
        add("twcc %x about %x %s", senderSsrc, mediaSsrc, HexFormat.of().formatHex(array, offset, offset + length));
    }

    @Override
    public void onReceiverReferenceTime(int ssrc, long ntp) {
        add("rrtr %x %x", ssrc, ntp);
    }

    @Override
    public void onDlrr(int ssrc, int lastRr, int delaySinceLastRr) {
        add("dlrr %x lrr %x delay %x", ssrc, lastRr, delaySinceLastRr);
    }

    @Override
    public void onBye(int ssrc) {
        add("bye %x", ssrc);
    }
}
