package io.zvonok.signalling.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.json.StrictJson;
import io.zvonok.signalling.message.ClientMessage.ClientAbout;
import io.zvonok.signalling.message.ClientMessage.FirstView;
import io.zvonok.signalling.message.ClientMessage.GroupMove;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.message.ClientMessage.ProgrammeMode;
import io.zvonok.signalling.message.ClientMessage.ProgrammeSource;
import io.zvonok.signalling.message.ClientMessage.PublishedSection;
import io.zvonok.signalling.message.ClientMessage.Resume;
import io.zvonok.signalling.message.ClientMessage.RightsChange;
import io.zvonok.signalling.message.ClientMessage.ViewSlot;
import java.util.List;
import java.util.Map;

/**
 * Text to {@link ClientMessage}, {@link ServerMessage} to text. Reading is by hand: no field of a stranger's message
 * chooses a class (P31).
 *
 * <p>Thread: any; immutable.
 */
public final class MessageCodec {
    /** For {@code join} and {@code offer}, which carry SDP; also the largest WebSocket message. */
    public static final int MAX_SDP_MESSAGE_BYTES = 256 * 1024;

    public static final int MAX_MESSAGE_BYTES = 64 * 1024;
    public static final int MAX_CHAT_LENGTH = 2000;
    public static final int MAX_SLOW_MODE_SECONDS = 3600;
    /** More pictures than a screen has room for. */
    public static final int MAX_PROGRAMME_SOURCES = 16;

    public static final int MAX_GROUPS = 50;
    public static final int MAX_GROUP_ID_LENGTH = 40;
    public static final int MAX_GROUP_NAME_LENGTH = 100;
    public static final int MAX_GROUP_MOVES = 500;

    private static final int MAX_JSON_TOKENS = 4000;
    private static final int MAX_SECTIONS = 64;
    private static final int MAX_ID_LENGTH = 128;
    private static final int MAX_MID_LENGTH = 32;
    private static final int MAX_DIGEST_BYTES = 16 * 1024;
    private static final int MAX_PIXELS = 16_384;
    private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    private static final Map<String, Decoder> DECODERS = Map.ofEntries(
            Map.entry("join", MessageCodec::join),
            Map.entry("offer", (id, in) -> new ClientMessage.Offer(id, in.string("sdp", MAX_SDP_MESSAGE_BYTES))),
            Map.entry("candidate", (id, in) -> new ClientMessage.Candidate(id)),
            Map.entry(
                    "view",
                    (id, in) -> new ClientMessage.View(id, in.list("slots", MAX_SECTIONS, MessageCodec::viewSlot))),
            Map.entry(
                    "publish",
                    (id, in) -> new ClientMessage.Publish(
                            id,
                            in.string("mid", MAX_MID_LENGTH),
                            in.optionalConstant("source", TrackSource.class),
                            in.flag("muted", false))),
            Map.entry(
                    "mute",
                    (id, in) -> new ClientMessage.Mute(id, in.constant("source", TrackSource.class), in.flag("muted"))),
            Map.entry("hand", (id, in) -> new ClientMessage.Hand(id, in.flag("raised"))),
            Map.entry("chat", (id, in) -> new ClientMessage.Chat(id, chatText(in.string("text", MAX_MESSAGE_BYTES)))),
            Map.entry("moderate", MessageCodec::moderate),
            Map.entry(
                    "explain",
                    (id, in) -> new ClientMessage.Explain(
                            id,
                            in.optionalString("slot", MAX_MID_LENGTH),
                            in.optionalString("participantId", MAX_ID_LENGTH),
                            in.optionalString("of", MAX_ID_LENGTH),
                            in.optionalConstant("source", TrackSource.class))),
            Map.entry("stats", (id, in) -> new ClientMessage.Stats(id, digest(in.object("digest")))),
            Map.entry("ping", (id, in) -> new ClientMessage.Ping(id, in.number("t"))),
            Map.entry("leave", (id, in) -> new ClientMessage.Leave(id, in.optionalString("reason", 200))));

    private final StrictJson reader = new StrictJson(MAX_SDP_MESSAGE_BYTES, MAX_JSON_TOKENS);
    private final JsonMapper writer = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(new WireJson.ConstantSerializer()))
            .build();

    /**
     * Throws {@link BadMessageException}: BAD_MESSAGE, UNKNOWN_TYPE or TOO_LARGE, with one sentence that names the field.
     *
     * @param sizeBytes of the text as it came
     */
    public ClientMessage decode(String text, int sizeBytes) {
        Long id = null;
        try {
            ObjectNode node = reader.readObject(text);
            Fields fields = new Fields(node, "");
            id = fields.integer("id", 0, MAX_SAFE_INTEGER);
            String type = fields.string("type", 64);
            Decoder decoder = DECODERS.get(type);
            if (decoder == null) {
                throw new ZvonokException(ErrorCode.UNKNOWN_TYPE, "this server does not know this type of message");
            }
            if (sizeBytes > MAX_MESSAGE_BYTES && !type.equals("join") && !type.equals("offer")) {
                throw new ZvonokException(ErrorCode.TOO_LARGE, "a message of this type may have 64 KiB");
            }
            return decoder.decode(id, fields);
        } catch (ZvonokException e) {
            throw new BadMessageException(id, e.code(), String.valueOf(e.getMessage()));
        }
    }

    /** A report as an {@code explained} reply carries it. */
    public ObjectNode tree(ExplainReport report) {
        return writer.valueToTree(report);
    }

    public ObjectNode tree(ExplainReport.Relation relation) {
        return writer.valueToTree(relation);
    }

    public ObjectNode tree(ParticipantTimeline timeline) {
        return writer.valueToTree(timeline);
    }

    /** The whole text of a reply, or of an event without its {@code seq}. */
    public String encode(ServerMessage message) {
        try {
            String fields = writer.writeValueAsString(message).substring(1);
            return head(message) + (fields.equals("}") ? "" : ",") + fields;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of the protocol can always be written", e);
        }
    }

    private static String head(ServerMessage message) {
        if (message instanceof ServerMessage.Reply) {
            return "{\"type\":\"reply\",\"ok\":" + !(message instanceof ServerMessage.Failed);
        }
        return "{\"type\":\"" + WireNames.typeOf(message.getClass()) + '"';
    }

    /** An event for many sessions, each of which numbers it. */
    public EventText event(ServerMessage.Event event) {
        return new EventText(encode(event));
    }

    private static ClientMessage join(long id, Fields in) {
        return new ClientMessage.Join(
                id,
                in.string("token", 8192),
                in.optionalString("room", MAX_ID_LENGTH),
                in.optionalString("sdp", MAX_SDP_MESSAGE_BYTES),
                in.optionalObject(
                        "view", view -> new FirstView(view.list("slots", MAX_SECTIONS, MessageCodec::viewSlot))),
                in.list("publish", MAX_SECTIONS, MessageCodec::publishedSection),
                in.optionalObject(
                        "resume",
                        resume -> new Resume(
                                resume.string("sessionId", MAX_ID_LENGTH),
                                resume.integer("lastSeq", 0, MAX_SAFE_INTEGER))),
                in.optionalObject(
                        "client",
                        about -> new ClientAbout(
                                about.optionalString("name", 64), about.optionalString("version", 64))));
    }

    private static ViewSlot viewSlot(Fields slot) {
        String mid = slot.string("mid", MAX_MID_LENGTH);
        Fields in = slot.ownedBy("slot " + quoted(mid));
        return new ViewSlot(
                mid,
                in.filledString("want", MAX_ID_LENGTH),
                in.optionalConstant("source", TrackSource.class),
                in.integer("width", 0, MAX_PIXELS, 0),
                in.integer("height", 0, MAX_PIXELS, 0),
                in.integer("priority", -1000, 1000, 0));
    }

    private static PublishedSection publishedSection(Fields in) {
        return new PublishedSection(
                in.string("mid", MAX_MID_LENGTH),
                in.optionalConstant("source", TrackSource.class),
                in.flag("muted", false));
    }

    private static ClientMessage moderate(long id, Fields in) {
        ModerateAction action = in.constant("action", ModerateAction.class);
        String participantId = in.optionalString("participantId", MAX_ID_LENGTH);
        String chatId = in.optionalString("chatId", MAX_ID_LENGTH);
        ProgrammeMode mode = in.optionalConstant("mode", ProgrammeMode.class);
        List<ProgrammeSource> sources = in.list("sources", MAX_PROGRAMME_SOURCES, MessageCodec::programmeSource);
        in.check(!action.needsParticipant() || participantId != null, "participantId", "is missing");
        in.check(!action.needsChat() || chatId != null, "chatId", "is missing");
        RightsChange rights = in.optionalObject("rights", MessageCodec::rights);
        Boolean lobby = in.optionalFlag("lobby");
        Boolean locked = in.optionalFlag("locked");
        String identity = in.optionalString("identity", MAX_ID_LENGTH);
        VisibilityPolicy policy = VisibilityPolicy.read(in, "policy");
        List<ServerMessage.Group> groups = in.list("groups", MAX_GROUPS, MessageCodec::group);
        List<GroupMove> moves = in.list("moves", MAX_GROUP_MOVES, MessageCodec::groupMove);
        in.check(action != ModerateAction.SET_POLICY || policy != null, "policy", "is missing");
        in.check(action != ModerateAction.SET_GROUPS || in.has("groups"), "groups", "is missing");
        in.check(action != ModerateAction.MOVE_ALL || in.has("moves"), "moves", "is missing");
        in.check(action != ModerateAction.SPEAK_TO_ALL || in.has("enabled"), "enabled", "is missing");
        in.check(action != ModerateAction.SET_RIGHTS || rights != null, "rights", "is missing");
        in.check(action != ModerateAction.UNBAN || identity != null, "identity", "is missing");
        if (action == ModerateAction.SET_ROOM) {
            in.check(
                    lobby != null || locked != null || rights != null, "rights", "is missing, as are lobby and locked");
        }
        if (action == ModerateAction.SET_PROGRAMME) {
            in.check(mode != null, "mode", "is missing");
            in.check(mode == ProgrammeMode.AUTO || !sources.isEmpty(), "sources", "is empty");
        }
        return new ClientMessage.Moderate(
                id,
                action,
                participantId,
                in.optionalConstant("source", TrackSource.class),
                chatId,
                mode,
                sources,
                in.optionalFlag("enabled"),
                in.optionalInteger("slowModeSeconds", MAX_SLOW_MODE_SECONDS),
                in.optionalFlag("preModerated"),
                lobby,
                locked,
                rights,
                identity,
                policy,
                groups,
                in.optionalString("group", MAX_GROUP_ID_LENGTH),
                moves);
    }

    private static ServerMessage.Group group(Fields in) {
        return new ServerMessage.Group(
                in.filledString("id", MAX_GROUP_ID_LENGTH), in.filledString("name", MAX_GROUP_NAME_LENGTH));
    }

    private static GroupMove groupMove(Fields in) {
        return new GroupMove(
                in.filledString("participantId", MAX_ID_LENGTH), in.optionalString("group", MAX_GROUP_ID_LENGTH));
    }

    private static RightsChange rights(Fields in) {
        return new RightsChange(
                in.optionalFlag("microphone"),
                in.optionalFlag("camera"),
                in.optionalFlag("screen"),
                in.optionalFlag("chat"),
                in.optionalFlag("hand"));
    }

    private static ProgrammeSource programmeSource(Fields in) {
        return new ProgrammeSource(
                in.filledString("participantId", MAX_ID_LENGTH), in.constant("source", TrackSource.class));
    }

    /** A client's own name for something, for a complaint to that client: one line, not longer than a mid may be. */
    public static String quoted(String name) {
        String line = name.codePoints()
                .limit(MAX_MID_LENGTH)
                .filter(c -> !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "'" + line + "'";
    }

    /** Trimmed; control characters other than line ends are dropped. */
    private static String chatText(String text) {
        String plain = text.codePoints()
                .filter(c -> c == '\n' || !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        if (plain.isEmpty()) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "text is empty");
        }
        if (plain.length() > MAX_CHAT_LENGTH) {
            throw tooLong(MAX_CHAT_LENGTH);
        }
        return plain;
    }

    public static ZvonokException tooLong(int maxLength) {
        return new ZvonokException(ErrorCode.TEXT_TOO_LONG, "text is longer than " + maxLength + " characters");
    }

    private static ObjectNode digest(ObjectNode digest) {
        if (digest.toString().length() > MAX_DIGEST_BYTES) {
            throw new ZvonokException(ErrorCode.TOO_LARGE, "digest may have 16 KiB");
        }
        return digest;
    }

    private interface Decoder {
        ClientMessage decode(long id, Fields in);
    }
}
