/**
 * {@link io.zvonok.signalling.api.RoomService} of a server somewhere else: speaks REST with the JDK's HTTP client.
 *
 * <p>Thread: any. Read {@link io.zvonok.signalling.remote.RemoteRoomService} first.
 */
@NullMarked
package io.zvonok.signalling.remote;

import org.jspecify.annotations.NullMarked;
