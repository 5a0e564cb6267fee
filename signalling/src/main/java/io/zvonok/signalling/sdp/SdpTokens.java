package io.zvonok.signalling.sdp;

/** Character classes and numbers of the grammar (RFC 8866 section 9, RFC 8839 section 5). */
final class SdpTokens {
    private SdpTokens() {}

    /** RFC 8866 {@code token}. */
    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]".indexOf(c) < 0);
    }

    /** RFC 8839 {@code ice-char}s, so many of them. */
    static boolean isIceString(String text, int min, int max) {
        return text.length() >= min
                && text.length() <= max
                && text.chars().allMatch(c -> isAlphanumeric(c) || c == '+' || c == '/');
    }

    /** RFC 8851 {@code rid-id}, no longer than a one-byte header extension carries. */
    static boolean isRid(String text) {
        return !text.isEmpty()
                && text.length() <= 16
                && text.chars().allMatch(c -> isAlphanumeric(c) || c == '-' || c == '_');
    }

    static boolean isHex(String text) {
        return text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x7f);
    }

    /** A decimal number 0..max without leading zeros, or -1 if the text is not one. */
    static long number(String text, long max) {
        if (!isDecimal(text, 10) || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        long value = Long.parseLong(text);
        return value <= max ? value : -1;
    }

    static boolean isDecimal(String text, int maxDigits) {
        return !text.isEmpty() && text.length() <= maxDigits && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
