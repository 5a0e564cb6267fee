package io.zvonok.media.server;

import io.zvonok.media.api.BroadcastReport;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PeerGroup;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.Visibility;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.net.LoopCore;
import io.zvonok.media.net.RoomLoop;
import io.zvonok.media.relay.RelayLink;
import io.zvonok.media.room.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which room is on which loop, and who of its audience is where. A stage stays on one loop for ever; the audience is spread
 * over the loops by load, with at most one audience room of a stage on each, opened for the first and closed after the last
 * who is placed there.
 *
 * <p>Thread: any. What concerns one room is posted to the loops under its lock, so that they see it in one order.
 */
public final class PlacedRooms {
    private final List<? extends RoomLoop> loops;
    private final List<LoopLoad> loads = new ArrayList<>();
    private final Map<RoomId, Place> places = new ConcurrentHashMap<>();
    /** Of all rooms; what is left in them can be given back when the loops have ended. */
    private final Queue<RelayLink> links = new ConcurrentLinkedQueue<>();

    public PlacedRooms(List<? extends RoomLoop> loops) {
        this.loops = loops;
        loops.forEach(loop -> loads.add(new LoopLoad(loop)));
    }

    /** Where one room is. Guarded by itself. */
    private static final class Place {
        private final int stage;
        private final RoomListener listener;
        private final @Nullable AudienceRoom[] audiences;
        private final Map<PeerId, AudienceRoom> audience = new ConcurrentHashMap<>();
        /** What every room of the lesson is to know, those too that are opened later. */
        private Visibility visibility = Visibility.everything();

        private Map<PeerId, PeerGroup> groups = Map.of();
        private boolean closed;

        Place(int stage, RoomListener listener, int loops) {
            this.stage = stage;
            this.listener = listener;
            this.audiences = new AudienceRoom[loops];
        }
    }

    private static final class AudienceRoom {
        private final int loop;
        private final RelayLink link;
        private final RelayLink.End stageEnd;
        private int members;

        AudienceRoom(int loop, RelayLink link) {
            this.loop = loop;
            this.link = link;
            this.stageEnd = link.stageEnd();
        }
    }

    public int count() {
        return places.size();
    }

    public CompletionStage<Void> openRoom(RoomId room, RoomListener listener) {
        int index = leastLoaded(-1);
        Place place = new Place(index, listener, loops.size());
        synchronized (place) {
            if (places.putIfAbsent(room, place) != null) {
                return failed(ErrorCode.WRONG_STATE, "the room is open already");
            }
            loads.get(index).onRoom(1);
            return loops.get(index).call((core, now) -> {
                core.openRoom(room, listener);
                return null;
            });
        }
    }

    public CompletionStage<Void> closeRoom(RoomId room) {
        Place place = places.get(room);
        if (place == null) {
            return CompletableFuture.completedFuture(null);
        }
        synchronized (place) {
            if (place.closed) {
                return CompletableFuture.completedFuture(null);
            }
            place.closed = true;
            places.remove(room, place);
            loads.get(place.stage).onRoom(-1);
            List<CompletableFuture<Void>> closing = new ArrayList<>();
            for (AudienceRoom audience : place.audiences) {
                if (audience != null) {
                    closing.add(close(room, place, audience));
                }
            }
            closing.add(loops.get(place.stage)
                    .<Void>call((core, now) -> {
                        core.closeRoom(room, now);
                        return null;
                    })
                    .toCompletableFuture());
            return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
        }
    }

    public CompletionStage<JoinResult> join(
            RoomId room, PeerId peer, PeerDescription description, PeerPermissions permissions) {
        Place place = places.get(room);
        if (place == null) {
            return notOpen();
        }
        if (place.audience.containsKey(peer)) {
            return failed(ErrorCode.WRONG_STATE, "the peer is in the room already");
        }
        loads.get(place.stage).onPeer();
        return onStage(room, (there, now) -> there.join(peer, description, permissions, now));
    }

    public CompletionStage<JoinResult> joinAudience(
            RoomId room, PeerId peer, PeerDescription description, PeerPermissions permissions) {
        Place place = places.get(room);
        if (place == null) {
            return notOpen();
        }
        AudienceRoom audience;
        CompletionStage<JoinResult> joining;
        synchronized (place) {
            if (place.closed) {
                return notOpen();
            }
            if (place.audience.containsKey(peer)) {
                return failed(ErrorCode.WRONG_STATE, "the peer is in the room already");
            }
            audience = audienceOn(room, place, leastLoaded(place.stage));
            audience.members++;
            place.audience.put(peer, audience);
            loads.get(audience.loop).onPeer();
            joining = loops.get(audience.loop)
                    .call((core, now) -> core.audience(room).join(peer, description, permissions, now));
        }
        return joining.whenComplete((joined, failure) -> {
            if (failure != null) {
                remove(room, place, peer);
            }
        });
    }

    /** @param preferred of loops with the same load */
    private int leastLoaded(int preferred) {
        int least = Math.max(0, preferred);
        long leastLoad = loads.get(least).datagramsPerSecond();
        for (int i = 0; i < loads.size(); i++) {
            long load = loads.get(i).datagramsPerSecond();
            if (load < leastLoad) {
                least = i;
                leastLoad = load;
            }
        }
        return least;
    }

    private AudienceRoom audienceOn(RoomId room, Place place, int index) {
        AudienceRoom known = place.audiences[index];
        if (known != null) {
            return known;
        }
        RelayLink link = new RelayLink(loops.get(place.stage)::post, loops.get(index)::post);
        AudienceRoom audience = new AudienceRoom(index, link);
        links.add(link);
        place.audiences[index] = audience;
        Visibility visibility = place.visibility;
        Map<PeerId, PeerGroup> groups = place.groups;
        loops.get(index).call((core, now) -> {
            core.openAudience(room, place.listener, link.audienceEnd(), now);
            core.audience(room).setVisibility(visibility, now);
            core.audience(room).setGroups(groups, now);
            return null;
        });
        loops.get(place.stage).call((core, now) -> {
            core.room(room).attach(audience.stageEnd, now);
            return null;
        });
        return audience;
    }

    private CompletableFuture<Void> close(RoomId room, Place place, AudienceRoom audience) {
        place.audiences[audience.loop] = null;
        CompletableFuture<Void> atStage = loops.get(place.stage)
                .<Void>call((core, now) -> {
                    core.room(room).detach(audience.stageEnd, now);
                    return null;
                })
                .toCompletableFuture();
        CompletableFuture<Void> atAudience = loops.get(audience.loop)
                .<Void>call((core, now) -> {
                    core.closeAudience(room, now);
                    return null;
                })
                .toCompletableFuture();
        return CompletableFuture.allOf(atStage, atAudience).thenRun(() -> links.remove(audience.link));
    }

    public CompletionStage<Void> leave(RoomId room, PeerId peer) {
        Place place = places.get(room);
        if (place == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletionStage<Void> leaving = inRoom(room, peer, (there, now) -> {
            there.leave(peer, now);
            return null;
        });
        remove(room, place, peer);
        return leaving;
    }

    private void remove(RoomId room, Place place, PeerId peer) {
        synchronized (place) {
            AudienceRoom audience = place.audience.remove(peer);
            if (audience != null && --audience.members == 0 && !place.closed) {
                close(room, place, audience);
            }
        }
    }

    /** In the room in which the peer is. */
    public <T> CompletionStage<T> inRoom(RoomId room, PeerId peer, BiFunction<Room, Long, T> command) {
        Place place = places.get(room);
        AudienceRoom audience = place == null ? null : place.audience.get(peer);
        return audience == null
                ? onStage(room, command)
                : loops.get(audience.loop).call((core, now) -> command.apply(core.audience(room), now));
    }

    public <T> CompletionStage<T> onStage(RoomId room, BiFunction<Room, Long, T> command) {
        Place place = places.get(room);
        return place == null
                ? notOpen()
                : loops.get(place.stage).call((core, now) -> command.apply(core.room(room), now));
    }

    public CompletionStage<Void> setVisibility(RoomId room, Visibility visibility) {
        return everywhere(
                room, place -> place.visibility = visibility, (there, now) -> there.setVisibility(visibility, now));
    }

    public CompletionStage<Void> setGroups(RoomId room, Map<PeerId, PeerGroup> groups) {
        Map<PeerId, PeerGroup> kept = Map.copyOf(groups);
        return everywhere(room, place -> place.groups = kept, (there, now) -> there.setGroups(kept, now));
    }

    /** On stage and in all rooms of the audience; each keeps what it may not show from its own people. */
    private CompletionStage<Void> everywhere(RoomId room, Consumer<Place> keep, BiConsumer<Room, Long> command) {
        Place place = places.get(room);
        if (place == null) {
            return notOpen();
        }
        synchronized (place) {
            if (place.closed) {
                return notOpen();
            }
            keep.accept(place);
            List<CompletableFuture<Void>> given = new ArrayList<>();
            for (AudienceRoom audience : place.audiences) {
                if (audience != null) {
                    given.add(given(audience.loop, core -> core.audience(room), command));
                }
            }
            given.add(given(place.stage, core -> core.room(room), command));
            return CompletableFuture.allOf(given.toArray(CompletableFuture[]::new));
        }
    }

    private CompletableFuture<Void> given(int loop, Function<LoopCore, Room> room, BiConsumer<Room, Long> command) {
        return loops.get(loop)
                .<Void>call((core, now) -> {
                    command.accept(room.apply(core), now);
                    return null;
                })
                .toCompletableFuture();
    }

    public CompletionStage<BroadcastReport> broadcast(RoomId room) {
        Place place = places.get(room);
        if (place == null) {
            return notOpen();
        }
        return onStage(room, (there, now) -> {
            int rooms = (int) place.audience.values().stream().distinct().count();
            return new BroadcastReport(there.isOnAir(), there.programme(), place.audience.size(), rooms);
        });
    }

    /** Gives back what is still on the way from room to room. Only once no loop runs any more. */
    public void discard() {
        links.forEach(RelayLink::discard);
    }

    private static <T> CompletionStage<T> notOpen() {
        return failed(ErrorCode.NOT_FOUND, "the room is not open");
    }

    private static <T> CompletionStage<T> failed(ErrorCode code, String message) {
        return CompletableFuture.failedFuture(new ZvonokException(code, message));
    }
}
