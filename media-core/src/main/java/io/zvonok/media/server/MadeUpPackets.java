package io.zvonok.media.server;

import io.zvonok.media.api.PublishSection.DeclaredSsrc;
import io.zvonok.media.rtp.RtpHeaderWriter;
import java.util.List;

/**
 * The packets of a {@link MadeUpBroadcast}: pictures whose payload says VP8, sound with its level.
 *
 * <p>Thread: that of the broadcast.
 */
final class MadeUpPackets {
    static final int MAX_LENGTH = 2048;
    static final int LEVEL_EXTENSION = 2;
    static final int AUDIO = 50;
    static final int VIDEO = 60;
    static final List<DeclaredSsrc> AUDIO_SSRC = List.of(new DeclaredSsrc(AUDIO, 0));
    static final List<DeclaredSsrc> VIDEO_SSRC = List.of(new DeclaredSsrc(VIDEO, VIDEO + 1));

    private static final int VIDEO_BYTES = 1100;
    private static final int AUDIO_BYTES = 80;
    private static final int PICTURES_BETWEEN_KEYFRAMES = 50;
    private static final byte[] LOUD = {20};

    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private int videoSequence = 100;
    private int audioSequence = 100;

    int writeVideo(byte[] out, long picture, boolean first, boolean last) {
        header.begin(out, 0, last, 96, videoSequence++ & 0xFFFF, (int) picture * 3000, VIDEO);
        int at = header.finish();
        boolean key = picture % PICTURES_BETWEEN_KEYFRAMES == 0;
        // RFC 7741: descriptor with a 15-bit picture id; then the frame tag and, of a key frame, start code and 1280 x
        // 720
        out[at] = (byte) (first ? 0x90 : 0x80);
        out[at + 1] = (byte) 0x80;
        out[at + 2] = (byte) (0x80 | picture >> 8 & 0x7F);
        out[at + 3] = (byte) picture;
        out[at + 4] = (byte) (key ? 0 : 1);
        out[at + 7] = (byte) 0x9D;
        out[at + 8] = 1;
        out[at + 9] = 0x2A;
        out[at + 10] = 0;
        out[at + 11] = 5;
        out[at + 12] = (byte) 0xD0;
        out[at + 13] = 2;
        return at + VIDEO_BYTES;
    }

    int writeAudio(byte[] out) {
        header.begin(out, 0, false, 111, audioSequence & 0xFFFF, audioSequence * 960, AUDIO);
        audioSequence++;
        header.addExtension(LEVEL_EXTENSION, LOUD, 0, LOUD.length);
        return header.finish() + AUDIO_BYTES;
    }
}
