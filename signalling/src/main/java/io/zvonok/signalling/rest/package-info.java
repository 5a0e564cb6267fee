/**
 * {@link io.zvonok.signalling.api.RoomService} over HTTP at {@code /api/v1}, for backends that are not in the server's
 * process. A verb is one row in {@code RestRoutes}; tokens, rights, rates, idempotency keys and complaints are the same
 * for all.
 *
 * <p>Spec: RFC 9110, RFC 9457 (problem details), RFC 6750 (bearer tokens), {@code openapi.yaml}.
 * <p>Thread: any. Read {@code RestService} first.
 */
@NullMarked
package io.zvonok.signalling.rest;

import org.jspecify.annotations.NullMarked;
