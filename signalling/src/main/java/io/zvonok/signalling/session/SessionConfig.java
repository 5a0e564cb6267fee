package io.zvonok.signalling.session;

/**
 * @param joinTimeoutMillis from the open socket to the {@code join} message, and for the join itself
 * @param resumeMillis how long a session without a socket is kept
 * @param emptyLessonMillis how long a lesson without anybody is kept
 * @param pingIntervalMillis between WebSocket pings
 * @param maxParticipants in one lesson
 * @param maxLessons in one server
 */
public record SessionConfig(
        long joinTimeoutMillis,
        long resumeMillis,
        long emptyLessonMillis,
        long pingIntervalMillis,
        int maxParticipants,
        int maxLessons) {
    public static final SessionConfig DEFAULT = new SessionConfig(5_000, 60_000, 30_000, 15_000, 500, 10_000);

    public SessionConfig {
        if (joinTimeoutMillis <= 0 || resumeMillis < 0 || emptyLessonMillis < 0 || pingIntervalMillis <= 0) {
            throw new IllegalArgumentException("times must be positive");
        }
        if (maxParticipants <= 0 || maxLessons <= 0) {
            throw new IllegalArgumentException("bounds must be positive");
        }
    }
}
