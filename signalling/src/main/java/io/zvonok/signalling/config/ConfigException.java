package io.zvonok.signalling.config;

/** An option that cannot be: one clear line that names it and where it came from. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
