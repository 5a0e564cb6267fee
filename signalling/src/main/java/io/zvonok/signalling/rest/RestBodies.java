package io.zvonok.signalling.rest;

import io.zvonok.signalling.api.RoomGroup;
import io.zvonok.signalling.api.SlotChoice;
import java.util.List;
import java.util.Objects;

/** Bodies that are only of the REST interface; the others are the records of the API. */
final class RestBodies {
    private RestBodies() {}

    /** Of a PATCH on a track. */
    record Muting(Boolean muted) {
        Muting {
            if (muted == null) {
                throw new IllegalArgumentException("muted is missing");
            }
        }
    }

    /** Of a PUT of groups. */
    record Groups(List<RoomGroup> groups) {
        Groups {
            if (groups == null || groups.stream().anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("groups must be an array of groups");
            }
        }
    }

    /** Of a PUT of subscriptions. */
    record Subscriptions(List<SlotChoice> slots) {
        Subscriptions {
            if (slots == null || slots.stream().anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("slots must be an array of slots");
            }
        }
    }
}
