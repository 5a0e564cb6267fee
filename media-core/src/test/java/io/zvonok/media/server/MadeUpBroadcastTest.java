package io.zvonok.media.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.zvonok.media.srtp.SrtpProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MadeUpBroadcastTest {
    private static final int VIEWERS = 6;
    private static final int PICTURES = 100;

    @ParameterizedTest
    @EnumSource
    void eachViewerGetsEachPacket(SrtpProfile profile) {
        try (MadeUpBroadcast broadcast = new MadeUpBroadcast(VIEWERS, profile, PooledByteBufAllocator.DEFAULT)) {
            show(broadcast, 3 * PICTURES); // until the links are believed to carry the picture
            long before = broadcast.forwarded();
            show(broadcast, PICTURES);
            long packets = PICTURES * (MadeUpBroadcast.PACKETS_OF_A_PICTURE + 2L);
            assertThat(broadcast.forwarded() - before).isEqualTo(VIEWERS * packets);
        }
    }

    private static void show(MadeUpBroadcast broadcast, int pictures) {
        for (int i = 0; i < pictures; i++) {
            broadcast.makePicture();
            broadcast.sendPicture();
            broadcast.rest();
        }
    }
}
