package io.zvonok.signalling.session;

import io.zvonok.media.api.LayerChange;
import io.zvonok.media.api.SlotLayer;
import io.zvonok.signalling.message.ExplainReport.Text;
import org.jspecify.annotations.Nullable;

/** What changed in a slot, and why, in one sentence for people. A pure function. */
final class LayerChangeText {
    private LayerChangeText() {}

    static Text of(LayerChange change) {
        Text what = what(change.from(), change.to());
        Text why = why(change);
        return new Text(what.en() + ", because " + why.en() + ".", what.ru() + ": " + why.ru() + ".");
    }

    private static Text what(@Nullable SlotLayer from, @Nullable SlotLayer to) {
        Text before = picture(from);
        Text after = picture(to);
        if (from == null || to == null || !before.equals(after)) {
            return new Text(
                    "From " + before.en() + " to " + after.en(), "Было " + before.ru() + ", стало " + after.ru());
        }
        boolean sameStream = from.rid().equals(to.rid()) && from.spatialLayer() == to.spatialLayer();
        if (sameStream && from.temporalLayer() != to.temporalLayer()) {
            boolean fewer = to.temporalLayer() < from.temporalLayer();
            return new Text(
                    "From " + before.en() + " to " + (fewer ? "fewer" : "more") + " frames a second",
                    "Было " + before.ru() + ", стало " + (fewer ? "меньше" : "больше") + " кадров в секунду");
        }
        return new Text(
                "From " + before.en() + " to another stream of the same size",
                "Было " + before.ru() + ", стал другой поток того же размера");
    }

    private static Text picture(@Nullable SlotLayer layer) {
        if (layer == null) {
            return new Text("nothing", "пусто");
        }
        if (layer.width() > 0 && layer.height() > 0) {
            String size = layer.width() + "x" + layer.height();
            return new Text(size, size);
        }
        return layer.rid().isEmpty()
                ? new Text("a stream of unknown size", "поток неизвестного размера")
                : new Text("stream " + layer.rid(), "поток " + layer.rid());
    }

    private static Text why(LayerChange change) {
        boolean gone = change.to() == null;
        return switch (change.cause()) {
            case SOURCE -> new Text("another source came into the slot, or left it", "на этом месте сменился источник");
            case VIEW ->
                gone
                        ? new Text("the viewer does not show it any more", "зритель больше этого не показывает")
                        : new Text("the viewer shows it in another size", "зритель показывает это в другом размере");
            case BANDWIDTH_FELL -> link(change.estimateBps(), "fell to ", "carries less", "упала до ", "ухудшилась");
            case BANDWIDTH_ROSE -> link(change.estimateBps(), "rose to ", "carries more", "выросла до ", "улучшилась");
            case SHARE ->
                new Text(
                        "the viewer's other slots need another share of the link",
                        "другим местам зрителя понадобилась другая доля связи");
            case SENDER ->
                new Text(
                        "the sender began to send a layer, or stopped",
                        "отправитель начал или перестал передавать слой");
            case GATE ->
                gone
                        ? new Text("it was muted or forbidden", "источник выключен или запрещён")
                        : new Text("it was unmuted or allowed", "источник включён или разрешён");
        };
    }

    private static Text link(long estimateBps, String en, String unknownEn, String ru, String unknownRu) {
        if (estimateBps < 0) {
            return new Text("the link " + unknownEn, "связь " + unknownRu);
        }
        Text rate = Amounts.rate(estimateBps);
        return new Text("the link " + en + rate.en(), "связь " + ru + rate.ru());
    }
}
