package dev.varve.rego;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network.
 *
 * @param address any of its addresses, which is how it is written
 * @param prefix how many of the 128 bits all its addresses share
 */
record Cidr(IpAddress address, int prefix) {
  private static final int MAPPED_BITS = 96;

  /** Null if the text is no network. The address becomes the network's first. */
  static @Nullable Cidr parse(String text) {
    int slash = text.indexOf('/');
    IpAddress address = slash < 0 ? null : IpAddress.parse(text.substring(0, slash));
    if (address == null || !text.substring(slash + 1).matches("[0-9]{1,6}")) {
      return null;
    }
    boolean dotted = text.indexOf(':') < 0;
    int prefix = Integer.parseInt(text.substring(slash + 1)) + (dotted ? MAPPED_BITS : 0);
    return prefix > IpAddress.BITS ? null : new Cidr(new Cidr(address, prefix).first(), prefix);
  }

  /**
   * A network of version 4 that keeps the address it is given.
   *
   * @param prefix of 32 bits
   */
  static Cidr version4(IpAddress address, int prefix) {
    return new Cidr(address, prefix + MAPPED_BITS);
  }

  /** The fewest networks that have all addresses from one to another and no more. */
  static List<Cidr> between(IpAddress first, IpAddress last) {
    List<Cidr> networks = new ArrayList<>();
    BigInteger next = first.value();
    while (next.compareTo(last.value()) <= 0) {
      int free = next.signum() == 0 ? IpAddress.BITS : next.getLowestSetBit();
      while (next.add(BigInteger.ONE.shiftLeft(free))
              .subtract(BigInteger.ONE)
              .compareTo(last.value())
          > 0) {
        free--;
      }
      networks.add(new Cidr(new IpAddress(next), IpAddress.BITS - free));
      next = next.add(BigInteger.ONE.shiftLeft(free));
    }
    return networks;
  }

  private int freeBits() {
    return IpAddress.BITS - prefix;
  }

  IpAddress first() {
    return new IpAddress(address.value().shiftRight(freeBits()).shiftLeft(freeBits()));
  }

  IpAddress last() {
    BigInteger rest = BigInteger.ONE.shiftLeft(freeBits()).subtract(BigInteger.ONE);
    return new IpAddress(first().value().or(rest));
  }

  /** How many addresses it has. */
  BigInteger size() {
    return BigInteger.ONE.shiftLeft(freeBits());
  }

  /** Networks of version 6 do not have the addresses of version 4. */
  boolean contains(IpAddress other) {
    return first().isVersion4() == other.isVersion4()
        && first().value().shiftRight(freeBits()).equals(other.value().shiftRight(freeBits()));
  }

  boolean contains(Cidr other) {
    return prefix <= other.prefix && contains(other.first());
  }

  String text() {
    boolean dotted = address.isVersion4() && prefix >= MAPPED_BITS;
    return address.text() + "/" + (dotted ? prefix - MAPPED_BITS : prefix);
  }
}
