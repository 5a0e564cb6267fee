package io.zvonok.signalling.ledger;

/**
 * @param rooms in memory
 * @param bytes they take, about
 * @param roomsWaiting with events that are not on the disk yet
 * @param diskFailures how often writing failed
 */
public record LedgerStatus(int rooms, long bytes, int roomsWaiting, long diskFailures) {}
