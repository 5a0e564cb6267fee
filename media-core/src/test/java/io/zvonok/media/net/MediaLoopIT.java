package io.zvonok.media.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.LocalCandidate;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.dtls.DtlsConfig;
import io.zvonok.media.dtls.DtlsEngine;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a loop binds, and what it tells of it. Loopback only. */
class MediaLoopIT {
    /** RFC 5737: no machine has it. */
    private static final LocalAddresses.Endpoint GONE = endpoint("192.0.2.77", "192.0.2.77");

    private static final LocalAddresses.Endpoint LOOPBACK = endpoint("127.0.0.1", "127.0.0.1");

    private final SecureRandom random = new SecureRandom();
    private final DtlsEngine dtls = new DtlsEngine(DtlsConfig.defaults(), random);
    private final MediaLoop loop = new MediaLoop(0, true, dtls, random, System.nanoTime(), System.currentTimeMillis());

    @AfterEach
    void close() {
        loop.close();
        dtls.close();
    }

    @Test
    void tellsEachAddressThatLeadsToOneSocket() {
        loop.start(List.of(endpoint("127.0.0.1", "203.0.113.1"), endpoint("127.0.0.1", "203.0.113.2"), LOOPBACK), 0);
        List<LocalCandidate> candidates = candidates();
        assertThat(candidates)
                .extracting(LocalCandidate::address)
                .containsExactly("203.0.113.1", "203.0.113.2", "127.0.0.1");
        assertThat(candidates)
                .extracting(LocalCandidate::port)
                .containsOnly(candidates.get(0).port());
        assertThat(candidates).extracting(LocalCandidate::foundation).doesNotHaveDuplicates();
        assertThat(candidates.get(0).priority()).isGreaterThan(candidates.get(1).priority());
    }

    @Test
    void leavesOutAnAddressThatIsGone() {
        loop.start(List.of(GONE, LOOPBACK), 0);
        assertThat(candidates()).extracting(LocalCandidate::address).containsExactly("127.0.0.1");
    }

    @Test
    void refusesToStartWhenNoAddressIsLeft() {
        assertThatThrownBy(() -> loop.start(List.of(GONE), 0))
                .isInstanceOf(ZvonokException.class)
                .hasMessageContaining("192.0.2.77");
    }

    @Test
    void refusesToStartWhenSomebodyElseHasThePort() throws SocketException {
        try (DatagramSocket other = new DatagramSocket(0, LOOPBACK.bind())) {
            List<LocalAddresses.Endpoint> endpoints = List.of(endpoint("127.0.0.2", "127.0.0.2"), LOOPBACK);
            assertThatThrownBy(() -> loop.start(endpoints, other.getLocalPort()))
                    .isInstanceOf(ZvonokException.class)
                    .hasMessageContaining("127.0.0.1 port " + other.getLocalPort() + " cannot be bound");
        }
    }

    private List<LocalCandidate> candidates() {
        RemoteTransport remote = new RemoteTransport(
                new IceParameters("abcd", "aaaaaaaaaaaaaaaaaaaaaaaa"),
                List.of(new Fingerprint("sha-256", "00")),
                DtlsRole.SERVER);
        return loop.call((core, now) -> {
                    core.openRoom(new RoomId("room"), new RoomListener() {});
                    return core.room(new RoomId("room"))
                            .join(
                                    new PeerId("peer"),
                                    new PeerDescription(remote, Map.of(), List.of(), List.of()),
                                    new PeerPermissions(Set.of(), true, 0),
                                    now);
                })
                .toCompletableFuture()
                .join()
                .transport()
                .candidates();
    }

    private static LocalAddresses.Endpoint endpoint(String bind, String advertised) {
        try {
            return new LocalAddresses.Endpoint(InetAddress.getByName(bind), InetAddress.getByName(advertised));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
