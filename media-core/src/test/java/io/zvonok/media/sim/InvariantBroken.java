package io.zvonok.media.sim;

/** Something that must never happen did. Names the invariant of {@link Invariants}. */
public final class InvariantBroken extends AssertionError {
    private static final long serialVersionUID = 1L;

    public InvariantBroken(String invariant, String what) {
        super(invariant + " broken: " + what);
    }
}
