package io.zvonok.signalling.session;

import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.token.Claims;

/**
 * A join whose token is good, on its way into a lesson.
 *
 * @param startedNanos when the message came
 */
record Admission(Conversation conversation, ClientMessage.Join message, Claims claims, long startedNanos) {}
