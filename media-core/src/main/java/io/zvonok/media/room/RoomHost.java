package io.zvonok.media.room;

import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.relay.RelayPipe;

/**
 * What a room asks of the loop it lives on: sending, and which datagrams are whose.
 *
 * <p>Thread: the owning media loop.
 */
public interface RoomHost {
    /** Queue a datagram; the bytes are copied before the call returns. */
    void transmit(byte[] datagram, int length, CandidatePair pair);

    /** As {@link #transmit(byte[], int, CandidatePair)}, telling what is in it. */
    void transmit(byte[] datagram, int length, CandidatePair pair, Cargo cargo);

    /** Connectivity checks that name this user fragment are for this participant. */
    void bindUfrag(String ufrag, Participant participant);

    /** Datagrams of this pair are from this participant. */
    void bindPair(CandidatePair pair, Participant participant);

    void unbindPair(CandidatePair pair, Participant participant);

    /** No datagram is for this participant any more. */
    void unbindParticipant(Participant participant);

    /** The time of what the loop does now. */
    long nowNanos();

    /** For packets that come from another room. */
    ForwardingPath forwarding();

    /** What is put into the pipe is to be handed over at the end of each batch. */
    void sendsThrough(RelayPipe pipe);

    void stopsSendingThrough(RelayPipe pipe);

    /** A packet or message of another room could not be handled: a bug. */
    void onRelayFailure(RuntimeException failure);

    /** An SRTP or SRTCP datagram that had to wait for keys. */
    void onHeldPacket(Participant participant, byte[] datagram);
}
