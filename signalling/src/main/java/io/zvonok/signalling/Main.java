package io.zvonok.signalling;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.config.ConfigException;
import io.zvonok.signalling.config.ServerCommandLine;
import io.zvonok.signalling.config.ServerOptions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The runnable server: options in, a {@link ZvonokServer} in the foreground, Ctrl-C or SIGTERM drains and ends it.
 *
 * <p>Exit codes: 0 everybody had gone, 2 options that cannot be, 3 what is in the way on this machine (a port in use), 4
 * ended while people were there. Thread: the process's first.
 */
public final class Main {
    private static final int USAGE = 2;
    private static final int ENVIRONMENT = 3;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        ServerOptions options;
        try {
            ServerCommandLine.Request request =
                    new ServerCommandLine().parse(arguments, System.getenv(), ZvonokServer.version());
            if (request instanceof ServerCommandLine.Request.Print print) {
                out.print(print.text());
                return;
            }
            options = ((ServerCommandLine.Request.Start) request).options();
        } catch (ConfigException wrong) {
            fail(wrong.getMessage(), USAGE);
            return;
        }
        startLogging(options.logLevel());
        try {
            run(options, out);
        } catch (ZvonokException refused) {
            fail(refused.getMessage(), ENVIRONMENT);
        }
    }

    private static void fail(@Nullable String message, int status) {
        System.err.println("zvonok: " + message);
        System.exit(status);
    }

    /** Before the first logger is made. A file of its own name, so that a host's logging is never configured by ours. */
    private static void startLogging(String level) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/zvonok/signalling/server-logging.xml");
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        ((Logger) LoggerFactory.getLogger("io.zvonok")).setLevel(Level.toLevel(level));
    }

    private static void run(ServerOptions options, PrintStream out) throws InterruptedException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ZvonokServer server = ZvonokServer.builder()
                .options(options)
                .meterRegistry(registry)
                .scrape(registry::scrape)
                .build()
                .start();
        bindProcessMeters(registry);
        new Farewell(server, options.drainTimeout(), out).await();
        System.gc(); // nobody is here yet: warming up left more garbage than an idle server ever makes
        greet(options, server.httpPort(), out);
        new CountDownLatch(1).await(); // a signal ends the process
    }

    /** Of the JVM and the process, beside the server's own. */
    static void bindProcessMeters(PrometheusMeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        JvmGcMetrics collections = new JvmGcMetrics(); // open as long as the process
        collections.bindTo(registry);
    }

    private static void greet(ServerOptions options, int port, PrintStream out) {
        String scheme = options.tlsCertificate() == null ? "http" : "https";
        boolean any =
                options.bindAddress().equals("0.0.0.0") || options.bindAddress().equals("::");
        String host = any ? "127.0.0.1" : options.bindAddress();
        String base = scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        out.println("Zvonok " + ZvonokServer.version() + " is ready: " + base + "/");
        if (!options.development()) {
            return;
        }
        out.println("Development key: anybody can make tokens for this server. Use --key KID:SECRET for others.");
        out.println();
        for (DevelopmentLinks.Link link : new DevelopmentLinks(base).lesson("lesson")) {
            out.println(link.role().wireName() + " (" + link.identity() + "):");
            out.println("  " + link.url());
        }
        DevelopmentLinks.Encoder encoder = new DevelopmentLinks(base).encoder("lesson");
        out.println(
                "encoder, by WHIP (the room goes on air by itself unless the teacher is there), URL and bearer token:");
        out.println("  " + encoder.url());
        out.println("  " + encoder.token());
        out.println("operator:");
        out.println("  " + new DevelopmentLinks(base).console());
        out.println();
    }
}
