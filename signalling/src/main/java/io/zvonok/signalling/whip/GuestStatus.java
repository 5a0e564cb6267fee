package io.zvonok.signalling.whip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.session.Guest;
import io.zvonok.signalling.websocket.HttpReply;
import java.util.List;
import java.util.Locale;

/** What the owner of a session is told of it: what its offer let foresee, and what is seen now. */
final class GuestStatus {
    private static final MessageCodec CODEC = new MessageCodec();

    private GuestStatus() {}

    static HttpReply reply(Guest guest, List<String> notices, ExplainReport report) {
        ObjectNode status = CODEC.tree(report);
        ObjectNode whole = status.objectNode()
                .put("kind", guest.kind().name().toLowerCase(Locale.ROOT))
                .put("participantId", report.participantId())
                .put("iceRestarts", guest.ice().number());
        ArrayNode sentences = whole.putArray("notices");
        notices.forEach(sentences::add);
        whole.set("report", status);
        return HttpReply.json(200, whole.toString());
    }
}
