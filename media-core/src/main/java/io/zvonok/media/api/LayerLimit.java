package io.zvonok.media.api;

/** Why a slot shows no better picture than it does. */
public enum LayerLimit {
    /** It is as large as the viewer has room for, or nothing flows. */
    NONE,
    /** The link carries no more: see {@code needBps} and {@code haveBps}. */
    BANDWIDTH,
    /** The sender sends nothing larger. */
    SENDER,
    /** A better one was asked for and its keyframe has not come yet. */
    WAITING
}
