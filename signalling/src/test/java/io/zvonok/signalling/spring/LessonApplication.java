package io.zvonok.signalling.spring;

import static io.zvonok.signalling.config.ServerOption.HTTP_PORT;
import static io.zvonok.signalling.config.ServerOption.KEY;
import static io.zvonok.signalling.config.ServerOption.UDP_PORT;

import io.micrometer.core.instrument.MeterRegistry;
import io.zvonok.signalling.ZvonokServer;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.session.LessonListener;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
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
            @Value("${zvonok.http-port:8090}") String http,
            @Value("${zvonok.udp-port:10000}") String udp,
            MeterRegistry meters,
            ObjectProvider<LessonListener> diary) {
        Map<ServerOption, List<String>> options =
                Map.of(KEY, List.of("school:" + secret), HTTP_PORT, List.of(http), UDP_PORT, List.of(udp));
        return ZvonokServer.builder()
                .options(ServerOptions.of(options))
                .meterRegistry(meters)
                .listener(diary.getIfAvailable(() -> new LessonListener() {}))
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
