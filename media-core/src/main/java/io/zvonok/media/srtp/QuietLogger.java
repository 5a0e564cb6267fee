package io.zvonok.media.srtp;

import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.jitsi.utils.logging2.Logger;
import org.slf4j.LoggerFactory;

/**
 * What jitsi-srtp may say: its warnings. Everything below is dropped unformatted, because it is about single packets.
 *
 * <p>Thread: any; no state.
 */
final class QuietLogger implements Logger {
    static final QuietLogger INSTANCE = new QuietLogger();

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("io.zvonok.media.srtp.library");

    private QuietLogger() {}

    @Override
    public Logger createChildLogger(String name, Map<String, String> context) {
        return this;
    }

    @Override
    public Logger createChildLogger(String name) {
        return this;
    }

    @Override
    public void warn(Object message) {
        LOG.warn("{}", message);
    }

    @Override
    public void warn(Supplier<String> message) {
        LOG.warn("{}", message.get());
    }

    @Override
    public void warn(Object message, Throwable cause) {
        LOG.warn("{}", message, cause);
    }

    @Override
    public void error(Object message) {
        warn(message);
    }

    @Override
    public void error(Supplier<String> message) {
        warn(message);
    }

    @Override
    public void error(Object message, Throwable cause) {
        warn(message, cause);
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public void trace(Object message) {}

    @Override
    public void trace(Supplier<String> message) {}

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public void debug(Object message) {}

    @Override
    public void debug(Supplier<String> message) {}

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public void info(Object message) {}

    @Override
    public void info(Supplier<String> message) {}

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public Level getLevel() {
        return Level.WARNING;
    }

    @Override
    public void setUseParentHandlers(boolean use) {}

    @Override
    public void addHandler(Handler handler) {}

    @Override
    public void removeHandler(Handler handler) {}

    @Override
    public void setLevelError() {}

    @Override
    public void setLevelWarn() {}

    @Override
    public void setLevelInfo() {}

    @Override
    public void setLevelDebug() {}

    @Override
    public void setLevelTrace() {}

    @Override
    public void setLevelAll() {}

    @Override
    public void setLevelOff() {}

    @Override
    public void setLevel(Level level) {}

    @Override
    public void addContext(Map<String, String> context) {}

    @Override
    public void addContext(String key, String value) {}

    @Override
    public void removeContext(String key) {}
}
