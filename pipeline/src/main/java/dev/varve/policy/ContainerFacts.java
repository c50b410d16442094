package dev.varve.policy;

import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Effective;
import dev.varve.runtime.Gap;
import dev.varve.runtime.HostProfile;
import dev.varve.runtime.RunSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to run an image, and the facts document made from it (policy-catalogue.md section 1.4).
 *
 * @param image null if the image is not at hand: rules that need it answer "undetermined"
 * @param effective what run spec and image amount to; null exactly if {@code image} is
 */
public record ContainerFacts(
    RunSpec run, @Nullable ImageFacts image, @Nullable Effective effective) {
  public ContainerFacts {
    if ((image == null) != (effective == null)) {
      throw new IllegalArgumentException("image and effective come together");
    }
  }

  public Subject subject() {
    return Subject.of(run.unit());
  }

  /** The facts document of the container. */
  public JsonObject document() {
    Subject subject = subject();
    List<Gap> gaps = new ArrayList<>(run.gaps());
    if (image == null) {
      String wanted = run.imageRef() == null ? "" : " " + run.imageRef();
      gaps.add(new Gap("image", "the image" + wanted + " is not among those analysed", ""));
    }
    if (effective != null && !effective.reach().complete()) {
      gaps.add(new Gap("effective", "the image's tree is too large to count all of it", ""));
    }
    JsonObject.Builder json =
        FactsJson.envelope(RuleScope.CONTAINER, subject.key(), subject.name(), gaps)
            .put("image", image == null ? JsonNull.NULL : image.document())
            .put("run", new RunFacts(run, effective).json())
            .put("origin", origins())
            .put("host", host(run.surroundings().host()))
            .put(
                "effective",
                image == null || effective == null
                    ? JsonNull.NULL
                    : new EffectiveFacts(run, image.stack(), image.owners(), effective).json());
    return BuildSecrets.redact(json.build());
  }

  private JsonObject origins() {
    JsonObject.Builder json = JsonObject.builder();
    run.origin().forEach((field, origin) -> json.put(field, FactsJson.origin(origin)));
    return json.build();
  }

  private static JsonValue host(@Nullable HostProfile host) {
    if (host == null) {
      return JsonNull.NULL;
    }
    List<String> modules = host.securityModules();
    JsonObject.Builder versions = JsonObject.builder();
    for (String name : HostProfile.VERSIONS) {
      versions.put(name.replace('-', '_'), host.versions().getOrDefault(name, ""));
    }
    return JsonObject.builder()
        .put("cgroup_version", FactsJson.number(host.cgroupVersion()))
        .put("daemon", host.daemon())
        .put("lsm", FactsJson.texts(modules == null ? List.of() : modules))
        .put("lsm_known", modules != null)
        .put("no_new_privileges", FactsJson.bool(host.noNewPrivileges()))
        .put("live_restore", FactsJson.bool(host.liveRestore()))
        .put("icc", FactsJson.bool(host.icc()))
        .put("seccomp_default", FactsJson.bool(host.seccompDefault()))
        .put("pod_pids_limit", FactsJson.number(host.podPidsLimit()))
        .put("versions", versions.build())
        .build();
  }
}
