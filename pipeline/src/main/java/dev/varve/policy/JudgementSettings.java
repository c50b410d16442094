package dev.varve.policy;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What judges besides the facts; every worker of a scan has the same.
 *
 * @param asOf the only date that rules and exceptions see
 * @param params parameters that replace those of the packs; empty for none
 * @param profile which findings count, and what makes the run fail
 * @param exceptions entries of the exceptions files, in their order
 * @param policies whose rules judge
 */
public record JudgementSettings(
    LocalDate asOf,
    JsonObject params,
    PolicyProfile profile,
    List<Waiver> exceptions,
    PolicyChoice policies)
    implements java.io.Serializable {
  public JudgementSettings {
    exceptions = List.copyOf(exceptions);
  }

  /** Varve's own rules, all of them, with their usual parameters, no exceptions. */
  public static JudgementSettings usual(LocalDate asOf) {
    return new JudgementSettings(
        asOf, JsonObject.EMPTY, PolicyProfile.EVERYTHING, List.of(), PolicyChoice.BUILTIN);
  }

  /** The same by other policies. */
  public JudgementSettings with(PolicyChoice others) {
    return new JudgementSettings(asOf, params, profile, exceptions, others);
  }

  /**
   * An engine for the policies. Whatever can be wrong with them is noticed here, but for what their
   * rules do when they are evaluated.
   *
   * @param store folder of the facts store, which has the compiled policies
   * @param environment of this process, which may have the token for a server
   */
  public PolicyEngine engine(Path store, Map<String, String> environment, RuleTimer timer)
      throws InputException, IOException {
    PolicyChoice.Server server = policies.server();
    OpaToken token =
        server == null
            ? OpaToken.NONE
            : OpaToken.of(
                server.tokenFile() == null ? null : Path.of(server.tokenFile()), environment);
    return PolicyEngines.open(
        policies,
        replacing(),
        store,
        asOf.toString(),
        token,
        EmbeddedEngine.DEFAULT_TIME_LIMIT,
        timer);
  }

  /**
   * Judges with an engine that has these settings.
   *
   * @throws InputException {@code params-invalid} if the parameters declare roles wrongly
   */
  public Judgement judgement(PolicyEngine engine) throws InputException {
    JsonObject read = params(policies, replacing());
    return new Judgement(engine, read, profile, waivers());
  }

  /** The parameters that replace those of the packs, the profile's name among them. */
  private JsonObject replacing() {
    JsonObject name = JsonObject.builder().put("profile", profile.name()).build();
    return PolicyData.over(params, name);
  }

  /**
   * All parameters that rules in this process read.
   *
   * @param replaced laid over those of the packs and of the users' data
   */
  public static JsonObject params(PolicyChoice policies, JsonObject replaced) {
    JsonObject usual = PolicyData.over(PolicyPack.builtin().data(), policies.data());
    return PolicyParams.of(PolicyData.over(usual, PolicyParams.inData(replaced)));
  }

  /**
   * An audit of the exceptions, yet to be told about the run.
   *
   * @param rules that the exceptions may be of
   */
  public WaiverAudit audit(List<Rule> rules) {
    return new Settlement(rules, profile, Roles.NONE, waivers()).audit();
  }

  private Waivers waivers() {
    return new Waivers(exceptions, asOf);
  }

  /** SHA-256 of the exceptions and of which of them have expired. */
  public Digest exceptionsDigest() {
    StringBuilder text = new StringBuilder();
    for (Waiver waiver : exceptions) {
      text.append(waiver).append(' ').append(waiver.isExpired(asOf)).append('\n');
    }
    return Digest.sha256Of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 of the parameters that replace the packs', as canonical JSON. */
  public Digest paramsDigest() {
    return Digest.sha256Of(CanonicalJson.bytes(params));
  }
}
