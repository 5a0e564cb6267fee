package io.zvonok.signalling.spring;

import io.zvonok.media.api.RoomId;
import io.zvonok.signalling.ZvonokServer;
import io.zvonok.signalling.api.Room;
import io.zvonok.signalling.api.RoomOptions;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.session.LessonListener;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

@Configuration
class LessonOperations {
    private static final Logger LOG = LoggerFactory.getLogger("lessons");

    @Bean
    HealthIndicator zvonokHealthIndicator(ZvonokServer zvonok) { // out of service while it drains
        return () -> (zvonok.isReady() ? Health.up() : Health.outOfService()).build();
    }

    @Bean(destroyMethod = "close")
    AutoCloseable diary(ZvonokServer zvonok) {
        return zvonok.listener(
                new LessonListener() { // is called on a thread of its own
                    @Override
                    public void onParticipantJoined(RoomId room, Person person) {
                        LOG.info("{} came to {}", person.identity(), room);
                    }

                    @Override
                    public void onParticipantLeft(RoomId room, Person person, LeaveReason reason) {
                        LOG.info("{} left {}: {}", person.identity(), room, reason);
                    }
                });
    }

    @RestController
    record Rooms(ZvonokServer zvonok) {
        @PutMapping("/lessons/{room}")
        CompletionStage<Room> open(@PathVariable String room) {
            RoomOptions options = RoomOptions.builder().maxParticipants(40).build();
            return zvonok.rooms().createRoom(room, options);
        }
    }
}
