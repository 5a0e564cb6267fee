package io.zvonok.media.sim;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A piece of the way from the server that several viewers share, before their own links: a class behind one school line.
 * One queue for all. Made by {@link Scenario#shareDownlink}.
 */
public final class SharedDownlink {
    private final SimulatedNetwork network;
    private final SimulatedNetwork.Link link;
    private final Map<SimulatedNetwork.Link, SimulatedNetwork.Link.Observer> observers = new LinkedHashMap<>();

    SharedDownlink(SimulatedNetwork network, SimulatedNetwork.Link link) {
        this.network = network;
        this.link = link;
    }

    /** What all of them send through it: its conditions, its queue, and who watches the total. */
    public SimulatedNetwork.Link link() {
        return link;
    }

    public SharedDownlink change(LinkConditions.Change... changes) {
        link.change(changes);
        return this;
    }

    /** One more viewer behind it. */
    public SharedDownlink add(TestPeer viewer) {
        network.share(viewer.down(), this);
        return this;
    }

    /** What is sent to one viewer, and what of it gets to the viewer's own link. */
    public SharedDownlink observe(TestPeer viewer, SimulatedNetwork.Link.Observer observer) {
        observers.put(viewer.down(), observer);
        return this;
    }

    void carry(int bytes, SimulatedNetwork.Link own, Runnable delivery) {
        link.carry(bytes, observers.get(own), delivery);
    }
}
