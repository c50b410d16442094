package dev.varve.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKindTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, UNSPECIFIED",
    "0.1.2.3, UNSPECIFIED",
    "10.0.0.1, PRIVATE",
    "9.255.255.255, PUBLIC",
    "11.0.0.0, PUBLIC",
    "100.63.255.255, PUBLIC",
    "100.64.0.1, SHARED",
    "100.127.255.255, SHARED",
    "100.128.0.0, PUBLIC",
    "127.0.0.1, LOOPBACK",
    "127.255.255.255, LOOPBACK",
    "169.254.169.254, LINK_LOCAL",
    "169.253.0.1, PUBLIC",
    "172.15.255.255, PUBLIC",
    "172.16.0.1, PRIVATE",
    "172.31.255.255, PRIVATE",
    "172.32.0.0, PUBLIC",
    "192.0.0.8, RESERVED",
    "192.0.2.1, RESERVED",
    "192.88.99.1, RESERVED",
    "192.167.255.255, PUBLIC",
    "192.168.0.1, PRIVATE",
    "198.18.0.1, RESERVED",
    "198.51.100.7, RESERVED",
    "203.0.113.7, RESERVED",
    "223.255.255.255, PUBLIC",
    "224.0.0.1, MULTICAST",
    "239.255.255.255, MULTICAST",
    "240.0.0.1, RESERVED",
    "255.255.255.255, RESERVED",
    "8.8.8.8, PUBLIC",
    "::, UNSPECIFIED",
    "::1, LOOPBACK",
    "::7f00:1, LOOPBACK",
    "::a00:1, PRIVATE",
    "64:ff9b::a9fe:a9fe, LINK_LOCAL",
    "64:ff9b::808:808, PUBLIC",
    "64:ff9b:1::1, PRIVATE",
    "2002:7f00:1::, LOOPBACK",
    "2002:c0a8:1::, PRIVATE",
    "2001:0:1::1, RESERVED",
    "2001:db8::1, RESERVED",
    "2606:4700::1, PUBLIC",
    "100::1, RESERVED",
    "fc00::1, PRIVATE",
    "fd12:3456::1, PRIVATE",
    "fe80::1, LINK_LOCAL",
    "febf::1, LINK_LOCAL",
    "fec0::1, PRIVATE",
    "ff02::1, MULTICAST",
  })
  void saysWhatAnAddressIsFor(String address, AddressKind kind) throws Exception {
    assertThat(AddressKind.of(InetAddress.getByName(address))).isEqualTo(kind);
  }

  /** Java's own parser turns these into IPv4 addresses; a resolver may hand them over as IPv6. */
  @ParameterizedTest
  @CsvSource({"::ffff:127.0.0.1, LOOPBACK", "::ffff:10.1.1.1, PRIVATE"})
  void mappedAddressesAreJudgedByWhatTheyHold(String address, AddressKind kind) throws Exception {
    byte[] four = InetAddress.getByName(address.substring("::ffff:".length())).getAddress();
    byte[] six = new byte[16];
    six[10] = (byte) 0xFF;
    six[11] = (byte) 0xFF;
    System.arraycopy(four, 0, six, 12, 4);

    assertThat(AddressKind.of(java.net.Inet6Address.getByAddress(null, six, -1))).isEqualTo(kind);
  }
}
