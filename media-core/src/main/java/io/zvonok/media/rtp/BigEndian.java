package io.zvonok.media.rtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers in network byte order inside a byte array. Unsigned 8, 16 and 24 bit values come as a non-negative
 * {@code int}; what is written is cut to its width.
 *
 * <p>Thread: any; no state.
 */
public final class BigEndian {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    public static int get8(byte[] a, int index) {
        return a[index] & 0xFF;
    }

    public static int get16(byte[] a, int index) {
        return (short) SHORT.get(a, index) & 0xFFFF;
    }

    public static int get24(byte[] a, int index) {
        return get8(a, index) << 16 | get16(a, index + 1);
    }

    public static int get32(byte[] a, int index) {
        return (int) INT.get(a, index);
    }

    public static long get64(byte[] a, int index) {
        return (long) LONG.get(a, index);
    }

    public static void put8(byte[] a, int index, int value) {
        a[index] = (byte) value;
    }

    public static void put16(byte[] a, int index, int value) {
        SHORT.set(a, index, (short) value);
    }

    public static void put24(byte[] a, int index, int value) {
        put8(a, index, value >> 16);
        put16(a, index + 1, value);
    }

    public static void put32(byte[] a, int index, int value) {
        INT.set(a, index, value);
    }

    public static void put64(byte[] a, int index, long value) {
        LONG.set(a, index, value);
    }
}
