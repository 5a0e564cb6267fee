package io.zvonok.media.api;

/**
 * Where a peer is in a room that is split into groups: who is in one sees and hears those in the same, and who speaks to
 * all.
 *
 * @param group 0: the whole lesson, where everybody is who was sent nowhere else
 * @param speaksToAll is seen and heard in every group
 */
public record PeerGroup(int group, boolean speaksToAll) {
    public static final PeerGroup WHOLE_LESSON = new PeerGroup(0, false);
}
