package io.zvonok.media.api;

/** Who opens the DTLS handshake (RFC 5763): {@code a=setup:active} is the client, {@code passive} the server. */
public enum DtlsRole {
    CLIENT,
    SERVER
}
