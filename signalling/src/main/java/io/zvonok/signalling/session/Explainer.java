package io.zvonok.signalling.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.TrackReport;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ExplainReport.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what the media core reports into sentences: what is so, and what to do. A pure function. */
final class Explainer {
    private static final int HIGH_LOSS_PERCENT = 5;
    private static final int HIGH_ROUND_TRIP_MILLIS = 400;
    private static final long SILENT_TRACK_MILLIS = 3_000;

    private Explainer() {}

    /** @param slot only this one; null for everything about the participant */
    static ExplainReport explain(PeerReport report, @Nullable String slot, @Nullable ObjectNode digest) {
        List<ExplainReport.ExplainedSlot> slots = report.slots().stream()
                .filter(state -> slot == null || slot.equals(state.mid()))
                .map(Explainer::slot)
                .toList();
        ExplainReport.ExplainedTransport transport = transport(report);
        return new ExplainReport(
                report.peer().value(),
                summary(
                        report,
                        transport,
                        slot == null ? null : slots.stream().findFirst().orElse(null)),
                transport,
                slots,
                slot == null ? report.tracks().stream().map(Explainer::track).toList() : List.of(),
                digest);
    }

    /** The transport first: while it is down nothing else matters. */
    private static Text summary(
            PeerReport report, ExplainReport.ExplainedTransport transport, ExplainReport.@Nullable ExplainedSlot slot) {
        return report.transport() == TransportState.CONNECTED && slot != null ? slot.text() : transport.text();
    }

    private static ExplainReport.ExplainedTransport transport(PeerReport report) {
        LinkQuality quality = report.quality();
        return new ExplainReport.ExplainedTransport(
                report.transport(),
                quality.score(),
                quality.roundTripMillis(),
                quality.uplinkLossPercent(),
                quality.downlinkLossPercent(),
                transportText(report.transport(), quality));
    }

    private static Text transportText(TransportState state, LinkQuality quality) {
        return switch (state) {
            case NEW ->
                text(
                        "No packet of the media connection has come yet. A firewall may be blocking UDP: allow UDP to this server's media port.",
                        "По медиасоединению ещё не пришло ни одного пакета. Возможно, UDP закрыт межсетевым экраном: разрешите UDP к медиапорту сервера.");
            case SECURING ->
                text(
                        "The connection is being encrypted. This takes less than a second; if it stays so, join again.",
                        "Соединение шифруется. Это занимает меньше секунды; если не проходит, войдите заново.");
            case CONNECTED -> linkText(quality);
            case SILENT ->
                text(
                        "Nothing has been heard for several seconds: the network may have changed or been lost. The page reconnects by itself.",
                        "Несколько секунд ничего не приходит: сеть пропала или сменилась. Страница переподключится сама.");
            case FAILED ->
                text(
                        "The media connection is lost. Check the network, then reload the page.",
                        "Медиасоединение потеряно. Проверьте сеть и обновите страницу.");
        };
    }

    private static Text linkText(LinkQuality quality) {
        if (quality.uplinkLossPercent() >= HIGH_LOSS_PERCENT) {
            return text(
                    "The link loses " + quality.uplinkLossPercent()
                            + " % of what is sent from here: others hear and see this participant badly. Move closer to the Wi-Fi or use a cable.",
                    "Из отправленного теряется " + quality.uplinkLossPercent()
                            + " %: другие плохо слышат и видят этого участника. Подойдите ближе к Wi-Fi или подключите кабель.");
        }
        if (quality.downlinkLossPercent() >= HIGH_LOSS_PERCENT) {
            return text(
                    "The link loses " + quality.downlinkLossPercent()
                            + " % of what is received: picture and sound may break off. Move closer to the Wi-Fi, or show fewer people.",
                    "При приёме теряется " + quality.downlinkLossPercent()
                            + " %: картинка и звук могут прерываться. Подойдите ближе к Wi-Fi или показывайте меньше участников.");
        }
        if (quality.roundTripMillis() >= HIGH_ROUND_TRIP_MILLIS) {
            return text(
                    "The link answers slowly (" + quality.roundTripMillis()
                            + " ms): people talk over each other. Stop downloads on this network.",
                    "Связь отвечает медленно (" + quality.roundTripMillis()
                            + " мс): люди перебивают друг друга. Остановите загрузки в этой сети.");
        }
        return text("The media connection is in order.", "Медиасоединение в порядке.");
    }

    private static ExplainReport.ExplainedSlot slot(SlotState state) {
        return new ExplainReport.ExplainedSlot(
                state.mid(),
                state.kind(),
                MediaWords.participantId(state.peer()),
                state.source(),
                state.reason(),
                MediaWords.layer(state),
                state.sinceMillis(),
                slotText(state.reason()));
    }

    /** One sentence for each reason; a test goes through all. */
    static Text slotText(SlotReason reason) {
        return switch (reason) {
            case ACTIVE -> text("Media flows.", "Изображение или звук передаётся.");
            case EMPTY ->
                text(
                        "Nobody is shown here. It is filled when somebody has something to show.",
                        "Здесь никого нет. Место займёт тот, кому есть что показать.");
            case SENDER_MUTED ->
                text(
                        "The sender has switched it off, or a moderator has muted it. Ask the sender to switch it on.",
                        "Отправитель это выключил, или звук выключил учитель. Попросите отправителя включить.");
            case LAYER_MISSING ->
                text(
                        "The sender says it is on, but no packet comes. The sender's camera or link may be at fault: ask them to check, or to reload the page.",
                        "У отправителя включено, но пакеты не приходят. Возможно, дело в его камере или связи: попросите проверить или обновить страницу.");
            case WAITING_FOR_KEYFRAME ->
                text(
                        "Waiting for a whole picture from the sender; it has been asked for. If this lasts over five seconds, the sender's link loses packets.",
                        "Ждём целый кадр от отправителя; он уже запрошен. Если это дольше пяти секунд, связь отправителя теряет пакеты.");
            case NO_BANDWIDTH ->
                text(
                        "Your link carries too little for this picture. Make other pictures smaller, show fewer people, or use a better network.",
                        "Вашей связи не хватает на это изображение. Уменьшите другие изображения, показывайте меньше людей или смените сеть.");
            case NOT_ALLOWED ->
                text(
                        "This lesson's rules do not allow it: you may not see or hear it, or the sender may not send it. A teacher can change that.",
                        "Правила урока этого не разрешают: вам нельзя это видеть и слышать или отправителю нельзя это передавать. Изменить может учитель.");
            case OFF_SCREEN ->
                text(
                        "It is not on your screen, so it is not sent. Scroll to it or enlarge it.",
                        "Этого нет на вашем экране, поэтому оно не передаётся. Прокрутите к нему или увеличьте.");
            case CODEC_NOT_SUPPORTED ->
                text(
                        "Your browser cannot decode what the sender sends. Update the browser or use another one.",
                        "Ваш браузер не умеет декодировать то, что передаёт отправитель. Обновите браузер или откройте другой.");
            case NO_RECEIVER_REPORTS ->
                text(
                        "Packets leave the server, but your side confirms none of them. The network may be letting nothing through: reload the page, or use another network.",
                        "Сервер отправляет пакеты, но ваша сторона их не подтверждает. Возможно, сеть их не пропускает: обновите страницу или смените сеть.");
            case NOT_CONNECTED ->
                text(
                        "Your media connection is not established. If it does not connect in a few seconds, reload the page.",
                        "Ваше медиасоединение не установлено. Если за несколько секунд не восстановится, обновите страницу.");
        };
    }

    private static ExplainReport.ExplainedTrack track(TrackReport track) {
        return new ExplainReport.ExplainedTrack(
                track.mid(),
                track.source(),
                track.muted(),
                track.allowed(),
                track.encodings().stream().map(Explainer::encoding).toList(),
                trackText(track));
    }

    private static Text trackText(TrackReport track) {
        if (track.source() == null) {
            return text("Nothing is published here.", "Здесь ничего не публикуется.");
        }
        if (!track.allowed()) {
            return text(
                    "This participant may not publish this: its packets are dropped.",
                    "Этому участнику нельзя это передавать: пакеты отбрасываются.");
        }
        if (track.muted()) {
            return text("It is muted: its packets are dropped.", "Выключено: пакеты отбрасываются.");
        }
        boolean arriving = track.encodings().stream()
                .anyMatch(encoding ->
                        encoding.lastPacketMillis() >= 0 && encoding.lastPacketMillis() < SILENT_TRACK_MILLIS);
        return arriving
                ? text("Packets are arriving.", "Пакеты приходят.")
                : text(
                        "It is on, but no packet arrives. Check the device and the page's permission to use it.",
                        "Включено, но пакеты не приходят. Проверьте устройство и разрешение странице на его использование.");
    }

    private static ExplainReport.Encoding encoding(TrackReport.EncodingReport encoding) {
        return new ExplainReport.Encoding(
                encoding.rid(),
                encoding.codec(),
                encoding.width(),
                encoding.height(),
                encoding.bitrateBps(),
                encoding.packets(),
                encoding.lost(),
                encoding.lastPacketMillis());
    }

    private static Text text(String en, String ru) {
        return new Text(en, ru);
    }
}
