package io.zvonok.signalling.session;

import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.signalling.message.ExplainReport.Text;

/** Why a slot shows what it shows, and why nothing better, in sentences for people. A pure function. */
final class SlotText {
    private SlotText() {}

    static Text of(SlotState state) {
        if (state.reason() == SlotReason.NO_BANDWIDTH && state.needBps() > 0) {
            return tooLittle(state.kind(), state.needBps(), state.haveBps());
        }
        Text reason = reason(state.reason());
        boolean picture = state.reason() == SlotReason.ACTIVE && state.kind() == MediaKind.VIDEO;
        if (!picture) {
            return reason;
        }
        Text limit = limit(state.limit(), state.needBps(), state.haveBps());
        return new Text(reason.en() + " " + limit.en(), reason.ru() + " " + limit.ru());
    }

    private static Text tooLittle(MediaKind kind, long needBps, long haveBps) {
        Text need = Amounts.needed(needBps);
        Text have = Amounts.left(haveBps);
        boolean picture = kind == MediaKind.VIDEO;
        return new Text(
                (picture ? "This picture" : "This sound") + " needs " + need.en() + " and " + have.en()
                        + " are left of your link. Make other pictures smaller, show fewer people, or use a better network.",
                (picture ? "На это изображение" : "На этот звук") + " нужно " + need.ru()
                        + ", а от вашей связи осталось " + have.ru()
                        + ". Уменьшите другие изображения, показывайте меньше людей или смените сеть.");
    }

    /** One sentence for each; a test goes through all. */
    static Text limit(LayerLimit limit, long needBps, long haveBps) {
        return switch (limit) {
            case NONE ->
                text(
                        "The picture is as large as you show it.",
                        "Изображение передаётся в том размере, в каком показано.");
            case BANDWIDTH -> noBetter(needBps, haveBps);
            case SENDER -> text("The sender sends no better picture.", "Лучшего изображения отправитель не передаёт.");
            case WAITING ->
                text(
                        "A better picture was asked for; its first whole frame has not come yet.",
                        "Лучшее изображение запрошено; его первый целый кадр ещё не пришёл.");
        };
    }

    private static Text noBetter(long needBps, long haveBps) {
        if (needBps <= 0) {
            return text(
                    "Your link carries no better picture: make other pictures smaller, or use a better network.",
                    "На лучшее изображение вашей связи не хватает: уменьшите другие изображения или смените сеть.");
        }
        Text need = Amounts.needed(needBps);
        Text have = Amounts.left(haveBps);
        return text(
                "A better picture needs " + need.en() + " and " + have.en()
                        + " are left of your link: make other pictures smaller, or use a better network.",
                "На лучшее изображение нужно " + need.ru() + ", а от вашей связи осталось " + have.ru()
                        + ": уменьшите другие изображения или смените сеть.");
    }

    /** One sentence for each; a test goes through all. */
    static Text reason(SlotReason reason) {
        return switch (reason) {
            case ACTIVE -> text("Media flows.", "Изображение или звук передаётся.");
            case EMPTY ->
                text(
                        "Nobody is shown here. It is filled when somebody has something to show.",
                        "Здесь никого нет. Место займёт тот, кому есть что показать.");
            case OFF_AIR ->
                text(
                        "The broadcast is not on air: it has not begun, or is over.",
                        "Трансляция не в эфире: ещё не началась или уже закончилась.");
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
            case OTHER_GROUP ->
                text(
                        "The sender is in another group of the lesson. A teacher moves people between groups.",
                        "Отправитель в другой группе урока. Переводит между группами учитель.");
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

    private static Text text(String en, String ru) {
        return new Text(en, ru);
    }
}
