package dev.parley.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientAddressTest {
  @Test
  void oneNetworkOfIpv6IsOneClient() {
    assertThat(ClientAddress.key("2001:db8:1:2::1"))
        .isEqualTo(ClientAddress.key("2001:db8:1:2:ffff::9"))
        .isNotEqualTo(ClientAddress.key("2001:db8:1:3::1"));
  }

  @Test
  void anIpv4AddressIsOneClientHoweverItIsWritten() {
    assertThat(ClientAddress.key("192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(ClientAddress.key("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
  }
}
