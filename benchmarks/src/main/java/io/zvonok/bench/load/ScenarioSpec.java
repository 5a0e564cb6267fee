package io.zvonok.bench.load;

import io.zvonok.bench.load.model.FrameModel;
import io.zvonok.bench.load.model.Layer;
import io.zvonok.bench.load.peer.PeerSpec;
import io.zvonok.bench.load.peer.SlotWish;
import io.zvonok.signalling.token.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who takes part in a run, in the order of joining.
 *
 * @param first who must be there before the others: publishers, or the lesson beside which others join
 * @param then who joins at the rate of the plan
 * @param group whose delays are the result
 * @param packetSizes of what one viewer gets in 33 ms, for the floor
 */
record ScenarioSpec(List<PeerSpec> first, List<PeerSpec> then, String group, List<Integer> packetSizes) {
    static final String MAIN = "main";
    static final String STORM = "storm";
    static final String BIG_SLOT = "v0";
    /** People in one room of idle participants or of a storm. */
    private static final int SMALL_ROOM = 25;

    private static final int OPUS_BYTES = 95;

    static ScenarioSpec of(Plan plan, String runId) {
        return new Builder(plan, runId).build();
    }

    int peers() {
        return first.size() + then.size();
    }

    /** Those who are to receive something. */
    int receivers() {
        return IntStream.concat(
                        first.stream().mapToInt(peer -> peer.views() ? 1 : 0),
                        then.stream().mapToInt(peer -> peer.views() ? 1 : 0))
                .sum();
    }

    private static final class Builder {
        private final Plan plan;
        private final String runId;
        private int number;

        Builder(Plan plan, String runId) {
            this.plan = plan;
            this.runId = runId;
        }

        ScenarioSpec build() {
            return switch (plan.scenario()) {
                case LESSON, SOAK ->
                    new ScenarioSpec(
                            List.of(), meeting(MAIN, plan.publishers(), plan.rooms(), true), MAIN, lessonSizes());
                case AUDIO ->
                    new ScenarioSpec(
                            List.of(),
                            meeting(MAIN, plan.publishers(), plan.rooms(), false),
                            MAIN,
                            sizes(List.of(), 3));
                case JOIN_STORM -> storm();
                case IDLE -> new ScenarioSpec(List.of(), idle(), MAIN, sizes(List.of(), 1));
                default -> broadcast();
            };
        }

        private ScenarioSpec broadcast() {
            List<PeerSpec> publishers = new ArrayList<>();
            for (int room = 0; room < plan.rooms(); room++) {
                for (int i = room; i < Math.max(plan.rooms(), plan.publishers()); i += plan.rooms()) {
                    publishers.add(publisher(MAIN, "b" + room));
                }
            }
            int shown = Math.max(1, plan.publishers() / plan.rooms());
            List<PeerSpec> viewers = new ArrayList<>();
            for (int i = 0; i < plan.viewers(); i++) {
                viewers.add(viewer(MAIN, "b" + i % plan.rooms(), isFull(i), shown, 1280, 720));
            }
            Layer top = camera().get(camera().size() - 1);
            return new ScenarioSpec(publishers, viewers, MAIN, sizes(Collections.nCopies(shown, top), shown));
        }

        /** Those who join see small pictures: it is their coming that weighs. */
        private ScenarioSpec storm() {
            List<PeerSpec> before = new ArrayList<>(meeting(MAIN, plan.publishers(), 1, true));
            List<PeerSpec> joining = new ArrayList<>();
            int rooms = (plan.viewers() + SMALL_ROOM - 1) / SMALL_ROOM;
            for (int room = 0; room < rooms; room++) {
                before.add(publisher(STORM, "s" + room));
            }
            for (int i = 0; i < plan.viewers(); i++) {
                joining.add(viewer(STORM, "s" + i % rooms, isFull(i), 1, 320, 180));
            }
            return new ScenarioSpec(before, joining, MAIN, lessonSizes());
        }

        private List<PeerSpec> idle() {
            List<PeerSpec> people = new ArrayList<>();
            for (int i = 0; i < plan.viewers(); i++) {
                people.add(person(MAIN, "i" + i / SMALL_ROOM, camera(), 0, slots(4, 9), false, false));
            }
            return people;
        }

        /** Everybody of a meeting sends and receives; the first three of a room speak. */
        private List<PeerSpec> meeting(String group, int people, int rooms, boolean pictures) {
            List<PeerSpec> members = new ArrayList<>();
            for (int i = 0; i < people; i++) {
                int place = i / rooms;
                double talkShare = place < 3 ? 0.9 : !pictures && place < 10 ? 0.2 : 0;
                members.add(person(
                        group,
                        group.charAt(0) + "m" + i % rooms,
                        pictures ? camera() : List.of(),
                        talkShare,
                        pictures ? slots(3, 9) : slots(3, 0),
                        isFull(i),
                        true));
            }
            return members;
        }

        private boolean isFull(int index) {
            return (long) ((index + 1) * plan.fullShare()) > (long) (index * plan.fullShare())
                    || (index == 0 && plan.fullShare() > 0);
        }

        private List<Layer> camera() {
            return Layer.camera(plan.layers(), plan.bitrateBps());
        }

        private PeerSpec person(
                String group,
                String room,
                List<Layer> camera,
                double talkShare,
                List<SlotWish> slots,
                boolean full,
                boolean plays) {
            return spec(group, room, Role.STUDENT, camera, talkShare, slots, full, plays);
        }

        private PeerSpec publisher(String group, String room) {
            return spec(group, room, Role.BROADCASTER, camera(), 1, List.of(), false, true);
        }

        private PeerSpec viewer(String group, String room, boolean full, int shown, int width, int height) {
            List<SlotWish> slots = new ArrayList<>();
            for (int i = 0; i < shown; i++) {
                slots.add(new SlotWish("v" + i, true, "auto", width, height));
                slots.add(new SlotWish("a" + i, false, "auto", 0, 0));
            }
            return spec(group, room, Role.VIEWER, List.of(), -1, slots, full, true);
        }

        private PeerSpec spec(
                String group,
                String room,
                Role role,
                List<Layer> camera,
                double talkShare,
                List<SlotWish> slots,
                boolean full,
                boolean plays) {
            int index = number++;
            return new PeerSpec(
                    group,
                    runId + "-" + room,
                    "p" + index,
                    role,
                    plan.codec(),
                    camera,
                    talkShare,
                    slots,
                    full,
                    plan.transportFeedback(),
                    plan.lossShare(),
                    plays,
                    plan.seed() * 1_000_003 + index);
        }

        private static List<SlotWish> slots(int audio, int video) {
            List<SlotWish> slots = new ArrayList<>();
            for (int i = 0; i < audio; i++) {
                slots.add(new SlotWish("a" + i, false, "auto", 0, 0));
            }
            for (int i = 0; i < video; i++) {
                slots.add(
                        i == 0
                                ? new SlotWish(BIG_SLOT, true, "stage", 1280, 720)
                                : new SlotWish("v" + i, true, "auto", 320, 180));
            }
            return slots;
        }

        private List<Integer> lessonSizes() {
            List<Layer> shown = new ArrayList<>();
            shown.add(camera().get(camera().size() - 1));
            for (int i = 0; i < 8; i++) {
                shown.add(camera().get(0));
            }
            return sizes(shown, 3);
        }

        private static List<Integer> sizes(List<Layer> shown, int audible) {
            List<Integer> sizes = new ArrayList<>();
            for (Layer layer : shown) {
                int frame = layer.bitrateBps() / 8 / layer.framesPerSecond();
                int packets = FrameModel.packets(frame);
                for (int i = 0; i < packets; i++) {
                    sizes.add(frame / packets);
                }
            }
            for (int i = 0; i < audible * 33 / 20; i++) {
                sizes.add(OPUS_BYTES);
            }
            return sizes;
        }
    }
}
