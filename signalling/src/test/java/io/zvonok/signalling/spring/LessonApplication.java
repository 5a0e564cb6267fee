package io.zvonok.signalling.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.zvonok.media.api.RoomId;
import io.zvonok.signalling.ZvonokServer;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.session.LessonListener;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
public class LessonApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(LessonApplication.class, arguments);
    }

    @Bean(destroyMethod = "close")
    ZvonokServer zvonok(@Value("${zvonok.secret}") String secret, MeterRegistry meters) {
        LessonListener diary = new LessonListener() {
            @Override
            public void onParticipantJoined(RoomId room, Person person) {
                LoggerFactory.getLogger("lessons").info("{} came to {}", person.identity(), room);
            }
        };
        ServerOptions options = ServerOptions.of(Map.of(
                ServerOption.KEY,
                List.of("school:" + secret),
                ServerOption.HTTP_PORT,
                List.of("0"),
                ServerOption.UDP_PORT,
                List.of("0")));
        return ZvonokServer.builder()
                .options(options)
                .meterRegistry(meters)
                .listener(diary)
                .build()
                .start();
    }

    @Bean
    HealthIndicator zvonokHealthIndicator(ZvonokServer zvonok) {
        return () -> (zvonok.isReady() ? Health.up() : Health.outOfService()).build();
    }

    @RestController
    record Lessons(
            ZvonokServer zvonok, @Value("${zvonok.secret}") String secret) {
        @PostMapping("/lessons/{room}/tokens") // identity and role are what your own login says
        String token(@PathVariable String room, @RequestParam String identity, @RequestParam Role role) {
            return new AccessToken("school", secret)
                    .room(room)
                    .identity(identity)
                    .role(role)
                    .toJwt(Instant.now());
        }
    }
}
