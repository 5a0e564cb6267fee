package io.zvonok.signalling.config;

import java.util.Locale;

/** Each option of the server, as flag ({@code --http-port}), environment variable ({@code ZVONOK_HTTP_PORT}) and file key. */
public enum ServerOption {
    HTTP_PORT("PORT", "8080", false, "TCP port of pages, signalling and REST; 0: any free one"),
    BIND_ADDRESS("ADDRESS", "0.0.0.0", false, "address to bind; 0.0.0.0: all of this machine, IPv6 too"),
    UDP_PORT("PORT", "10000", false, "UDP port of the first media loop; loop n uses port + n; 0: any free ones"),
    MEDIA_LOOPS("N", "", false, "threads that forward media; default: one per core"),
    TRAINS("on|off", "on", false, "hand datagrams to one viewer to the kernel together where it can do that"),
    ADVERTISED_ADDRESS(
            "ADDRESS",
            "",
            true,
            "address that clients are told for media, may be given more than once; default: the machine's own"),
    KEY("KID:SECRET", "", true, "key that signs tokens, may be given more than once; default: the development key"),
    INSECURE_DEV("", "false", false, "let the development key be used on other addresses than loopback"),
    ALLOWED_ORIGIN("ORIGIN", "", true, "origin of other sites whose pages may connect, may be given more than once"),
    TLS_CERT("FILE", "", false, "PEM file with the certificate chain: serve HTTPS and WSS"),
    TLS_KEY("FILE", "", false, "PEM file with the private key of --tls-cert"),
    DRAIN_TIMEOUT("DURATION", "5s", false, "time to go elsewhere after SIGTERM or Ctrl-C: 90s, 30m, 2h"),
    DRAIN_URL("URL", "", false, "ws:// or wss:// address to go to then; default: the same as before"),
    LEDGER_DIR("DIR", "", false, "directory where each room's ledger gets a file; default: in memory only"),
    LEDGER_DAYS("N", "90", false, "how long the ledger of a room that is used no more is kept in --ledger-dir"),
    WEBHOOK_URL("URL", "", false, "where what ledgers record is pushed to"),
    WEBHOOK_SECRET(
            "SECRET", "", true, "signs webhooks; may be given more than once, to change over from one to the next"),
    LOG_LEVEL("LEVEL", "info", false, "trace, debug, info, warn or error");

    private final String valueName;
    private final String defaultValue;
    private final boolean repeatable;
    private final String description;

    ServerOption(String valueName, String defaultValue, boolean repeatable, String description) {
        this.valueName = valueName;
        this.defaultValue = defaultValue;
        this.repeatable = repeatable;
        this.description = description;
    }

    /** As in the file: {@code http-port}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String flag() {
        return "--" + key();
    }

    public String environmentVariable() {
        return "ZVONOK_" + name();
    }

    /** What stands for the value in the help; empty for a switch. */
    public String valueName() {
        return valueName;
    }

    public boolean isSwitch() {
        return valueName.isEmpty();
    }

    public String defaultValue() {
        return defaultValue;
    }

    public boolean repeatable() {
        return repeatable;
    }

    public String description() {
        return description;
    }
}
