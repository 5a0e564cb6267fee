package io.zvonok.signalling.ledger;

import java.util.List;

/**
 * Is told of events as soon as readers may have them, of one room in order.
 *
 * <p>Thread: one of the server's; it must not be blocked.
 */
public interface LedgerListener {
    /**
     * @param ledgerId of {@link EventPage#ledger}
     * @param firstSeq the number of the first, the others follow
     * @param lines each one event as JSON; not to be changed
     */
    void onEvents(String room, String ledgerId, long firstSeq, List<byte[]> lines);
}
