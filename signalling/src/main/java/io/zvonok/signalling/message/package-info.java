/**
 * The wire protocol {@code zvonok.v1}: one record per message and the JSON codec. No behaviour.
 *
 * <p>Spec: the AsyncAPI document {@code web/asyncapi.yaml}, held equal to these records by a test. Thread: any, immutable
 * values. Read {@link io.zvonok.signalling.message.ClientMessage} and {@link io.zvonok.signalling.message.ServerMessage}
 * first.
 */
@NullMarked
package io.zvonok.signalling.message;

import org.jspecify.annotations.NullMarked;
