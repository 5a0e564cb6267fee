package io.zvonok.media.api;

/** One end's ICE credentials (RFC 8839 section 5.4). Secret: never logged. */
public record IceParameters(String ufrag, String password) {
    @Override
    public String toString() {
        return "IceParameters[secret]";
    }
}
