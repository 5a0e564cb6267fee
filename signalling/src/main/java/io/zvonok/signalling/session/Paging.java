package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.api.PageRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of many elements, found without sorting them all. A cursor is the key of a page's last element, so that what
 * comes and goes meanwhile makes nothing come twice or be left out.
 *
 * @param next null on the last page
 */
record Paging<T>(List<T> items, @Nullable String next) {
    static <T, K extends Comparable<K>> Paging<T> of(
            Iterable<T> all,
            Function<T, K> key,
            Function<K, String> write,
            Function<String, K> read,
            PageRequest request) {
        K after = request.cursor() == null ? null : read(request.cursor(), read);
        Comparator<T> order = Comparator.comparing(key);
        PriorityQueue<T> smallest = new PriorityQueue<>(request.limit() + 2, order.reversed());
        for (T element : all) {
            if (after == null || key.apply(element).compareTo(after) > 0) {
                smallest.add(element);
                if (smallest.size() > request.limit() + 1) {
                    smallest.remove();
                }
            }
        }
        List<T> items = new ArrayList<>(smallest);
        items.sort(order);
        if (items.size() <= request.limit()) {
            return new Paging<>(items, null);
        }
        items.remove(items.size() - 1);
        String last = write.apply(key.apply(items.get(items.size() - 1)));
        return new Paging<>(
                items, Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
    }

    private static <K> K read(String cursor, Function<String, K> read) {
        try {
            return read.apply(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "cursor must be the next of a page");
        }
    }
}
