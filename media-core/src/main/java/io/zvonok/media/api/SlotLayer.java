package io.zvonok.media.api;

/**
 * What flows in a slot: an encoding, and how much of it.
 *
 * @param rid empty for a single encoding
 * @param width in pixels of the forwarded picture, 0 if unknown
 * @param height in pixels of the forwarded picture, 0 if unknown
 * @param spatialLayer highest one forwarded, 0 where the encoding has only one
 * @param temporalLayer highest one forwarded, 0 where the encoding has only one or just the base layer is sent
 */
public record SlotLayer(String rid, int width, int height, int spatialLayer, int temporalLayer) {}
