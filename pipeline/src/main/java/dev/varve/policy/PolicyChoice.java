package dev.varve.policy;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which policies judge, and who evaluates them: what every worker of a run must know.
 *
 * @param builtin whether varve's own rules are among them
 * @param bundles users' policies, compiled and in the store
 * @param data put over the data of the packs
 * @param server that evaluates users' policies; null if this process does
 * @param irreproducible whether rules may ask for what differs from run to run
 * @param combine whether rules over documents as they were written see all of them at once, as
 *     conftest's {@code --combine} has it
 */
public record PolicyChoice(
    boolean builtin,
    List<PolicyBundle> bundles,
    JsonObject data,
    @Nullable Server server,
    boolean irreproducible,
    boolean combine)
    implements java.io.Serializable {
  /** Varve's own rules and nothing else. */
  public static final PolicyChoice BUILTIN =
      new PolicyChoice(true, List.of(), JsonObject.EMPTY, null, false, false);

  public PolicyChoice {
    bundles = List.copyOf(bundles);
  }

  /**
   * An OPA server, and where its token lies; the token itself is handed nowhere.
   *
   * @param url such as {@code http://127.0.0.1:8181}
   * @param tokenFile path, as every worker sees it, of a file whose only line is the token; null if
   *     the environment has it, see {@link OpaToken}
   */
  public record Server(String url, @Nullable String tokenFile) implements java.io.Serializable {}

  /**
   * A policy that judges.
   *
   * @param name as the user names it, or {@link Rule.Source#BUILTIN}
   * @param digest of its sources
   */
  public record Identity(String name, Digest digest) {}

  /** Varve's own rules where they are chosen, then the bundles in their order. */
  public List<Identity> identities() {
    List<Identity> identities = new ArrayList<>();
    if (builtin || namesBuiltin()) {
      identities.add(new Identity(Rule.Source.BUILTIN, PolicyPack.builtin().digest()));
    }
    for (PolicyBundle bundle : bundles) {
      if (!bundle.isBuiltin()) {
        identities.add(new Identity(bundle.name(), bundle.digest()));
      }
    }
    return identities;
  }

  /**
   * Copies the compiled bundles from one folder that has them to another.
   *
   * @throws InputException {@code policy-failed} if one is not there any more
   */
  public void copyCompiled(Path from, Path to) throws InputException, IOException {
    for (PolicyBundle bundle : bundles) {
      if (!bundle.isBuiltin()) {
        byte[] content = bundle.content(new PolicyStore(from));
        new PolicyStore(to).put(PolicyBundle.KIND, bundle.key(), content);
      }
    }
  }

  /** SHA-256 of the data put over that of the packs, as canonical JSON. */
  public Digest dataDigest() {
    return Digest.sha256Of(CanonicalJson.bytes(data));
  }

  /**
   * Whether this process evaluates varve's own rules. Beside a server it does, unless they are
   * named as a policy, since policies that are named are for the server.
   */
  boolean embedsBuiltin() {
    return server == null ? builtin || namesBuiltin() : builtin && !namesBuiltin();
  }

  private boolean namesBuiltin() {
    return bundles.stream().anyMatch(PolicyBundle::isBuiltin);
  }
}
