package dev.varve.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressGuardTest {
  private final Map<String, Deque<String>> names = new HashMap<>();

  @Test
  void publicAddressesAreOpen() throws Exception {
    says("registry.example", "8.8.8.8", "2606:4700::1");
    says("cdn.example", "1.1.1.1");
    DnsResolver tls = resolver(Set.of(), null);

    assertThat(tls.resolve("registry.example", 443))
        .containsExactly(at("8.8.8.8", 443), at("2606:4700::1", 443));
    assertThat(tls.resolve("CDN.example", 443)).containsExactly(at("1.1.1.1", 443));
  }

  @Test
  void othersAreOpenOnlyWhereTheRegistryIs() throws Exception {
    says("registry.example", "10.0.0.5");
    says("same.example", "10.0.0.5");
    says("near.example", "10.0.0.6");
    says("here.example", "127.0.0.1");
    DnsResolver tls = resolver(Set.of(), null);

    assertThat(tls.resolve("registry.example", 443)).containsExactly(at("10.0.0.5", 443));
    assertThat(tls.resolve("same.example", 443)).containsExactly(at("10.0.0.5", 443));
    assertRefused(tls, "near.example", "near.example is at 10.0.0.6, a private address");
    assertRefused(tls, "here.example", "here.example is at 127.0.0.1, a loopback address");
    assertRefused(
        tls, "169.254.169.254", "169.254.169.254 is at 169.254.169.254, a link-local address");
  }

  @Test
  void hostsThatTheUserAllowsAreOpen() throws Exception {
    says("registry.example", "8.8.8.8");
    says("store.lan", "10.0.0.6");
    says("other.lan", "10.0.0.7");
    DnsResolver tls = resolver(Set.of("STORE.lan", "other.lan:9000"), null);

    assertThat(tls.resolve("store.lan", 443)).containsExactly(at("10.0.0.6", 443));
    assertThat(tls.resolve("other.lan", 9000)).containsExactly(at("10.0.0.7", 9000));
    assertRefused(tls, "other.lan", "other.lan is at 10.0.0.7, a private address");
  }

  /** A name may mean the internet when it is judged and this machine when it is used. */
  @Test
  void registryThatMovesIntoThisMachineIsNotFollowed() throws Exception {
    says("registry.example", "8.8.8.8");
    names.get("registry.example").add("127.0.0.1");
    DnsResolver tls = resolver(Set.of(), null);

    assertThat(tls.resolve("registry.example", 443)).containsExactly(at("8.8.8.8", 443));
    assertRefused(tls, "registry.example", "registry.example is at 127.0.0.1, a loopback address");
  }

  /** As behind a balancer by DNS, or when a cluster gives the service another address. */
  @Test
  void registryMayMoveWithinItsPrivateNetworkAndNobodyWithIt() throws Exception {
    says("registry.example", "10.0.0.5");
    names.get("registry.example").addAll(List.of("192.168.7.1", "10.0.0.6", "127.0.0.1"));
    says("near.example", "10.0.0.6");
    DnsResolver tls = resolver(Set.of(), null);

    assertThat(tls.resolve("registry.example", 443)).containsExactly(at("10.0.0.5", 443));
    assertThat(tls.resolve("registry.example", 443)).containsExactly(at("192.168.7.1", 443));
    assertThat(tls.resolve("registry.example", 443)).containsExactly(at("10.0.0.6", 443));
    assertRefused(tls, "near.example", "near.example is at 10.0.0.6, a private address");
    assertRefused(tls, "registry.example", "registry.example is at 127.0.0.1, a loopback address");
  }

  @Test
  void ofSeveralAddressesOnlyThoseThatAreOpenAreGiven() throws Exception {
    says("cdn.example", "10.0.0.1", "1.1.1.1", "::1");

    assertThat(resolver(Set.of(), null).resolve("cdn.example", 443))
        .containsExactly(at("1.1.1.1", 443));
  }

  @Test
  void withoutTlsOnlyLoopbackIsSpokenToAndWhatTheUserNames() throws Exception {
    says("localhost", "127.0.0.1");
    says("registry.lan", "10.0.0.5");
    says("cdn.example", "1.1.1.1");
    AddressGuard guard =
        new AddressGuard("localhost", RegistryAccess.of(Map.of()), this::addresses);
    DnsResolver plain = guard.resolver(Set.of());

    assertThat(plain.resolve("localhost", 5000)).containsExactly(at("127.0.0.1", 5000));
    assertRefused(plain, "cdn.example", "cdn.example is at 1.1.1.1, a public address");
    assertThat(
            resolver(Set.of("registry.lan"), Set.of("registry.lan:5000"))
                .resolve("registry.lan", 5000))
        .containsExactly(at("10.0.0.5", 5000));
    assertRefused(
        resolver(Set.of(), Set.of("cdn.example:5000")),
        "cdn.example",
        "cdn.example is at 1.1.1.1, a public address");
  }

  /** The first addresses given are those of the next question, the last ones of all others. */
  private void says(String name, String... addresses) {
    names.computeIfAbsent(name, first -> new ArrayDeque<>()).add(String.join(" ", addresses));
  }

  private InetAddress[] addresses(String host) throws UnknownHostException {
    Deque<String> answers = names.get(host);
    if (answers == null) {
      return InetAddress.getAllByName(host); // only literal addresses are left
    }
    String[] texts = (answers.size() > 1 ? answers.remove() : answers.element()).split(" ");
    InetAddress[] found = new InetAddress[texts.length];
    for (int i = 0; i < texts.length; i++) {
      found[i] = InetAddress.getByName(texts[i]);
    }
    return found;
  }

  private DnsResolver resolver(Set<String> allowed, @Nullable Set<String> plain) {
    RegistryAccess access = RegistryAccess.of(Map.of()).with(Set.of(), allowed, null);
    return new AddressGuard("registry.example", access, this::addresses).resolver(plain);
  }

  private static void assertRefused(DnsResolver resolver, String host, String message) {
    assertThatThrownBy(() -> resolver.resolve(host, 443))
        .isInstanceOf(AddressGuard.RefusedAddressException.class)
        .hasMessage(message);
  }

  private static InetSocketAddress at(String address, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }
}
