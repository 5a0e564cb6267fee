package io.zvonok.signalling.message;

/**
 * Why somebody does not see or hear somebody: the one cause that stands in the way now. Where several do, the one that has
 * to go first. The wire names are camel case of these, and promised.
 */
public enum ExplainCause {
    /** Nothing does: media leaves the server for the viewer. */
    ACTIVE,
    /** Everything is in order since a moment ago, and about to be shown. */
    SETTLING,
    /** Nobody is shown the own picture by the server. */
    ONESELF,
    VIEWER_NOT_IN_ROOM,
    SOURCE_NOT_IN_ROOM,
    /** The room's policy does not show the one to the other. */
    HIDDEN_BY_POLICY,
    /** They are in different groups of the lesson. */
    OTHER_GROUP,
    /** The viewer's media connection is not established. */
    VIEWER_DISCONNECTED,
    /** The viewer's token lets it see and hear nobody. */
    VIEWER_MAY_NOT_WATCH,
    /** The viewer is in the audience of a room that is not on air. */
    AUDIENCE_OFF_AIR,
    /** The source is of somebody in the audience. */
    SOURCE_NOT_ON_STAGE,
    NOT_PUBLISHED,
    /** Published, but the sender has no right to it now: its packets are dropped. */
    GATED,
    MUTED_BY_MODERATOR,
    MUTED_BY_SENDER,
    PUBLISHER_DISCONNECTED,
    NO_PACKETS_FROM_PUBLISHER,
    /** The viewer is in the audience, and the programme shows others. */
    NOT_IN_PROGRAMME,
    /** No slot of the viewer's asks for it. */
    NO_SLOT_WANTED,
    /** A voice that is not among the loudest. */
    NOT_AMONG_LOUDEST,
    /** The viewer's slots are taken by others. */
    TOO_FEW_SLOTS,
    OFF_SCREEN,
    LAYER_MISSING,
    WAITING_FOR_KEYFRAME,
    NO_BANDWIDTH,
    CODEC_NOT_SUPPORTED,
    /** Packets leave; the viewer confirms none. */
    NO_RECEIVER_REPORTS,
    /** Packets arrive; the browser shows or plays nothing. */
    BROWSER_NOT_PLAYING
}
