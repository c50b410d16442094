package dev.varve.image.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Says which addresses a registry may send this program to. The client connects to the very
 * addresses given here and to no others, so that a name cannot mean one address when it is judged
 * and another one when it is used.
 *
 * <p>Public addresses are open. Of all others only those where the registry itself was first found
 * are, those of hosts that the user allows by name, and for the registry's own name those of the
 * kinds it was first found at: a registry in a private network may move within it, and a name that
 * meant the internet never comes to mean this machine.
 */
final class AddressGuard {
  /** How names become addresses. */
  @FunctionalInterface
  interface Names {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final String registry;
  private final Set<String> allowed;
  private final Names names;
  private @Nullable Set<InetAddress> home;

  /**
   * @param registry host of the registry, without port
   * @param access what the user allows
   */
  AddressGuard(String registry, RegistryAccess access, Names names) {
    this.registry = registry.toLowerCase(Locale.ROOT);
    this.allowed = access.allowed();
    this.names = names;
  }

  /**
   * The resolver of a client.
   *
   * @param plain hosts that may be spoken to without TLS wherever they are, if the client speaks
   *     without it; null if it speaks TLS
   */
  DnsResolver resolver(@Nullable Set<String> plain) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        throw new UnsupportedOperationException("the port is needed to judge a host");
      }

      @Override
      public List<java.net.InetSocketAddress> resolve(String host, int port)
          throws UnknownHostException {
        List<java.net.InetSocketAddress> open = new ArrayList<>();
        for (InetAddress address : permitted(host, port, plain)) {
          open.add(new java.net.InetSocketAddress(address, port));
        }
        return open;
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  private List<InetAddress> permitted(String written, int port, @Nullable Set<String> plain)
      throws UnknownHostException {
    String host = written.toLowerCase(Locale.ROOT);
    InetAddress[] found = names.addresses(host);
    Set<InetAddress> own = home(host, found);
    Set<AddressKind> kinds = host.equals(registry) ? kinds(own) : Set.of();
    boolean named = RegistryAccess.has(allowed, host, port);
    List<InetAddress> open = new ArrayList<>();
    InetAddress refused = null;
    for (InetAddress address : found) {
      AddressKind kind = AddressKind.of(address);
      boolean reachable =
          kind == AddressKind.PUBLIC || named || own.contains(address) || kinds.contains(kind);
      boolean readable =
          plain == null || kind == AddressKind.LOOPBACK || RegistryAccess.has(plain, host, port);
      if (reachable && readable) {
        open.add(address);
      } else {
        refused = address;
      }
    }
    if (open.isEmpty() && refused != null) {
      throw new RefusedAddressException(host, refused);
    }
    return open;
  }

  /** Where the registry was when it was first looked for. */
  private synchronized Set<InetAddress> home(String host, InetAddress[] found) {
    if (home == null && host.equals(registry)) {
      home = Set.copyOf(Arrays.asList(found));
    }
    return home == null ? Set.of() : home;
  }

  private static Set<AddressKind> kinds(Set<InetAddress> addresses) {
    Set<AddressKind> kinds = EnumSet.noneOf(AddressKind.class);
    addresses.forEach(address -> kinds.add(AddressKind.of(address)));
    return kinds;
  }

  /** A host that this program must not connect to. */
  static final class RefusedAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    private final boolean isPublic;

    RefusedAddressException(String host, InetAddress address) {
      super(
          host
              + " is at "
              + address.getHostAddress()
              + ", a "
              + AddressKind.of(address).label()
              + " address");
      this.isPublic = AddressKind.of(address) == AddressKind.PUBLIC;
    }

    /** Whether it is not the address that is wrong but the want of TLS. */
    boolean lacksTls() {
      return isPublic;
    }
  }
}
