package io.zvonok.signalling.http;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.session.RateLimit;
import io.zvonok.signalling.token.Claims;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often each token may ask, whoever has it and wherever it comes from: a whole school shares one address. The number of
 * tokens that are remembered is bounded; who asked longest ago is forgotten first.
 *
 * <p>Thread: any.
 */
public final class TokenRates {
    private static final int MAX_TOKENS = 10_000;

    private final double perSecond;
    private final int burst;
    private final LongSupplier nanoTime;
    private final Map<String, RateLimit> rates = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RateLimit> eldest) {
            return size() > MAX_TOKENS;
        }
    };

    public TokenRates(double perSecond, int burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    /** Throws RATE_LIMITED. */
    public void take(Claims claims) {
        String token = claims.keyId() + '/' + claims.identity() + '/' + claims.tokenId();
        long now = nanoTime.getAsLong();
        boolean taken;
        synchronized (rates) {
            taken = rates.computeIfAbsent(token, key -> new RateLimit(perSecond, burst, now))
                    .tryTake(now);
        }
        if (!taken) {
            throw new ZvonokException(ErrorCode.RATE_LIMITED, "too many requests with this token; wait a moment");
        }
    }
}
