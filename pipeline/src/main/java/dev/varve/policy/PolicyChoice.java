package dev.varve.policy;

import dev.varve.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which policies judge, and who evaluates them: what every worker of a run must know.
 *
 * @param builtin whether varve's own rules are among them
 * @param bundles users' policies, compiled and in the store
 * @param data put over the data of the packs
 * @param opaUrl the server that evaluates users' policies, or null
 * @param irreproducible whether rules may ask for what differs from run to run
 */
public record PolicyChoice(
    boolean builtin,
    List<PolicyBundle> bundles,
    JsonObject data,
    @Nullable String opaUrl,
    boolean irreproducible)
    implements java.io.Serializable {
  /** Varve's own rules and nothing else. */
  public static final PolicyChoice BUILTIN =
      new PolicyChoice(true, List.of(), JsonObject.EMPTY, null, false);

  public PolicyChoice {
    bundles = List.copyOf(bundles);
  }

  /** Name and digest of every policy, for reports, in the order of the choice. */
  public List<String> digests() {
    List<String> digests = new ArrayList<>();
    boolean own = builtin || bundles.stream().anyMatch(PolicyBundle::isBuiltin);
    if (own) {
      digests.add(Rule.Source.BUILTIN + " " + PolicyPack.builtin().digest());
    }
    for (PolicyBundle bundle : bundles) {
      if (!bundle.isBuiltin()) {
        digests.add(bundle.name() + " " + bundle.digest());
      }
    }
    return digests;
  }
}
