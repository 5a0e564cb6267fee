package io.zvonok.media.dtls;

import org.bouncycastle.tls.TlsFatalAlert;

/** We end the handshake, and can say why in a sentence that holds no address and no secret. */
final class HandshakeRefused extends TlsFatalAlert {
    private static final long serialVersionUID = 1;

    private final String reason;

    HandshakeRefused(short alert, String reason) {
        super(alert, reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
