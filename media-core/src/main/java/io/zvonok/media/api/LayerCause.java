package io.zvonok.media.api;

/** Why the layer of a slot changed. */
public enum LayerCause {
    /** Another source came into the slot, or left it. */
    SOURCE,
    /** The viewer shows the slot in another size, or not at all. */
    VIEW,
    /** The link carries less than before. */
    BANDWIDTH_FELL,
    /** The link carries more than before. */
    BANDWIDTH_ROSE,
    /** The link is the same, what the pictures of the viewer take of it is not. */
    SHARE,
    /** The sender began to send a layer, or stopped. */
    SENDER,
    /** The source was muted, unmuted or forbidden. */
    GATE
}
