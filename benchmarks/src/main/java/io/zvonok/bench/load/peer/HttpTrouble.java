package io.zvonok.bench.load.peer;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;

/** Says in one line why HTTP did not work. */
final class HttpTrouble {
    private HttpTrouble() {}

    static String describe(URI url, Throwable failed) {
        String where = url.getScheme() + "://" + url.getRawAuthority();
        Throwable cause = failed;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
            String message = String.valueOf(deeper.getMessage());
            if (message.contains("Too many open files")) {
                return "too few file descriptors: a connection to " + where + " could not be opened (ulimit -n)";
            }
            if (message.contains("Cannot assign requested address")) {
                return "too few local ports: a connection to " + where + " could not be opened";
            }
            if (deeper instanceof UnresolvedAddressException || deeper instanceof UnknownHostException) {
                return where + " cannot be reached: unknown host";
            }
            if (deeper instanceof SSLException) {
                return where + " cannot be reached by TLS: " + message;
            }
            if (deeper instanceof WebSocketHandshakeException handshake) {
                return where + " refuses a WebSocket: HTTP "
                        + handshake.getResponse().statusCode();
            }
        }
        if (cause instanceof HttpConnectTimeoutException || cause instanceof HttpTimeoutException) {
            return where + " does not answer";
        }
        if (cause instanceof ConnectException) {
            return where + " cannot be reached: connection refused";
        }
        return where + ": " + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }
}
