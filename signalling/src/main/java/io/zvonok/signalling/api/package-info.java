/**
 * What a backend calls, in process or over the network: {@link io.zvonok.signalling.api.RoomService}. Values are immutable
 * records, options are built, results are stages that fail with
 * {@link io.zvonok.media.api.ZvonokException} and the codes of the wire.
 *
 * <p>Thread: any. Get a service from {@code ZvonokServer.rooms()} or from
 * {@code io.zvonok.signalling.remote.RemoteRoomService}.
 */
@NullMarked
package io.zvonok.signalling.api;

import org.jspecify.annotations.NullMarked;
