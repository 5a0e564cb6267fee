/**
 * What happened in a room, in order and without gaps: a numbered log per room that outlives its lessons.
 *
 * <p>Thread: any. Read {@link io.zvonok.signalling.ledger.RoomLedger} first.
 */
@NullMarked
package io.zvonok.signalling.ledger;

import org.jspecify.annotations.NullMarked;
