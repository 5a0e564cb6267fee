package io.zvonok.signalling.ledger;

/** What may happen in a room that is worth remembering; the names are promised to readers. */
public enum LedgerEventType {
    ROOM_OPENED("roomOpened"),
    ROOM_CLOSED("roomClosed"),
    JOINED("joined"),
    LEFT("left"),
    HAND_RAISED("handRaised"),
    HAND_LOWERED("handLowered"),
    FLOOR_GIVEN("floorGiven"),
    FLOOR_TAKEN("floorTaken"),
    SHARE_STARTED("shareStarted"),
    SHARE_STOPPED("shareStopped"),
    MUTED("muted"),
    UNMUTED("unmuted"),
    ON_AIR("onAir"),
    OFF_AIR("offAir"),
    KICKED("kicked"),
    BANNED("banned"),
    LOBBY_WAITING("lobbyWaiting"),
    LOBBY_ADMITTED("lobbyAdmitted"),
    LOBBY_REFUSED("lobbyRefused"),
    POLICY_CHANGED("policyChanged"),
    GROUPS_CHANGED("groupsChanged"),
    GROUP_MOVED("groupMoved"),
    QUALITY("quality"),
    /** How many are in the audience. */
    AUDIENCE("audience");

    private final String wireName;

    LedgerEventType(String wireName) {
        this.wireName = wireName;
    }

    /** As in JSON: {@code handRaised}. */
    public String wireName() {
        return wireName;
    }
}
