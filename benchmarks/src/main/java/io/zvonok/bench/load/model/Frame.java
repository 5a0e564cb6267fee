package io.zvonok.bench.load.model;

/**
 * One encoded picture.
 *
 * @param number 0, 1, 2 ... of its encoding
 * @param bytes of all payloads together, without codec headers of the packets
 * @param baseNumber counts pictures of the lowest temporal layer (TL0PICIDX)
 */
public record Frame(
        int number, boolean keyframe, int temporalLayer, int baseNumber, int bytes, int width, int height) {}
