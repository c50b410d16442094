package dev.varve.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A way out of a container that needs several things at once; each alone may be harmless
 * (policy-catalogue.md section 3, CMB-13).
 *
 * @param id {@code ptrace-host-processes}, {@code cgroup-release-agent}, {@code open-by-handle},
 *     {@code raw-device}, {@code host-process-root} or {@code host-log-links}
 */
public record EscapeRecipe(String id, List<Ingredient> ingredients)
    implements java.io.Serializable {
  public EscapeRecipe {
    ingredients = List.copyOf(ingredients);
  }

  /**
   * One thing a recipe needs.
   *
   * @param field of the run spec that decides; empty if none does alone
   */
  public record Ingredient(String name, Certainty present, String field)
      implements java.io.Serializable {}

  /** Whether every ingredient is there. */
  public Certainty complete() {
    return ingredients.stream().map(Ingredient::present).reduce(Certainty.YES, Certainty::and);
  }

  /**
   * All recipes.
   *
   * @param root whether the process is uid 0
   * @param hostRoot whether uid 0 inside is uid 0 of the host
   * @param holds whether a process of the container can come to hold a capability
   */
  static List<EscapeRecipe> of(
      RunSpec run, Certainty root, Certainty hostRoot, Function<String, Certainty> holds) {
    Ingredient hostProcesses =
        new Ingredient(
            "host-processes",
            Certainty.of(run.namespaces().pid().equals(Namespaces.HOST)),
            "ns.pid");
    Ingredient noUserNamespace = new Ingredient("no-user-namespace", hostRoot, "ns.user");
    Ingredient noModule =
        new Ingredient("no-security-module", Confinement.modulesOff(run), "apparmor");
    HostProfile host = run.surroundings().host();
    Long version = host == null ? null : host.cgroupVersion();
    List<EscapeRecipe> recipes = new ArrayList<>();
    recipes.add(
        new EscapeRecipe(
            "ptrace-host-processes",
            List.of(hostProcesses, capability("SYS_PTRACE", holds), noUserNamespace)));
    recipes.add(
        new EscapeRecipe(
            "cgroup-release-agent",
            List.of(
                capability("SYS_ADMIN", holds),
                noModule,
                new Ingredient(
                    "cgroup-version-1",
                    Certainty.ofNullable(version == null ? null : version == 1),
                    "ns.cgroup"),
                noUserNamespace)));
    recipes.add(
        new EscapeRecipe(
            "open-by-handle", List.of(capability("DAC_READ_SEARCH", holds), noUserNamespace)));
    recipes.add(
        new EscapeRecipe(
            "raw-device",
            List.of(
                capability("MKNOD", holds),
                new Ingredient("every-device-allowed", everyDevice(run), "devices"),
                noUserNamespace)));
    recipes.add(
        new EscapeRecipe(
            "host-process-root",
            List.of(
                hostProcesses, new Ingredient("root", root, "user"), noUserNamespace, noModule)));
    recipes.add(
        new EscapeRecipe(
            "host-log-links",
            List.of(
                new Ingredient("host-logs-writable", logsWritable(run), "mounts"),
                new Ingredient("token-that-reads-logs", logToken(run), "sa_token"))));
    return recipes;
  }

  private static Ingredient capability(String name, Function<String, Certainty> holds) {
    return new Ingredient(name, holds.apply(name), "caps.add");
  }

  private static Certainty everyDevice(RunSpec run) {
    boolean rule =
        run.devices().stream()
            .anyMatch(
                device ->
                    device.kind().equals("cgroup-rule")
                        && device.host().matches("(a|b [*]:[*]|b [*]).*"));
    return Certainty.of(run.privileges().privileged() || rule);
  }

  private static Certainty logsWritable(RunSpec run) {
    return Certainty.of(
        run.mounts().stream()
            .filter(mount -> !mount.options().readOnly())
            .flatMap(mount -> mount.source().classes().stream())
            .anyMatch(match -> match.member().equals("/var/log")));
  }

  /** A bound account may read logs or not; an account that is known and unbound may not. */
  private static Certainty logToken(RunSpec run) {
    ServiceAccount account = run.surroundings().serviceAccount();
    if (account == null || !account.tokenMounted()) {
      return Certainty.NO;
    }
    return account.known() && !account.bound() ? Certainty.NO : Certainty.UNKNOWN;
  }
}
