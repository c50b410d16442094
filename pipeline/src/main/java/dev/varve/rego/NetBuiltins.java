package dev.varve.rego;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Addresses and the networks they belong to. OPA: topdown/cidr.go; Go's package {@code net}. */
final class NetBuiltins {
  private NetBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("net.cidr_contains", a -> contains(a[0], a[1]));
    all.put("net.cidr_overlap", a -> contains(a[0], a[1]));
    all.put("net.cidr_intersects", NetBuiltins::intersects);
    all.put("net.cidr_contains_matches", NetBuiltins::matches);
    all.put("net.cidr_expand", NetBuiltins::expand);
    all.put("net.cidr_is_valid", a -> a[0] instanceof String text && Cidr.parse(text) != null);
    all.put("net.cidr_merge", NetBuiltins::merge);
  }

  private static String text(Object value) {
    return Operands.text(new Object[] {value}, 0);
  }

  private static Cidr network(Object value) {
    String text = text(value);
    Cidr network = Cidr.parse(text);
    if (network == null) {
      throw new BuiltinError("invalid CIDR address: " + text);
    }
    return network;
  }

  private static Object intersects(Object[] arguments) {
    Cidr a = network(arguments[0]);
    Cidr b = network(arguments[1]);
    return a.contains(b.first()) || b.contains(a.first());
  }

  private static boolean contains(Object network, Object part) {
    Cidr all = network(network);
    String text = text(part);
    IpAddress address = IpAddress.parse(text);
    if (address != null) {
      return all.contains(address);
    }
    Cidr within = Cidr.parse(text);
    if (within == null) {
      throw new BuiltinError(
          "not a valid textual representation of an IP address or CIDR: " + text);
    }
    return all.contains(within);
  }

  /** What a collection names its members by: indexes, keys, or themselves. */
  private record Member(Object cidr, Object index) {
    static List<Member> of(Object operand, int position) {
      List<Member> members = new ArrayList<>();
      if (operand instanceof String) {
        members.add(new Member(operand, operand));
      } else if (operand instanceof RegoArray array) {
        for (int i = 0; i < array.size(); i++) {
          members.add(new Member(first(array.get(i), position), (long) i));
        }
      } else if (operand instanceof RegoSet set) {
        for (Object element : set.toArray()) {
          members.add(new Member(first(element, position), element));
        }
      } else if (operand instanceof RegoObject object) {
        Object[] values = object.valueArray();
        Object[] keys = object.keyArray();
        for (int i = 0; i < keys.length; i++) {
          members.add(new Member(first(values[i], position), keys[i]));
        }
      }
      return members;
    }

    private static Object first(Object value, int position) {
      if (value instanceof String) {
        return value;
      }
      if (value instanceof RegoArray array && array.size() > 0) {
        return array.get(0);
      }
      throw new BuiltinError("operand " + position + ": element must be string or non-empty array");
    }
  }

  private static Object matches(Object[] arguments) {
    RegoSet result = new RegoSet();
    List<Member> networks = Member.of(arguments[0], 1);
    if (networks.isEmpty()) {
      return result;
    }
    List<Member> members = Member.of(arguments[1], 2);
    long steps = 0;
    for (Member network : networks) {
      for (Member member : members) {
        Bounds.step(++steps);
        if (contains(network.cidr, member.cidr)) {
          result.add(RegoArray.of(network.index, member.index));
        }
      }
    }
    return result;
  }

  private static Object expand(Object[] arguments) {
    Cidr network = network(arguments[0]);
    BigInteger size = network.size();
    Bounds.step(size.bitLength() > 31 ? Long.MAX_VALUE : size.longValue());
    RegoSet addresses = new RegoSet(size.intValue());
    for (int i = 0; i < size.intValue(); i++) {
      Bounds.step(i);
      addresses.add(network.first().plus(i).text());
    }
    return addresses;
  }

  /** A network, or what is left of several that were joined. */
  private record Range(IpAddress first, IpAddress last, @Nullable Cidr whole) {
    private static final Comparator<Range> ORDER =
        Comparator.comparing(Range::last).thenComparing(Range::first);
  }

  private static Object merge(Object[] arguments) {
    if (!(arguments[0] instanceof RegoArray) && !(arguments[0] instanceof RegoSet)) {
      throw new BuiltinError("operand must be an array");
    }
    List<Range> ranges = new ArrayList<>();
    for (Object item : Operands.items(arguments, 0)) {
      Cidr network = mergeable(item);
      ranges.add(new Range(network.first(), network.last(), network));
    }
    ranges.sort(Range.ORDER);
    for (int i = ranges.size() - 1; i > 0; i--) {
      Range range = ranges.get(i);
      Range before = ranges.get(i - 1);
      if (range.first.previous().compareTo(before.last) <= 0) {
        IpAddress first = before.first.compareTo(range.first) < 0 ? before.first : range.first;
        ranges.set(i - 1, new Range(first, range.last, null));
        ranges.remove(i);
      }
    }
    RegoSet result = new RegoSet();
    for (Range range : ranges) {
      if (range.whole != null) {
        result.add(range.whole.text());
      } else {
        Cidr.between(range.first, range.last).forEach(network -> result.add(network.text()));
      }
    }
    return result;
  }

  /** Addresses of version 4 alone count as networks of their old class. */
  private static Cidr mergeable(Object item) {
    if (!(item instanceof String text)) {
      throw new BuiltinError("element must be string");
    }
    IpAddress address = IpAddress.parse(text);
    if (address == null) {
      return network(text);
    }
    if (!address.isVersion4()) {
      throw new BuiltinError("IPv6 invalid: needs prefix length");
    }
    long first = address.value().longValue() >> 24 & 255;
    return Cidr.version4(address, first < 128 ? 8 : first < 192 ? 16 : 24);
  }
}
