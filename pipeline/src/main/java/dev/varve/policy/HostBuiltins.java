package dev.varve.policy;

import dev.varve.rego.Builtins;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The built-in functions that rules may use inside varve. Rules that need others are refused by
 * name when they are loaded, never when one happens to be evaluated.
 */
final class HostBuiltins {
  /** Built-ins whose answer depends on the time, the machine or the network. */
  private static final Set<String> IRREPRODUCIBLE =
      Set.of(
          "http.send",
          "net.lookup_ip_addr",
          "opa.runtime",
          "rand.intn",
          "time.now_ns",
          "uuid.rfc4122");

  private HostBuiltins() {}

  /** The built-ins among these that varve has not. */
  static List<String> missing(Collection<String> needed) {
    return needed.stream().filter(name -> Builtins.find(name) == null).sorted().toList();
  }

  /** The built-ins among these that make a run's result depend on more than its inputs. */
  static List<String> irreproducible(Collection<String> needed) {
    return needed.stream().filter(IRREPRODUCIBLE::contains).sorted().toList();
  }
}
