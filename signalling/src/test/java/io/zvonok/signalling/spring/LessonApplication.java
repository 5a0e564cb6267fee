package io.zvonok.signalling.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.zvonok.signalling.ZvonokServer;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class LessonApplication {
    @Value("${zvonok.secret}") // at least 32 characters
    private String secret;

    public static void main(String[] arguments) {
        SpringApplication.run(LessonApplication.class, arguments);
    }

    @Bean(destroyMethod = "close")
    ZvonokServer zvonok(
            @Value("${zvonok.http-port:8090}") int httpPort,
            @Value("${zvonok.udp-port:10000}") int udpPort,
            MeterRegistry meters) {
        return ZvonokServer.builder()
                .httpPort(httpPort)
                .udpPort(udpPort)
                .key("school", secret)
                .meterRegistry(meters)
                .build()
                .start();
    }

    @PostMapping("/lessons/{room}/tokens") // who it is, and in which role: ask your own login
    String token(@PathVariable String room, @RequestParam String identity, @RequestParam Role role) {
        AccessToken token =
                new AccessToken("school", secret).room(room).identity(identity).role(role);
        return token.toJwt(Instant.now());
    }
}
