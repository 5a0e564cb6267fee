/**
 * Pushes what ledgers record to a backend: signed HTTP requests, of each room in order, tried again until they arrive or
 * become dead letters.
 *
 * <p>Spec: the signature is that of Standard Webhooks, version 1.
 * <p>Thread: {@link io.zvonok.signalling.webhook.Webhooks} has one of its own. Read it first.
 */
@NullMarked
package io.zvonok.signalling.webhook;

import org.jspecify.annotations.NullMarked;
