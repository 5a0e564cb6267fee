package io.zvonok.bench.load;

import io.zvonok.bench.load.model.Layer;
import io.zvonok.bench.load.peer.Peer;
import java.util.List;

/**
 * Every second half of the viewers ask for another size of picture, so each of them every two seconds.
 *
 * <p>Thread: that of the run.
 */
final class ViewSwitching implements Runnable {
    private final List<Peer> viewers;
    private final List<Layer> layers;
    private int second;

    ViewSwitching(List<Peer> viewers, int layers) {
        this.viewers = viewers;
        this.layers = Layer.camera(layers, 1_500_000);
    }

    @Override
    public void run() {
        for (int i = second % 2; i < viewers.size(); i += 2) {
            int rank = (second / 2 + i / 2) % layers.size();
            Layer layer = layers.get(rank);
            viewers.get(i).view(ScenarioSpec.BIG_SLOT, layer.width(), layer.height(), rank);
        }
        second++;
    }
}
