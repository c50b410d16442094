package dev.varve.policy;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonObject;
import java.time.LocalDate;
import java.util.List;

/**
 * What judges besides the facts; every worker of a scan has the same.
 *
 * @param asOf the only date that rules and exceptions see
 * @param params parameters that replace those of the pack; empty for none
 * @param profile which findings count, and what makes the run fail
 * @param exceptions entries of the exceptions files, in their order
 */
public record JudgementSettings(
    LocalDate asOf, JsonObject params, PolicyProfile profile, List<Waiver> exceptions)
    implements java.io.Serializable {
  public JudgementSettings {
    exceptions = List.copyOf(exceptions);
  }

  /** The usual parameters, every rule, no exceptions. */
  public static JudgementSettings usual(LocalDate asOf) {
    return new JudgementSettings(asOf, JsonObject.EMPTY, PolicyProfile.EVERYTHING, List.of());
  }

  /** The built-in rules with the parameters of these settings, the profile's name among them. */
  public PolicyPack pack() {
    return PolicyPack.builtin()
        .withParams(params)
        .withParams(JsonObject.builder().put("profile", profile.name()).build());
  }

  /** An engine for {@link #pack}. */
  public PolicyEngine engine() {
    return new EmbeddedWasmEngine(
        pack(), JsonObject.EMPTY, asOf.toString(), EmbeddedWasmEngine.DEFAULT_TIME_LIMIT);
  }

  /**
   * Judges with an engine that has these settings.
   *
   * @throws InputException {@code params-invalid} if the parameters declare roles wrongly
   */
  public Judgement judgement(PolicyEngine engine) throws InputException {
    return new Judgement(engine, PolicyParams.of(pack().data()), profile, waivers());
  }

  /** An audit of the exceptions, yet to be told about the run. */
  public WaiverAudit audit() {
    return new Settlement(pack().rules(), profile, Roles.NONE, waivers()).audit();
  }

  private Waivers waivers() {
    return new Waivers(exceptions, asOf);
  }

  /** SHA-256 of the parameters that replace the pack's, as canonical JSON. */
  public Digest paramsDigest() {
    return Digest.sha256Of(CanonicalJson.bytes(params));
  }
}
