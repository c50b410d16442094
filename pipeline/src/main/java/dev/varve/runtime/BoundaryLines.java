package dev.varve.runtime;

import static dev.varve.runtime.Boundary.CLOSED;
import static dev.varve.runtime.Boundary.HOST_CONTROL;
import static dev.varve.runtime.Boundary.HOST_DATA;
import static dev.varve.runtime.Boundary.USUAL;
import static dev.varve.runtime.Boundary.WIDENED;

import dev.varve.runtime.Boundary.Item;
import dev.varve.runtime.Boundary.Line;
import dev.varve.runtime.Boundary.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Draws the lines of a border that concern the kernel, the process and its rights; {@link
 * NamespaceLines} and {@link StorageLines} draw the others (policy-catalogue.md section 4).
 */
final class BoundaryLines {
  private final RunSpec run;
  private final @Nullable ImageSide image;
  private final @Nullable Effective effective;
  private final SecretCounts secrets;
  private final HostDevices devices;
  private final Items items;

  BoundaryLines(
      RunSpec run,
      @Nullable ImageSide image,
      @Nullable Effective effective,
      SecretCounts secrets,
      HostDevices devices) {
    this.run = run;
    this.image = image;
    this.effective = effective;
    this.secrets = secrets;
    this.devices = devices;
    this.items = new Items(run);
  }

  /** Makes items that know who decides. */
  static final class Items {
    private final RunSpec run;

    Items(RunSpec run) {
      this.run = run;
    }

    Item usual(String text, String field) {
      return of(text, USUAL, field, List.of(), null);
    }

    Item of(String text, int grade, String field, List<String> rules, @Nullable String verb) {
      List<Remedy> remedies =
          verb == null ? List.of() : List.of(new Remedy(verb, SpecWords.of(field, run.unit())));
      return new Item(
          text, grade, true, field, field.isEmpty() ? null : run.originOf(field), rules, remedies);
    }

    /** The same, as long as nobody describes the host. */
    static Item open(Item item) {
      return new Item(
          item.text(),
          item.grade(),
          false,
          item.field(),
          item.origin(),
          item.rules(),
          item.remedies());
    }

    static Item openUnless(boolean known, Item item) {
      return known ? item : open(item);
    }
  }

  List<Line> all() {
    NamespaceLines namespaces = new NamespaceLines(run, image, effective, items);
    StorageLines storage = new StorageLines(run, image, effective, devices, items);
    List<Line> lines = new ArrayList<>();
    lines.add(kernel());
    lines.add(storage.rootfs());
    lines.add(process());
    lines.add(user());
    lines.add(waysUp());
    lines.add(capabilities());
    lines.addAll(namespaces.all());
    lines.add(storage.mounts());
    lines.add(storage.volumes());
    lines.add(storage.runtimeFiles());
    lines.add(storage.devices());
    lines.add(modules());
    lines.add(limits());
    lines.add(control());
    lines.add(secretLine());
    lines.add(health());
    lines.add(recipes());
    return lines;
  }

  private boolean isKnownHost() {
    return run.surroundings().host() != null;
  }

  private Line kernel() {
    String sandbox = Effective.sandbox(run);
    Certainty off = Confinement.seccompOff(run);
    Item item;
    if (sandbox.equals("vm") || sandbox.equals("gvisor")) {
      item = items.of("its own kernel (" + sandbox + ")", CLOSED, "runtime_class", List.of(), null);
    } else if (off == Certainty.YES) {
      boolean privileged = run.privileges().privileged();
      item =
          items.of(
              "every system call",
              WIDENED,
              privileged ? "privileged" : "seccomp",
              List.of(privileged ? "PRV-01" : "PRV-04"),
              "drop");
    } else {
      String text = "the system calls that the seccomp filter lets through";
      boolean open = off == Certainty.UNKNOWN;
      item = items.of(text, USUAL, "seccomp", open ? List.of("PRV-04") : List.of(), null);
      item = Items.openUnless(off == Certainty.NO, item);
    }
    return new Line("kernel", "", "kernel, modules, time", List.of(item));
  }

  private Line process() {
    List<Item> found = new ArrayList<>();
    Start start = effective == null ? null : effective.start();
    if (start != null) {
      for (ChainLink link : start.links()) {
        process(link, start, found);
      }
    }
    boolean chosen = run.process().entrypoint() != null || run.process().command() != null;
    String field = run.process().entrypoint() != null ? "entrypoint" : "command";
    if (found.isEmpty()) {
      found.add(
          chosen
              ? items.usual("started by the run spec's own words", field)
              : items.usual("started as the image says", "command"));
    }
    String inside = start == null ? "" : ImageSide.chain(start);
    return new Line("process", inside, "the runtime and its init", found);
  }

  private void process(ChainLink link, Start start, List<Item> found) {
    String shown = link.path() == null ? link.asked() : "/" + link.path().text();
    String covered = link.coveredBy();
    if (covered != null) {
      for (int i = 0; i < run.mounts().size(); i++) {
        Mount mount = run.mounts().get(i);
        boolean written = mount.volume().sharedWith().stream().anyMatch(Mount.Sharer::writes);
        boolean foreign = mount.kind() == Mount.Kind.HOST || written;
        if (mount.target().equals(covered) && foreign) {
          found.add(
              items.of(
                  shown + " comes from " + mount.kind().label() + " " + mount.source().clean(),
                  HOST_DATA,
                  "mounts[" + i + "]",
                  List.of("CMB-03"),
                  null));
          return;
        }
      }
      return;
    }
    if (effective == null || run.rootfsReadOnly() || start.links().isEmpty()) {
      return;
    }
    Set<String> who = Actor.of(effective.user(), effective.atStart()).identities();
    boolean root = Boolean.TRUE.equals(effective.user().root());
    if (!root && link.writableBy().stream().anyMatch(who::contains)) {
      found.add(
          items.of(
              shown + " can be rewritten by its own user",
              WIDENED,
              "user",
              List.of("ENT-05"),
              null));
    } else if (!root && link.dirWritableBy().stream().anyMatch(who::contains)) {
      found.add(
          items.of(
              shown + " can be replaced by its own user",
              WIDENED,
              "user",
              List.of("ENT-06"),
              null));
    }
  }

  private @Nullable Long uid() {
    if (effective != null) {
      return effective.user().uid();
    }
    String said = run.process().user();
    String digits = said == null ? "" : said.replaceFirst(":.*", "");
    return digits.matches("[0-9]{1,9}") ? Long.valueOf(digits) : null;
  }

  private Line user() {
    Long uid = uid();
    Certainty hostRoot = Effective.hostRoot(run);
    Item item;
    if (uid == null) {
      item =
          Items.open(items.of("a user that is not known", USUAL, "user", List.of("ENT-01"), null));
    } else {
      String where =
          hostRoot == Certainty.NO ? " (mapped to another id of the host)" : " = host uid " + uid;
      boolean mapped = hostRoot == Certainty.NO;
      if (uid == 0) {
        item =
            items.of(
                "uid 0" + where,
                mapped ? USUAL : WIDENED,
                "user",
                mapped ? List.of() : List.of("ENT-01"),
                mapped ? null : "add");
      } else {
        boolean closed = mapped || run.privileges().noNewPrivs();
        item = items.of("uid " + uid + where, closed ? CLOSED : USUAL, "user", List.of(), null);
      }
      List<String> groups = run.process().groups();
      if (!groups.isEmpty()) {
        String text = item.text() + ", groups added: " + String.join(", ", groups);
        item =
            new Item(
                text,
                item.grade(),
                true,
                item.field(),
                item.origin(),
                item.rules(),
                item.remedies());
      }
    }
    return new Line("user", "names of users and groups only", "the numbers", List.of(item));
  }

  private Line waysUp() {
    Item item;
    if (run.privileges().noNewPrivs()) {
      item = items.of("none: no_new_privs", CLOSED, "no_new_privs", List.of(), null);
    } else if (effective == null) {
      item =
          Items.open(
              items.of("no_new_privs is off", USUAL, "no_new_privs", List.of("PRV-06"), null));
    } else if (Boolean.TRUE.equals(effective.user().root())) {
      item = items.of("none needed: it is root", CLOSED, "user", List.of(), null);
    } else {
      List<Escalator> files = effective.reach().escalators();
      item =
          files.isEmpty()
              ? items.of("none in the image", CLOSED, "no_new_privs", List.of(), null)
              : items.of(
                  files.size()
                      + (files.size() == 1 ? " file" : " files")
                      + " with setuid, setgid or capabilities usable, no_new_privs off",
                  WIDENED,
                  "no_new_privs",
                  List.of("CMB-02"),
                  "add");
    }
    String inside =
        effective == null
            ? ""
            : String.join(
                ", ",
                effective.reach().escalators().stream()
                    .limit(5)
                    .map(file -> "/" + file.path().text())
                    .toList());
    return new Line("ways-up", inside, "", List.of(item));
  }

  private Line capabilities() {
    List<String> bounding = Capabilities.bounding(run.privileges());
    List<Item> found = new ArrayList<>();
    boolean privileged = run.privileges().privileged();
    String field = capabilityField(run);
    List<String> rules = List.of(privileged ? "PRV-01" : "PRV-02");
    TreeSet<String> strongest = new TreeSet<>(bounding);
    strongest.retainAll(Capabilities.HOST_CONTROL);
    TreeSet<String> strong = new TreeSet<>(bounding);
    strong.retainAll(Capabilities.DANGEROUS);
    boolean together =
        (bounding.contains("SYS_PTRACE") && run.namespaces().pid().equals(Namespaces.HOST))
            || (bounding.contains("NET_ADMIN") && run.namespaces().net().equals(Namespaces.HOST));
    if (bounding.containsAll(Capabilities.ALL)) {
      found.add(items.of("all of them", pickedUp(HOST_CONTROL), field, rules, "drop"));
    } else if (!strongest.isEmpty()) {
      String names = String.join(", ", strongest);
      found.add(items.of(names, pickedUp(HOST_CONTROL), field, rules, "drop"));
    } else if (!strong.isEmpty()) {
      int grade = together ? HOST_CONTROL : HOST_DATA;
      String with = together ? ", with that namespace of the host" : "";
      found.add(items.of(String.join(", ", strong) + with, pickedUp(grade), field, rules, "drop"));
    } else if (bounding.isEmpty()) {
      found.add(items.of("none", CLOSED, "caps.drop", List.of(), null));
    } else {
      TreeSet<String> beyond = new TreeSet<>(bounding);
      List<String> usual = run.privileges().caps().usual();
      usual.forEach(beyond::remove);
      if (beyond.isEmpty()) {
        boolean all = bounding.size() == usual.size();
        found.add(
            items.usual(
                all ? "the engine's default set" : String.join(", ", bounding), "caps.drop"));
      } else {
        found.add(
            items.of(
                String.join(", ", beyond) + " beside the default",
                WIDENED,
                field,
                List.of("PRV-03"),
                "drop"));
      }
    }
    return new Line("capabilities", "", "what the kernel grants", found);
  }

  /** What gives a container more capabilities than usual. */
  static String capabilityField(RunSpec run) {
    if (run.privileges().privileged()) {
      return "privileged";
    }
    return run.privileges().caps().bounding() == null ? "caps.add" : "caps.bounding";
  }

  /** Who is not root and cannot rise never gets to hold what the bounding set allows. */
  private int pickedUp(int grade) {
    boolean out =
        effective != null
            && Boolean.FALSE.equals(effective.user().root())
            && effective.atStart().isEmpty()
            && effective.reach().escalators().isEmpty();
    return out ? Math.max(USUAL, grade - 1) : grade;
  }

  private Line modules() {
    Privileges privileges = run.privileges();
    Certainty seccomp = Confinement.seccompOff(run);
    Certainty modules = Confinement.modulesOff(run);
    List<Item> found = new ArrayList<>();
    if (seccomp == Certainty.YES && modules == Certainty.YES) {
      String field = privileges.privileged() ? "privileged" : "seccomp";
      List<String> rules =
          privileges.privileged() ? List.of("PRV-01") : List.of("PRV-04", "PRV-05");
      found.add(items.of("no seccomp filter, no security module", HOST_DATA, field, rules, "drop"));
      return new Line("mac", "", "policies", found);
    }
    if (seccomp == Certainty.YES) {
      found.add(items.of("seccomp off", WIDENED, "seccomp", List.of("PRV-04"), "drop"));
    } else {
      String profile = privileges.seccomp();
      boolean own = !profile.equals("default") && !profile.equals("unknown");
      found.add(
          Items.openUnless(
              seccomp == Certainty.NO,
              items.of(
                  "seccomp " + profile,
                  own ? CLOSED : USUAL,
                  "seccomp",
                  profile.equals("unknown") ? List.of("PRV-04") : List.of(),
                  null)));
    }
    module("AppArmor", "apparmor", privileges.apparmor(), found);
    module("SELinux", "selinux", privileges.selinux(), found);
    return new Line("mac", "", "policies", found);
  }

  private void module(String shown, String field, String value, List<Item> found) {
    HostProfile host = run.surroundings().host();
    Boolean present = host == null ? null : host.has(field);
    boolean set = run.originOf(field).how() == Origin.How.SET;
    boolean off = value.equals("unconfined") || value.equals("disable") || value.contains("spc_t");
    if (off && set && !Boolean.FALSE.equals(present)) {
      found.add(items.of(shown + " off", WIDENED, field, List.of("PRV-05"), "drop"));
    } else if (Boolean.FALSE.equals(present) || off || value.isEmpty()) {
      found.add(items.usual(shown + " not there", field));
    } else {
      found.add(Items.openUnless(present != null, items.usual(shown + " " + value, field)));
    }
  }

  private Line limits() {
    ResourceLimits limits = run.limits();
    Long bytes = limits.memoryBytes();
    boolean memory = bytes != null;
    boolean pids = limits.pids() != null;
    boolean cpu = limits.nanoCpus() != null;
    boolean pidsOpen = !pids && run.unit().source() == Unit.Source.KUBERNETES && !isKnownHost();
    List<Item> found = new ArrayList<>();
    int set = memory && pids && cpu ? CLOSED : USUAL;
    found.add(
        bytes != null
            ? items.of(
                "memory " + bytes / 1_048_576 + " MiB", set, "limits.memory", List.of(), null)
            : items.of("memory whole host", WIDENED, "limits.memory", List.of("LIM-01"), "add"));
    if (pidsOpen) {
      found.add(
          Items.open(
              items.of(
                  "processes as the kubelet says", USUAL, "limits.pids", List.of("LIM-02"), null)));
    } else {
      found.add(
          pids
              ? items.of(limits.pids() + " processes", set, "limits.pids", List.of(), null)
              : items.of("processes whole host", WIDENED, "limits.pids", List.of("LIM-02"), "add"));
    }
    found.add(
        cpu
            ? items.of(cpus(limits.nanoCpus()), set, "limits.cpu", List.of(), null)
            : items.of("cpu whole host", USUAL, "limits.cpu", List.of("LIM-03"), null));
    if (run.namespaces().cgroup().equals(Namespaces.HOST)) {
      found.add(items.of("sees the whole cgroup tree", USUAL, "ns.cgroup", List.of("NS-05"), null));
    }
    return new Line("limits", "", "the cgroup tree", found);
  }

  private static String cpus(@Nullable Long nanos) {
    long thousandths = nanos == null ? 0 : nanos / 1_000_000;
    return "cpu "
        + java.math.BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString();
  }

  private Line control() {
    List<Item> found = new ArrayList<>();
    if (run.useApiSocket()) {
      found.add(
          items.of(
              "the engine's API socket",
              HOST_CONTROL,
              "use_api_socket",
              List.of("MNT-01"),
              "drop"));
    }
    for (int i = 0; i < run.mounts().size(); i++) {
      if (run.mounts().get(i).reaches(HostClass.RUNTIME_SOCKET)) {
        found.add(
            items.of(
                "a control socket through " + run.mounts().get(i).target(),
                HOST_CONTROL,
                "mounts[" + i + "]",
                List.of("MNT-01"),
                null));
      }
    }
    ServiceAccount account = run.surroundings().serviceAccount();
    if (account != null && account.tokenMounted()) {
      // An account of the workload's own was given to it on purpose.
      boolean own = account.bound() || !Set.of("", "default").contains(account.name());
      found.add(
          items.of(
              "API token of account " + account.name(),
              WIDENED,
              "sa_token",
              own ? List.of() : List.of("KUB-01"),
              "add"));
    }
    if (found.isEmpty()) {
      found.add(items.usual("nothing", ""));
    }
    String clients = image == null ? "" : String.join(", ", image.clients());
    return new Line("control", clients, "sockets, kubelet, API", found);
  }

  private Line secretLine() {
    List<Item> found = new ArrayList<>();
    for (int place : secrets.literals()) {
      String text = "variable " + run.process().env().get(place).name() + " holds one";
      found.add(items.of(text, WIDENED, "env[" + place + "]", List.of("SEC-07"), null));
    }
    long shipped = secrets.live() + secrets.hidden();
    if (shipped > 0) {
      String text = shipped + " in the image, for everybody who can pull it";
      found.add(items.of(text, HOST_DATA, "image_ref", secrets.rules(), null));
    }
    if (found.isEmpty()) {
      long mounted =
          run.mounts().stream().filter(mount -> mount.kind() == Mount.Kind.SECRET).count();
      found.add(
          items.of(
              mounted == 0 ? "none" : mounted + " mounted from the secret store",
              CLOSED,
              "",
              List.of(),
              null));
    }
    String inside =
        shipped == 0 ? "" : secrets.live() + " live, " + secrets.hidden() + " in covered layers";
    return new Line("secrets", inside, "the secret store", found);
  }

  private Line health() {
    Health health = run.health();
    boolean heeded = run.unit().source() == Unit.Source.DOCKER;
    String text;
    if (health != null && health.disabled()) {
      text = "health check off";
    } else if (health != null) {
      text = "health checked by the run spec";
    } else {
      text = heeded && image != null && image.healthcheck() ? "health check of the image" : "none";
    }
    boolean none = text.equals("none") || text.equals("health check off");
    List<String> rules = none ? List.of("HYG-05") : List.of();
    String restart = run.restart().isEmpty() ? "" : "; restart " + run.restart();
    return new Line(
        "health",
        image != null && image.healthcheck() ? "HEALTHCHECK" + (heeded ? "" : " (not used)") : "",
        "log driver",
        List.of(items.of(text + restart, USUAL, "health", rules, null)));
  }

  private Line recipes() {
    List<Item> found = new ArrayList<>();
    List<EscapeRecipe> recipes = effective == null ? ownRecipes() : effective.reach().recipes();
    for (EscapeRecipe recipe : recipes) {
      List<String> names = new ArrayList<>();
      List<String> open = new ArrayList<>();
      String breaker = "";
      for (EscapeRecipe.Ingredient ingredient : recipe.ingredients()) {
        names.add(ingredient.name());
        if (ingredient.present() == Certainty.UNKNOWN) {
          open.add(ingredient.name());
        } else if (breaker.isEmpty() && run.originOf(ingredient.field()).how() == Origin.How.SET) {
          breaker = ingredient.field();
        }
      }
      String text = recipe.id() + " (" + String.join(" + ", names) + ")";
      if (recipe.complete() == Certainty.YES) {
        String verb = breaker.isEmpty() ? null : "drop";
        found.add(items.of(text, HOST_CONTROL, breaker, List.of("CMB-13"), verb));
      } else if (recipe.complete() == Certainty.UNKNOWN) {
        found.add(
            Items.open(
                items.of(
                    text + " if " + String.join(", ", open),
                    WIDENED,
                    breaker,
                    List.of("CMB-13"),
                    null)));
      }
    }
    if (found.isEmpty()) {
      found.add(items.of("none complete", CLOSED, "", List.of(), null));
    }
    return new Line("recipes", "", "", found);
  }

  /** Without the image it is not known who starts, unless the run spec says a number. */
  private List<EscapeRecipe> ownRecipes() {
    Long uid = uid();
    List<String> bounding = Capabilities.bounding(run.privileges());
    Certainty root = Certainty.ofNullable(uid == null ? null : uid == 0);
    return EscapeRecipe.of(
        run,
        root,
        Effective.hostRoot(run),
        name -> bounding.contains(name) ? root.or(Certainty.UNKNOWN) : Certainty.NO);
  }
}
