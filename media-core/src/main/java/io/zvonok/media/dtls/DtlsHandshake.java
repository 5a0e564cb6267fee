package io.zvonok.media.dtls;

import java.io.IOException;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;

/** One role of the handshake: blocks the calling thread until it is done. */
interface DtlsHandshake {
    DTLSTransport run(DatagramTransport transport) throws IOException;

    /** After {@link #run} has returned. */
    DtlsKeys keys();
}
