package io.zvonok.media.api;

/**
 * How a room's broadcast stands. The audience is counted, not listed.
 *
 * @param audience peers of the audience, those brought on stage among them
 * @param audienceRooms media loops that carry them
 */
public record BroadcastReport(boolean onAir, Programme programme, int audience, int audienceRooms) {}
