package io.zvonok.signalling.testing;

/** A lesson page's offer, in little: four sections to send in, then slots. Mids 0 to 3, then 4... audio, then video. */
public final class Offers {
    private Offers() {}

    public static String lesson(int audioSlots, int videoSlots) {
        return offer("ufrag", audioSlots, videoSlots);
    }

    public static String withUfrag(String ufrag, int audioSlots, int videoSlots) {
        return offer(ufrag, audioSlots, videoSlots);
    }

    /** An encoder's: microphone in 0, camera in 1. */
    public static String publisher() {
        return head("0 1") + section(0, true, true, "ufrag") + section(1, false, true, "ufrag");
    }

    /** A player's: sound in 0, picture in 1. */
    public static String viewer() {
        return head("0 1") + section(0, true, false, "ufrag") + section(1, false, false, "ufrag");
    }

    private static String head(String mids) {
        return "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE " + mids
                + "\r\na=extmap-allow-mixed\r\n";
    }

    private static String offer(String ufrag, int audioSlots, int videoSlots) {
        StringBuilder mids = new StringBuilder();
        StringBuilder sections = new StringBuilder();
        String[] published = {"audio", "video", "video", "audio"};
        int count = published.length + audioSlots + videoSlots;
        for (int mid = 0; mid < count; mid++) {
            boolean sends = mid < published.length;
            boolean audio = sends ? published[mid].equals("audio") : mid < published.length + audioSlots;
            mids.append(' ').append(mid);
            sections.append(section(mid, audio, sends, ufrag));
        }
        return head(mids.substring(1)) + sections;
    }

    private static String section(int mid, boolean audio, boolean sends, String ufrag) {
        String media = audio ? "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" : "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n";
        String codecs = audio
                ? "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n"
                : "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n";
        return media
                + "c=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:" + ufrag
                + "\r\na=ice-pwd:tT7erYSAROdQpWxiIr3IW9lq\r\na=ice-options:trickle\r\n"
                + "a=fingerprint:sha-256 BE:C2:E3:07:28:60:E9:C3:48:B7:0C:D7:A1:BB:9C:8B:18:4C:2D:F7:B3:EB:2E:7B:EC:F1:E8:C2:1F:0A:86:4C\r\n"
                + "a=setup:actpass\r\na=mid:" + mid + "\r\na=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
                + (sends ? "a=sendonly\r\n" : "a=recvonly\r\n")
                + "a=rtcp-mux\r\na=rtcp-rsize\r\n" + codecs;
    }
}
