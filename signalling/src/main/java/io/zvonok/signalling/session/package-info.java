/**
 * One client's conversation as a state machine, and the lesson it belongs to: join, negotiate, publish, moderate, resume,
 * leave. Sockets and HTTP are elsewhere; media is reached through {@link io.zvonok.media.api.MediaServer} only.
 *
 * <p>Spec: {@code web/asyncapi.yaml}; properties P24 to P31, P38. Thread: a lesson and its sessions live on one strand;
 * {@link io.zvonok.signalling.session.Lessons} and {@link io.zvonok.signalling.session.Conversation} are its doors.
 * Read {@link io.zvonok.signalling.session.Lesson} first.
 */
@NullMarked
package io.zvonok.signalling.session;

import org.jspecify.annotations.NullMarked;
