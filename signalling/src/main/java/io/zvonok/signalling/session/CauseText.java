package io.zvonok.signalling.session;

import io.zvonok.signalling.message.ExplainCause;
import io.zvonok.signalling.message.ExplainReport.Text;

/** Why somebody does not see or hear somebody, and what to do, in sentences for people. A pure function. */
final class CauseText {
    private CauseText() {}

    static Text of(Sight.Finding finding) {
        return switch (finding.cause()) {
            case NO_BANDWIDTH -> finding.needBps() > 0 ? tooLittle(finding) : of(finding.cause());
            case WAITING_FOR_KEYFRAME -> finding.requests() > 0 ? asked(finding.requests()) : of(finding.cause());
            default -> of(finding.cause());
        };
    }

    private static Text tooLittle(Sight.Finding finding) {
        Text need = Amounts.needed(finding.needBps());
        Text have = Amounts.left(finding.haveBps());
        return text(
                "The smallest picture takes " + need.en() + ", and " + have.en()
                        + " are left of the viewer's link. Let the viewer show fewer people or smaller pictures, or use a better network.",
                "Самое маленькое изображение занимает " + need.ru() + ", а от связи зрителя осталось " + have.ru()
                        + ". Пусть зритель показывает меньше людей или меньшие изображения либо сменит сеть.");
    }

    private static Text asked(int requests) {
        return text(
                "The sender was asked " + requests + (requests == 1 ? " time" : " times")
                        + " for a whole picture, and none has come. If this lasts, the sender's link loses packets: let the sender reload the page or use a cable.",
                "У отправителя целый кадр запрошен (раз: " + requests
                        + "), но ещё не пришёл. Если это надолго, связь отправителя теряет пакеты: пусть он обновит страницу или подключит кабель.");
    }

    /** One for each; a test goes through all. */
    static Text of(ExplainCause cause) {
        return switch (cause) {
            case ACTIVE, SETTLING, ONESELF -> inOrder(cause);
            case VIEWER_NOT_IN_ROOM,
                    SOURCE_NOT_IN_ROOM,
                    HIDDEN_BY_POLICY,
                    OTHER_GROUP,
                    VIEWER_MAY_NOT_WATCH,
                    AUDIENCE_OFF_AIR,
                    SOURCE_NOT_ON_STAGE,
                    NOT_IN_PROGRAMME -> rules(cause);
            case NOT_PUBLISHED,
                    GATED,
                    MUTED_BY_MODERATOR,
                    MUTED_BY_SENDER,
                    PUBLISHER_DISCONNECTED,
                    NO_PACKETS_FROM_PUBLISHER,
                    LAYER_MISSING,
                    WAITING_FOR_KEYFRAME -> sender(cause);
            default -> viewer(cause);
        };
    }

    private static Text inOrder(ExplainCause cause) {
        return switch (cause) {
            case ACTIVE ->
                text(
                        "It is sent to the viewer. If nothing is seen or heard all the same, check the viewer's loudspeaker, its volume and the tab.",
                        "Зрителю это передаётся. Если всё равно не видно или не слышно, проверьте у зрителя звук, громкость и вкладку.");
            case SETTLING ->
                text(
                        "Everything is in order; it is about to be shown. Ask again in a few seconds.",
                        "Всё в порядке, сейчас появится. Спросите ещё раз через несколько секунд.");
            default ->
                text(
                        "One's own picture is shown by the page, not by the server.",
                        "Своё изображение показывает сама страница, а не сервер.");
        };
    }

    private static Text rules(ExplainCause cause) {
        return switch (cause) {
            case VIEWER_NOT_IN_ROOM ->
                text(
                        "The viewer is not in the lesson. Send the link again.",
                        "Зрителя нет на уроке. Отправьте ему ссылку ещё раз.");
            case SOURCE_NOT_IN_ROOM ->
                text("There is no such participant in the lesson.", "Такого участника на уроке нет.");
            case HIDDEN_BY_POLICY ->
                text(
                        "The rules of this lesson do not show it to this viewer. A teacher can choose other rules.",
                        "По правилам этого урока зритель этого не видит и не слышит. Учитель может выбрать другие правила.");
            case OTHER_GROUP ->
                text(
                        "They are in different groups. Move one of them, or call everybody back.",
                        "Они в разных группах. Переместите одного из них или верните всех на общий урок.");
            case VIEWER_MAY_NOT_WATCH ->
                text(
                        "The viewer's invitation does not allow it to see or hear others.",
                        "Приглашение зрителя не позволяет видеть и слышать других.");
            case AUDIENCE_OFF_AIR ->
                text(
                        "The viewer is in the audience, and the broadcast is not on air. Go on air.",
                        "Зритель смотрит трансляцию, а она не в эфире. Выйдите в эфир.");
            case SOURCE_NOT_ON_STAGE ->
                text(
                        "This participant is in the audience, which only watches. Bring them on stage.",
                        "Этот участник среди зрителей, они только смотрят. Пригласите его на сцену.");
            default ->
                text(
                        "The viewer is in the audience, and the programme shows somebody else. Add this source to the programme.",
                        "Зритель смотрит трансляцию, а в программе показывают другое. Добавьте этот источник в программу.");
        };
    }

    private static Text sender(ExplainCause cause) {
        return switch (cause) {
            case NOT_PUBLISHED ->
                text(
                        "The sender sends nothing of this kind: it was never switched on, or the browser has no device for it. Let the sender switch it on.",
                        "Отправитель этого не передаёт: не включал, или браузер не нашёл устройства. Пусть отправитель включит.");
            case GATED ->
                text(
                        "The sender has no right to send this now: the server drops it. A teacher can give the right, or the floor.",
                        "Сейчас отправителю нельзя это передавать: сервер отбрасывает пакеты. Учитель может разрешить или дать слово.");
            case MUTED_BY_MODERATOR ->
                text(
                        "A moderator has muted it. Let the sender switch it on again.",
                        "Это выключил ведущий. Пусть отправитель включит снова.");
            case MUTED_BY_SENDER ->
                text(
                        "The sender has switched it off. Ask the sender to switch it on.",
                        "Отправитель сам это выключил. Попросите его включить.");
            case PUBLISHER_DISCONNECTED ->
                text(
                        "The sender's media connection is lost. The page reconnects by itself; if it does not, let the sender check the network and reload.",
                        "Медиасоединение отправителя потеряно. Страница переподключится сама; если нет, пусть отправитель проверит сеть и обновит страницу.");
            case NO_PACKETS_FROM_PUBLISHER ->
                text(
                        "It is switched on, but no packet comes from the sender. Another program may hold the device, or a firewall the packets: let the sender check the device and reload the page.",
                        "Включено, но от отправителя не приходит ни одного пакета. Возможно, устройство занято другой программой или пакеты держит межсетевой экран: пусть отправитель проверит устройство и обновит страницу.");
            case LAYER_MISSING ->
                text(
                        "The sender sends, but nothing that this viewer can be given now. It mends itself when the sender's link or processor has room; else let the sender reload the page.",
                        "Отправитель передаёт, но сейчас ничего, что подошло бы этому зрителю. Пройдёт, когда связь или процессор отправителя освободится; иначе пусть он обновит страницу.");
            default ->
                text(
                        "A whole picture is awaited from the sender. This takes a second or two.",
                        "Ждём от отправителя целый кадр. Это занимает секунду-две.");
        };
    }

    private static Text viewer(ExplainCause cause) {
        return switch (cause) {
            case VIEWER_DISCONNECTED ->
                text(
                        "The viewer's media connection is not established. If it does not come back in a few seconds, let the viewer check the network and reload the page; a firewall must let UDP through to this server.",
                        "Медиасоединение зрителя не установлено. Если за несколько секунд не восстановится, пусть зритель проверит сеть и обновит страницу; межсетевой экран должен пропускать UDP к серверу.");
            case NO_SLOT_WANTED ->
                text(
                        "The viewer's page does not ask for it: it shows somebody else, or another page of people. Let the viewer pin this participant.",
                        "Страница зрителя этого не запрашивает: показывает другого или другую страницу участников. Пусть зритель закрепит этого участника.");
            case NOT_AMONG_LOUDEST ->
                text(
                        "Others are louder: only the loudest voices are sent. Let this participant speak up or come closer to the microphone, or let the viewer pin them.",
                        "Другие говорят громче, а передаются только самые громкие голоса. Пусть участник говорит громче или ближе к микрофону, либо зритель его закрепит.");
            case TOO_FEW_SLOTS ->
                text(
                        "All places on the viewer's page are taken by others. Let the viewer pin this participant or turn the page.",
                        "Все места на странице зрителя заняты другими. Пусть зритель закрепит этого участника или перелистнёт страницу.");
            case OFF_SCREEN ->
                text(
                        "It is not on the viewer's screen, so it is not sent. Let the viewer scroll to it, or come back to the tab.",
                        "На экране зрителя этого нет, поэтому оно не передаётся. Пусть зритель прокрутит к нему или вернётся на вкладку.");
            case NO_BANDWIDTH ->
                text(
                        "The viewer's link carries too little for it. Let the viewer show fewer people, or use a better network.",
                        "Связи зрителя на это не хватает. Пусть зритель показывает меньше людей или сменит сеть.");
            case CODEC_NOT_SUPPORTED ->
                text(
                        "The viewer's browser cannot decode what the sender sends. Let the viewer update the browser or take another one.",
                        "Браузер зрителя не умеет декодировать то, что передаёт отправитель. Пусть зритель обновит браузер или откроет другой.");
            case NO_RECEIVER_REPORTS ->
                text(
                        "Packets leave the server, but the viewer confirms none of them. Its network may let nothing through: let the viewer reload the page or use another network.",
                        "Сервер отправляет пакеты, но зритель их не подтверждает. Возможно, его сеть их не пропускает: пусть обновит страницу или сменит сеть.");
            case BROWSER_NOT_PLAYING ->
                text(
                        "Packets reach the viewer, but its browser shows nothing. The computer may be overloaded: let the viewer close other programs and reload the page.",
                        "Пакеты до зрителя доходят, но его браузер ничего не показывает. Возможно, компьютер перегружен: пусть зритель закроет другие программы и обновит страницу.");
            default -> throw new IllegalStateException("no sentence for " + cause);
        };
    }

    private static Text text(String en, String ru) {
        return new Text(en, ru);
    }
}
