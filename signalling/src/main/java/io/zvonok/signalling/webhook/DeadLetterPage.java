package io.zvonok.signalling.webhook;

import java.util.List;

/**
 * @param next what to ask after the next time
 * @param forgotten letters that there was no room for any more, since the start
 */
public record DeadLetterPage(List<DeadLetter> letters, long next, long forgotten) {
    public DeadLetterPage {
        letters = List.copyOf(letters);
    }
}
