package io.zvonok.media.api;

/** Why a slot shows what it shows. The wire names are camel case of these (contract: {@code slots}). */
public enum SlotReason {
    /** Media flows. */
    ACTIVE,
    /** Nobody is assigned to the slot. */
    EMPTY,
    /** The viewer is in the audience of a room that is not on air. */
    OFF_AIR,
    /** The source is muted by its sender or by a moderator. */
    SENDER_MUTED,
    /** The source is published but no packet of a usable encoding has come. */
    LAYER_MISSING,
    /** The source is there; its keyframe was asked for and has not come yet. */
    WAITING_FOR_KEYFRAME,
    /** The link carries too little. */
    NO_BANDWIDTH,
    /** The viewer may not see or hear this source, or the sender may not send it. */
    NOT_ALLOWED,
    /** The sender is in another group of the lesson. */
    OTHER_GROUP,
    /** The viewer said that the slot is not on its screen. */
    OFF_SCREEN,
    /** The viewer cannot decode the codec that the sender uses. */
    CODEC_NOT_SUPPORTED,
    /** Packets leave but the viewer reports nothing about them. */
    NO_RECEIVER_REPORTS,
    /** The viewer's transport is not connected. */
    NOT_CONNECTED
}
