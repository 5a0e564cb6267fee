package io.zvonok.signalling.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.LayerChange;
import io.zvonok.media.api.LayerLimit;
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
    private static final long LONG_KEYFRAME_WAIT_MILLIS = 2_000;

    private static final Text IN_ORDER = text("The media connection is in order.", "Медиасоединение в порядке.");

    private Explainer() {}

    /** @param slot only this one; null for everything about the participant */
    static ExplainReport explain(PeerReport report, @Nullable String slot, @Nullable ObjectNode digest) {
        List<ExplainReport.ExplainedSlot> slots = report.slots().stream()
                .filter(state -> slot == null || slot.equals(state.mid()))
                .map(Explainer::slot)
                .toList();
        return new ExplainReport(
                report.peer().value(),
                summary(report, slot == null ? null : slots.stream().findFirst().orElse(null)),
                transport(report),
                downlink(report.downlink()),
                slots,
                slot == null ? report.tracks().stream().map(Explainer::track).toList() : List.of(),
                report.layerChanges().stream()
                        .filter(change -> slot == null || slot.equals(change.mid()))
                        .map(Explainer::change)
                        .toList(),
                null,
                digest);
    }

    /** The transport first: while it is down nothing else matters. Then the one slot, or what keeps slots small. */
    private static Text summary(PeerReport report, ExplainReport.@Nullable ExplainedSlot slot) {
        if (report.transport() == TransportState.CONNECTED && slot != null) {
            return slot.text();
        }
        Text transport = transportText(report.transport(), report.quality());
        return transport.equals(IN_ORDER) && isShortOfBandwidth(report)
                ? DownlinkText.of(report.downlink())
                : transport;
    }

    private static boolean isShortOfBandwidth(PeerReport report) {
        return report.slots().stream()
                .anyMatch(slot -> slot.reason() == SlotReason.NO_BANDWIDTH || slot.limit() == LayerLimit.BANDWIDTH);
    }

    private static ExplainReport.ExplainedDownlink downlink(DownlinkReport downlink) {
        return new ExplainReport.ExplainedDownlink(
                downlink.feedback(),
                downlink.limiter(),
                downlink.estimateBps(),
                downlink.sentBps(),
                downlink.allocatedBps(),
                downlink.wantedBps(),
                downlink.lossPercent(),
                downlink.roundTripMillis(),
                downlink.queueDelayMillis(),
                DownlinkText.of(downlink));
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
        return IN_ORDER;
    }

    private static ExplainReport.ExplainedSlot slot(SlotState state) {
        return new ExplainReport.ExplainedSlot(
                state.mid(),
                state.kind(),
                MediaWords.participantId(state.peer()),
                state.source(),
                state.reason(),
                MediaWords.layer(state.layer()),
                state.limit(),
                state.needBps(),
                state.haveBps(),
                state.sinceMillis(),
                SlotText.of(state));
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
        if (!arriving) {
            return text(
                    "It is on, but no packet arrives. Check the device and the page's permission to use it.",
                    "Включено, но пакеты не приходят. Проверьте устройство и разрешение странице на его использование.");
        }
        return encoderText(track);
    }

    /** What the settings of an encoder do to those who watch; a browser's own never do. */
    private static Text encoderText(TrackReport track) {
        if (track.encodings().stream().anyMatch(encoding -> encoding.pictures().reordered())) {
            return text(
                    "The encoder sends B-frames, which browsers do not play smoothly. Set its B-frames to 0.",
                    "Кодировщик передаёт B-кадры, браузеры показывают их рывками. Установите число B-кадров 0.");
        }
        long wait = track.encodings().stream()
                .mapToLong(encoding -> encoding.pictures().keyframeWaitMillis())
                .max()
                .orElse(0);
        if (wait > LONG_KEYFRAME_WAIT_MILLIS) {
            return text(
                    "Key frames come late: whoever comes waits up to " + wait / 1000
                            + " s for a picture. Set the encoder's key-frame interval to 1 or 2 s.",
                    "Ключевые кадры приходят редко: новый зритель ждёт картинку до " + wait / 1000
                            + " с. Установите в кодировщике интервал ключевых кадров 1–2 с.");
        }
        return text("Packets are arriving.", "Пакеты приходят.");
    }

    private static ExplainReport.Encoding encoding(TrackReport.EncodingReport encoding) {
        return new ExplainReport.Encoding(
                encoding.rid(),
                encoding.codec(),
                encoding.wanted(),
                encoding.width(),
                encoding.height(),
                encoding.bitrateBps(),
                encoding.packets(),
                encoding.lost(),
                encoding.lastPacketMillis(),
                encoding.pictures().keyframeIntervalMillis(),
                encoding.pictures().keyframeWaitMillis(),
                encoding.pictures().reordered(),
                encoding.layers().stream().map(Explainer::layer).toList());
    }

    private static ExplainReport.EncodingLayer layer(TrackReport.LayerReport layer) {
        return new ExplainReport.EncodingLayer(
                layer.spatialLayer(), layer.temporalLayer(), layer.width(), layer.height(), layer.bitrateBps());
    }

    private static ExplainReport.ExplainedChange change(LayerChange change) {
        return new ExplainReport.ExplainedChange(
                change.agoMillis(),
                change.mid(),
                MediaWords.participantId(change.peer()),
                change.source(),
                MediaWords.layer(change.from()),
                MediaWords.layer(change.to()),
                change.cause(),
                change.estimateBps(),
                LayerChangeText.of(change));
    }

    private static Text text(String en, String ru) {
        return new Text(en, ru);
    }
}
