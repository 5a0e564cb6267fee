package io.zvonok.media.api;

/**
 * Whether anybody watches an encoding: one that nobody watches need not be sent.
 *
 * @param rid empty for a single encoding
 */
public record PublisherLayer(String rid, boolean active) {}
