package io.zvonok.signalling;

import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Voices that never fall silent, each of a loudness of its own: what libwebrtc peers send. */
public final class Tones implements AutoCloseable {
    private static final int SAMPLE_RATE = 48_000;
    private static final int FRAMES_OF_10_MILLIS = SAMPLE_RATE / 100;

    private final List<CustomAudioSource> voices = new ArrayList<>();
    private final ScheduledExecutorService speaking = Executors.newSingleThreadScheduledExecutor();

    public Tones() {
        speaking.scheduleAtFixedRate(this::speak, 0, 10, TimeUnit.MILLISECONDS);
    }

    /** The later the louder. */
    public synchronized CustomAudioSource add() {
        CustomAudioSource voice = new CustomAudioSource();
        voices.add(voice);
        return voice;
    }

    private synchronized void speak() {
        for (int i = 0; i < voices.size(); i++) {
            byte[] samples = new byte[FRAMES_OF_10_MILLIS * 2];
            int amplitude = 200 + 400 * i;
            for (int frame = 0; frame < FRAMES_OF_10_MILLIS; frame++) {
                int sample = (int) (amplitude * Math.sin(2 * Math.PI * 5 * frame / FRAMES_OF_10_MILLIS));
                samples[2 * frame] = (byte) sample;
                samples[2 * frame + 1] = (byte) (sample >> 8);
            }
            voices.get(i).pushAudio(samples, 16, SAMPLE_RATE, 1, FRAMES_OF_10_MILLIS);
        }
    }

    /** No more sounds are made; the sources live until {@link #close}. */
    public void fallSilent() throws InterruptedException {
        speaking.shutdownNow();
        speaking.awaitTermination(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        voices.forEach(CustomAudioSource::dispose);
    }
}
