package io.zvonok.bench.load.peer;

import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.model.PayloadStamp;
import io.zvonok.bench.load.model.VoiceModel;

/**
 * A microphone: Opus every 20 ms while somebody speaks, now and then while nobody does.
 *
 * <p>Thread: the loop.
 */
final class MicrophoneTrack {
    /** Opus: hybrid fullband, 20 ms, mono (RFC 6716 section 3.1). */
    private static final int TABLE_OF_CONTENTS = 0x78;

    private final LoadLoop loop;
    private final SentStream stream;
    private final VoiceModel voice;
    private long dueNanos;
    private boolean wasTalking;
    private boolean stopped;

    MicrophoneTrack(LoadLoop loop, SentStream stream, VoiceModel voice) {
        this.loop = loop;
        this.stream = stream;
        this.voice = voice;
    }

    SentStream stream() {
        return stream;
    }

    void start(long nowNanos) {
        dueNanos = nowNanos;
        loop.at(dueNanos, this::onDue);
    }

    void stop() {
        stopped = true;
    }

    private void onDue() {
        if (stopped) {
            return;
        }
        if (voice.next()) {
            loop.delays().record(Delays.Kind.LATENESS, System.nanoTime() - dueNanos);
            boolean spurt = voice.isTalking() && !wasTalking;
            int payload = stream.begin(spurt, dueNanos, false, voice.level());
            loop.outgoing()[payload] = TABLE_OF_CONTENTS;
            int bytes = Math.max(voice.bytes(), 1 + PayloadStamp.LENGTH);
            stream.finish(payload, bytes, 0, 1, false, dueNanos);
        }
        wasTalking = voice.isTalking();
        dueNanos += VoiceModel.PACKET_NANOS;
        loop.at(dueNanos, this::onDue);
    }
}
