package io.zvonok.signalling.session;

import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.DownlinkReport.Feedback;
import io.zvonok.media.api.DownlinkReport.Limiter;
import io.zvonok.signalling.message.ExplainReport.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the way to a participant carries and what holds it there, in sentences for people. A pure function. */
final class DownlinkText {
    private DownlinkText() {}

    static Text of(DownlinkReport downlink) {
        List<Text> sentences = new ArrayList<>();
        sentences.add(carries(downlink));
        sentences.add(limiter(downlink.limiter()));
        if (downlink.wantedBps() > downlink.allocatedBps()) {
            sentences.add(wanted(downlink.wantedBps(), downlink.allocatedBps()));
        }
        if (downlink.feedback() == Feedback.NONE) {
            sentences.add(new Text(
                    "This participant reports nothing of the packets that reach it.",
                    "Участник не сообщает, какие пакеты до него дошли."));
        }
        return new Text(
                sentences.stream().map(Text::en).collect(Collectors.joining(" ")),
                sentences.stream().map(Text::ru).collect(Collectors.joining(" ")));
    }

    private static Text carries(DownlinkReport downlink) {
        if (downlink.estimateBps() < 0) {
            return new Text("It is not known yet what the link carries.", "Пока неизвестно, сколько пропускает связь.");
        }
        Text rate = Amounts.rate(downlink.estimateBps());
        if (downlink.limiter() == Limiter.START) {
            return new Text(
                    "The link is taken to carry " + rate.en() + " for now.",
                    "Пока считаем, что связь пропускает " + rate.ru() + ".");
        }
        return new Text("The link carries about " + rate.en() + ".", "Связь пропускает около " + rate.ru() + ".");
    }

    private static Text wanted(long wantedBps, long allocatedBps) {
        Text wanted = Amounts.needed(wantedBps);
        Text allocated = Amounts.left(allocatedBps);
        return new Text(
                "All slots at their best would take " + wanted.en() + "; they were given " + allocated.en() + ".",
                "Всем местам в лучшем виде нужно " + wanted.ru() + ", выделено " + allocated.ru() + ".");
    }

    /** One sentence for each; a test goes through all. */
    static Text limiter(Limiter limiter) {
        return switch (limiter) {
            case START -> new Text("Nothing has been measured yet.", "Измерений ещё не было.");
            case DELAY ->
                new Text(
                        "When more is sent, packets begin to queue: stop downloads on this network, or use a better one.",
                        "Если отправлять больше, пакеты копятся в очереди: остановите загрузки в этой сети или смените сеть.");
            case LOSS ->
                new Text(
                        "When more is sent, packets are lost: move closer to the Wi-Fi, or use a cable.",
                        "Если отправлять больше, пакеты теряются: подойдите ближе к Wi-Fi или подключите кабель.");
            case REMB ->
                new Text(
                        "This is what the participant's own program measures.",
                        "Это измерила программа самого участника.");
            case NONE -> new Text("Nothing holds it back.", "Ничто её не ограничивает.");
        };
    }
}
