package io.zvonok.media.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.ZvonokException;
import java.net.Inet4Address;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalAddressesTest {
    @Test
    void bindsTheOneAddressThatIsGiven() {
        List<LocalAddresses.Endpoint> endpoints = LocalAddresses.endpoints("127.0.0.1", List.of(), false);
        assertThat(endpoints).hasSize(1);
        assertThat(endpoints.get(0).bind().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(endpoints.get(0).advertised()).isEqualTo(endpoints.get(0).bind());
    }

    @Test
    void neverBindsTheWildcardBecauseRepliesMustLeaveFromWhereTheyWereSentTo() {
        assertThat(LocalAddresses.endpoints("0.0.0.0", List.of(), true))
                .isNotEmpty()
                .noneMatch(endpoint -> endpoint.bind().isAnyLocalAddress());
    }

    @Test
    void tellsIpv4FirstAndLoopbackLast() {
        List<LocalAddresses.Endpoint> endpoints = LocalAddresses.endpoints("0.0.0.0", List.of(), true);
        boolean[] loopbackSeen = {false};
        for (LocalAddresses.Endpoint endpoint : endpoints) {
            assertThat(loopbackSeen[0] && !endpoint.advertised().isLoopbackAddress())
                    .isFalse();
            loopbackSeen[0] |= endpoint.advertised().isLoopbackAddress();
        }
        assertThat(endpoints.get(0).advertised()).isInstanceOf(Inet4Address.class);
    }

    @Test
    void advertisesAnotherAddressBehindOneToOneNat() {
        List<LocalAddresses.Endpoint> endpoints = LocalAddresses.endpoints("127.0.0.1", List.of("203.0.113.7"), false);
        assertThat(endpoints).hasSize(1);
        assertThat(endpoints.get(0).bind().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(endpoints.get(0).advertised().getHostAddress()).isEqualTo("203.0.113.7");
    }

    @Test
    void namesWhatIsNotAnAddressAndResolvesNoNames() {
        assertThatThrownBy(() -> LocalAddresses.endpoints("localhost", List.of(), true))
                .isInstanceOf(ZvonokException.class)
                .hasMessage("\"localhost\" is not an IP address");
        assertThatThrownBy(() -> LocalAddresses.endpoints("127.0.0.1", List.of("school.example"), true))
                .hasMessage("\"school.example\" is not an IP address");
        assertThatThrownBy(() -> LocalAddresses.endpoints("127.0.0.1", List.of("2001:db8::1"), true))
                .isInstanceOf(ZvonokException.class);
    }
}
