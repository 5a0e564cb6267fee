package io.zvonok.signalling.sdp;

import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.ZvonokException;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of its ICE after the offer ({@code application/trickle-ice-sdpfrag}). Its candidates are not kept: a
 * server learns where a client is from the client's own checks.
 *
 * <p>Spec: RFC 8840 section 9.
 *
 * @param ice the credentials it belongs to; null if it names none
 */
public record SdpFragment(@Nullable IceParameters ice) {
    private static final int CANDIDATE_FIELDS = 8;

    /** @throws ZvonokException BAD_SDP with one sentence that names the line */
    public static SdpFragment parse(String text) {
        Lines lines = new Lines();
        text.lines().forEach(lines::read);
        return lines.fragment();
    }

    private static final class Lines {
        private int line;
        private boolean useful;
        private @Nullable String ufrag;
        private @Nullable String password;

        void read(String text) {
            line++;
            if (text.startsWith("a=")) {
                attribute(text.substring(2));
            } else if (!text.startsWith("m=")) {
                throw BadSdp.line(line, "a fragment has lines a=... and m=... only");
            }
        }

        private void attribute(String text) {
            int colon = text.indexOf(':');
            String value = colon < 0 ? "" : text.substring(colon + 1);
            switch (colon < 0 ? text : text.substring(0, colon)) {
                case "ice-ufrag" -> ufrag = same(ufrag, value, 4);
                case "ice-pwd" -> password = same(password, value, 22);
                case "candidate" -> {
                    if (value.split(" ", -1).length < CANDIDATE_FIELDS) {
                        throw BadSdp.line(line, "a=candidate has too few fields");
                    }
                    useful = true;
                }
                case "end-of-candidates" -> useful = true;
                default -> {} // options and groups change nothing here
            }
        }

        /** All sections share one transport. */
        private String same(@Nullable String before, String value, int minLength) {
            if (!SdpTokens.isIceString(value, minLength, 256)) {
                throw BadSdp.line(line, "these are no ICE credentials");
            }
            if (before != null && !before.equals(value)) {
                throw BadSdp.line(line, "the sections have different ICE credentials; they share one transport");
            }
            return value;
        }

        SdpFragment fragment() {
            if ((ufrag == null) != (password == null)) {
                throw BadSdp.because("a=ice-ufrag and a=ice-pwd belong together; one of them is missing.");
            }
            if (ufrag != null && password != null) {
                return new SdpFragment(new IceParameters(ufrag, password));
            }
            if (!useful) {
                throw BadSdp.because("The fragment has neither ICE credentials nor candidates.");
            }
            return new SdpFragment(null);
        }
    }
}
