package io.zvonok.signalling.spring;

import io.zvonok.media.api.RoomId;
import io.zvonok.signalling.ZvonokServer;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.session.LessonListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class LessonOperations {
    private static final Logger LOG = LoggerFactory.getLogger("lessons");

    @Bean
    LessonListener diary() { // is called on a thread of the server's own
        return new LessonListener() {
            @Override
            public void onParticipantJoined(RoomId room, Person person) {
                LOG.info("{} came to {}", person.identity(), room);
            }

            @Override
            public void onParticipantLeft(RoomId room, Person person, LeaveReason reason) {
                LOG.info("{} left {}: {}", person.identity(), room, reason);
            }
        };
    }

    @Bean
    HealthIndicator zvonokHealthIndicator(ZvonokServer zvonok) { // out of service while it drains
        return () -> (zvonok.isReady() ? Health.up() : Health.outOfService()).build();
    }
}
