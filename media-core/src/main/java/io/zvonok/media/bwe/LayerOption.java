package io.zvonok.media.bwe;

/**
 * One way to fill a slot: an encoding, and how much of it.
 *
 * @param id the caller's name for it, opaque here, not negative; stays the same from allocation to allocation
 * @param rateBps what it takes now, as measured, of UDP payload; 0 if nothing was measured, which counts as 50 kbit/s
 * @param height of the picture in pixels
 * @param frameShare 0..100, its part of the frames of the full encoding, in percent
 */
public record LayerOption(int id, long rateBps, int height, int frameShare) {}
