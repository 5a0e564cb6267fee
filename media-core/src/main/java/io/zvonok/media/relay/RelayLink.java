package io.zvonok.media.relay;

/**
 * What connects a stage with one of its audience rooms: a pipe down, for the programme, and one up, for what the audience
 * asks for and what those of it send who were brought on stage.
 *
 * <p>Thread: any; immutable.
 */
public final class RelayLink {
    private final RelayPipe down;
    private final RelayPipe up;

    /**
     * @param stage wakes the loop of the stage
     * @param audience wakes the loop of the audience room
     */
    public RelayLink(RelayPipe.Wake stage, RelayPipe.Wake audience) {
        this.down = new RelayPipe(audience);
        this.up = new RelayPipe(stage);
    }

    /** One room's end of a link. */
    public record End(RelayPipe out, RelayPipe in) {}

    public End stageEnd() {
        return new End(down, up);
    }

    public End audienceEnd() {
        return new End(up, down);
    }

    /** Gives back what is still in the pipes. Only once neither loop runs any more. */
    public void discard() {
        down.discard();
        up.discard();
    }
}
