package dev.varve.image.registry;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * What an IP address is for, as far as it is not simply on the internet (RFC 6890 and the IANA
 * special-purpose registries). Addresses that hold an IPv4 address inside are judged by that.
 */
enum AddressKind {
  PUBLIC("public"),
  UNSPECIFIED("unspecified"),
  LOOPBACK("loopback"),
  LINK_LOCAL("link-local"),
  PRIVATE("private"),
  SHARED("carrier-grade NAT"),
  MULTICAST("multicast"),
  RESERVED("reserved");

  private final String label;

  AddressKind(String label) {
    this.label = label;
  }

  /** As messages call it. */
  String label() {
    return label;
  }

  static AddressKind of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? ofV4(bytes) : ofV6(bytes);
  }

  private static AddressKind ofV4(byte[] bytes) {
    int a = bytes[0] & 0xFF;
    int b = bytes[1] & 0xFF;
    int c = bytes[2] & 0xFF;
    if (a == 0) {
      return UNSPECIFIED;
    }
    if (a == 127) {
      return LOOPBACK;
    }
    if (a == 169 && b == 254) {
      return LINK_LOCAL;
    }
    if (a == 10 || (a == 172 && b >= 16 && b <= 31) || (a == 192 && b == 168)) {
      return PRIVATE;
    }
    if (a == 100 && b >= 64 && b <= 127) {
      return SHARED;
    }
    if (a >= 224 && a <= 239) {
      return MULTICAST;
    }
    boolean protocols = a == 192 && b == 0 && (c == 0 || c == 2);
    boolean relay = a == 192 && b == 88 && c == 99;
    boolean benchmarks = a == 198 && (b == 18 || b == 19);
    boolean examples = (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113);
    return a >= 240 || protocols || relay || benchmarks || examples ? RESERVED : PUBLIC;
  }

  private static AddressKind ofV6(byte[] bytes) {
    int a = bytes[0] & 0xFF;
    int b = bytes[1] & 0xFF;
    if (startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF)) {
      return ofV4(Arrays.copyOfRange(bytes, 12, 16)); // IPv4-mapped
    }
    if (startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) {
      int last = (bytes[12] | bytes[13] | bytes[14]) == 0 ? bytes[15] : -1;
      if (last == 0) {
        return UNSPECIFIED;
      }
      return last == 1 ? LOOPBACK : ofV4(Arrays.copyOfRange(bytes, 12, 16));
    }
    if (startsWith(bytes, 0, 0x64, 0xFF, 0x9B)) {
      return startsWith(bytes, 0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0)
          ? ofV4(Arrays.copyOfRange(bytes, 12, 16)) // NAT64
          : PRIVATE;
    }
    if (a == 0x20 && b == 0x02) {
      return ofV4(Arrays.copyOfRange(bytes, 2, 6)); // 6to4
    }
    if (a == 0xFE && (b & 0xC0) == 0x80) {
      return LINK_LOCAL;
    }
    if (a == 0xFE && (b & 0xC0) == 0xC0) {
      return PRIVATE; // site-local, which was given up for the next
    }
    if ((a & 0xFE) == 0xFC) {
      return PRIVATE; // unique local
    }
    if (a == 0xFF) {
      return MULTICAST;
    }
    // All that was ever given out for the internet begins with 001; Teredo, documentation and
    // benchmarks lie in 2001::/23 and 2001:db8::/32.
    boolean given = (a & 0xE0) == 0x20;
    boolean special =
        (a == 0x20 && b == 0x01 && (bytes[2] & 0xFE) == 0)
            || startsWith(bytes, 0x20, 0x01, 0x0D, 0xB8)
            || startsWith(bytes, 0x3F, 0xFF, 0);
    return given && !special ? PUBLIC : RESERVED;
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xFF) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
