package dev.varve.runtime.docker;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.runtime.Capabilities;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Health;
import dev.varve.runtime.HostPath;
import dev.varve.runtime.NamespaceWords;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.Origin;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.ProjectFiles;
import dev.varve.runtime.RawEnvFile;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SecurityOptions;
import dev.varve.runtime.ShellWords;
import dev.varve.runtime.Sizes;
import dev.varve.runtime.Surroundings;
import dev.varve.runtime.Unit;
import dev.varve.runtime.docker.CommandWords.Word;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one command makes of a container. */
final class CommandContainer {
  private static final long DEFAULT_PERIOD_MICROS = 100_000;

  /** What podman sets where nothing is said (containers.conf(5), {@code pids_limit}). */
  private static final Long PODMAN_PIDS = 2048L;

  /** Networks of podman that are the container's own. */
  private static final Set<String> OWN_NETWORKS = Set.of("pasta", "slirp4netns", "podman");

  private final RunCommand command;
  private final ProjectFiles files;
  private final SortedMap<String, Origin> origin = new TreeMap<>();
  private final List<Gap> gaps;

  CommandContainer(RunCommand command, ProjectFiles files) {
    this.command = command;
    this.files = files;
    this.gaps = new ArrayList<>(command.gaps());
  }

  RunSpec read() throws InputException, IOException {
    boolean bundle = flag("rootfs", "rootfs_path");
    Word image = command.image();
    set("image_ref", image);
    if (!bundle && !image.known()) {
      gaps.add(gap("image", image, "what the image is called hangs on variables of the shell"));
    }
    ProcessSpec process = process();
    Privileges privileges = privileges();
    Namespaces namespaces = namespaces();
    boolean apiSocket = flag("use-api-socket", "use_api_socket");
    CommandMounts mounts = new CommandMounts(command, origin, gaps);
    SortedMap<String, String> labels = labels();
    return new RunSpec(
        unit(image.text()),
        bundle ? null : image.text(),
        process,
        privileges,
        namespaces,
        mounts.read(apiSocket),
        devices(),
        flag("read-only", "rootfs_ro"),
        limits(),
        ports(),
        health(),
        text("restart", "restart", ""),
        apiSocket,
        pairs("sysctl", "sysctls"),
        labels,
        origin,
        gaps,
        surroundings(bundle, image));
  }

  private Unit unit(String image) {
    Word name = command.last("name");
    if (name != null) {
      return Unit.single("command", "", name.text());
    }
    String repository = image.split("@", 2)[0];
    String last = repository.substring(repository.lastIndexOf('/') + 1);
    return Unit.single("command", "", last.split(":", 2)[0]);
  }

  private Surroundings surroundings(boolean bundle, Word image) {
    List<String> peers = new ArrayList<>();
    for (Word word : command.all("volumes-from")) {
      peers.add("volumes_from:" + word.text().split(":", 2)[0]);
    }
    for (Word word : command.all("link")) {
      peers.add("link:" + word.text().split(":", 2)[0]);
    }
    Word pod = command.last("pod");
    if (pod != null) {
      peers.add("pod:" + pod.text());
      gaps.add(gap("pod", pod, "what the pod shares is not known here"));
    }
    SecurityOptions security = security();
    return new Surroundings(
        "",
        text("cgroup-parent", "cgroup_parent", ""),
        List.of(),
        null,
        peers.stream().distinct().sorted().toList(),
        false,
        security.writableCgroups(),
        bundle ? HostPath.parse(image.text(), image.known()).text() : null);
  }

  // ---------------------------------------------------------------- process

  private ProcessSpec process() throws InputException, IOException {
    List<String> arguments = command.arguments().stream().map(Word::text).toList();
    if (!arguments.isEmpty()) {
      set("command", command.arguments().get(0));
    }
    String user = text("user", "user", "");
    String workdir = text("workdir", "workdir", "");
    return new ProcessSpec(
        entrypoint(),
        arguments.isEmpty() ? null : arguments,
        user.isEmpty() ? null : user,
        texts("group-add", "groups"),
        workdir.isEmpty() ? null : workdir,
        environment(),
        flag("init", "init"));
  }

  /** Docker takes one word; podman also a JSON list of them. An empty one clears the image's. */
  private @Nullable List<String> entrypoint() throws InputException {
    Word word = command.last("entrypoint");
    if (word == null) {
      return null;
    }
    set("entrypoint", word);
    String text = word.text();
    if (!text.startsWith("[")) {
      return text.isEmpty() ? List.of() : List.of(text);
    }
    String inner = text.replaceAll("^\\[|]$", "").replace(",", " ");
    List<String> words = ShellWords.split(inner);
    if (words == null) {
      throw invalid(word, "a quote in --entrypoint is left open");
    }
    return words;
  }

  private List<EnvVar> environment() throws InputException, IOException {
    Map<String, EnvVar> variables = new LinkedHashMap<>();
    Map<String, Word> places = new LinkedHashMap<>();
    for (Word word : command.all("env-file")) {
      fileLines("env-file", word)
          .forEach(
              (name, value) -> {
                variables.put(name, new EnvVar(name, value, "file:" + word.text()));
                places.put(name, word);
              });
    }
    for (Word word : command.all("env")) {
      int equals = word.text().indexOf('=');
      String name = equals < 0 ? word.text() : word.text().substring(0, equals);
      String value =
          equals < 0 || !word.known() && word.text().contains("${")
              ? null
              : word.text().substring(equals + 1);
      variables.put(name, new EnvVar(name, value));
      places.put(name, word);
    }
    int i = 0;
    for (Word place : places.values()) {
      set("env[" + i++ + "]", place);
      set("env", place);
    }
    return List.copyOf(variables.values());
  }

  private Map<String, @Nullable String> fileLines(String flag, Word word)
      throws InputException, IOException {
    byte[] content = null;
    String why = "without the file '" + word.text() + "' its lines are not known";
    try {
      content = word.known() ? files.content(word.text()) : null;
    } catch (InputException e) {
      if (e.reason() != ReasonCode.OUTSIDE_PROJECT) {
        throw e;
      }
      why = e.detail() + "; " + e.reason().nextStep();
    }
    if (content == null) {
      gaps.add(gap("--" + flag, word, why));
      return Map.of();
    }
    return RawEnvFile.parse(new String(content, StandardCharsets.UTF_8), name -> null);
  }

  private SortedMap<String, String> labels() throws InputException, IOException {
    SortedMap<String, String> labels = new TreeMap<>();
    for (Word word : command.all("label-file")) {
      set("labels", word);
      fileLines("label-file", word)
          .forEach((name, value) -> labels.put(name, value == null ? "" : value));
    }
    labels.putAll(pairs("label", "labels"));
    return labels;
  }

  private @Nullable Health health() throws InputException {
    if (flag("no-healthcheck", "health")) {
      return new Health(List.of("NONE"), true);
    }
    Word test = command.last("health-cmd");
    if (test == null) {
      return null;
    }
    set("health", test);
    return test.text().equals("none")
        ? new Health(List.of("NONE"), true)
        : new Health(List.of("CMD-SHELL", test.text()), false);
  }

  // ---------------------------------------------------------------- boundary

  private SecurityOptions security() {
    return SecurityOptions.parse(command.all("security-opt").stream().map(Word::text).toList());
  }

  private Privileges privileges() throws InputException {
    boolean privileged = flag("privileged", "privileged");
    SecurityOptions security = security();
    Word options = command.last("security-opt");
    String masked = security.maskedPaths();
    List<String> unknown = new ArrayList<>();
    for (String option : security.unknown()) {
      // podman's own words for the paths that it hides.
      if (option.startsWith("unmask=")) {
        masked = option.equalsIgnoreCase("unmask=all") ? "none" : "custom";
      } else if (!option.startsWith("mask=")) {
        unknown.add(option);
      }
    }
    if (options != null) {
      for (String option : unknown) {
        gaps.add(gap("--security-opt", options, "the option '" + option + "' is not understood"));
      }
      mark(security.noNewPrivs(), "no_new_privs", options);
      mark(security.seccomp(), "seccomp", options);
      mark(security.apparmor(), "apparmor", options);
      mark(security.selinux(), "selinux", options);
      mark(masked, "masked_paths", options);
    }
    String usual = privileged ? "unconfined" : "default";
    String runtime = text("runtime", "runtime_class", "");
    return new Privileges(
        privileged,
        new CapabilitySettings(
                names("cap-add", "caps.add"), names("cap-drop", "caps.drop"), null, null)
            .over(
                command.engine().equals("podman")
                    ? Capabilities.PODMAN_DEFAULT
                    : Capabilities.ENGINE_DEFAULT),
        Boolean.TRUE.equals(security.noNewPrivs()),
        security.seccomp() != null ? security.seccomp() : usual,
        security.apparmor() != null ? security.apparmor() : usual,
        security.selinux() != null ? security.selinux() : privileged ? "disable" : "default",
        masked != null ? masked : privileged ? "none" : "default",
        runtime.isEmpty() || runtime.equals("runc") ? null : runtime,
        false);
  }

  private void mark(@Nullable Object value, String field, Word place) {
    if (value != null) {
      set(field, place);
    }
  }

  private Namespaces namespaces() {
    Namespaces usual = Namespaces.DOCKER_DEFAULT;
    String network = text("network", "ns.net", "");
    String plain = network.startsWith("name=") ? network.substring(5).split(",", 2)[0] : network;
    boolean own = OWN_NETWORKS.contains(plain.split(":", 2)[0]);
    return new Namespaces(
        mode("pid", "ns.pid", usual.pid()),
        NamespaceWords.network(own ? "" : plain),
        mode("ipc", "ns.ipc", usual.ipc()),
        mode("uts", "ns.uts", usual.uts()),
        mode("userns", "ns.user", usual.user()),
        mode("cgroupns", "ns.cgroup", usual.cgroup()),
        usual.mnt());
  }

  private String mode(String flag, String field, String usual) {
    String word = text(flag, field, "");
    return word.isEmpty() ? usual : NamespaceWords.mode(word);
  }

  private List<Device> devices() throws InputException {
    List<Device> devices = new ArrayList<>();
    for (Word word : command.all("device")) {
      Device device = Device.parse(word.text());
      if (device == null) {
        throw invalid(word, "'" + word.text() + "' is no device");
      }
      set("devices[" + devices.size() + "]", word);
      devices.add(device);
    }
    for (Word word : command.all("device-cgroup-rule")) {
      set("devices[" + devices.size() + "]", word);
      devices.add(new Device("cgroup-rule", word.text(), "", ""));
    }
    for (Word word : command.all("gpus")) {
      set("devices[" + devices.size() + "]", word);
      devices.add(new Device("request", "gpu", "", ""));
    }
    return devices;
  }

  private List<PortBinding> ports() throws InputException {
    List<PortBinding> ports = new ArrayList<>();
    for (Word word : command.all("publish")) {
      set("ports[" + ports.size() + "]", word);
      ports.add(PortBinding.parse(word.text()));
    }
    String published = "ports[" + ports.size() + "]";
    if (flag("publish-all", published)) {
      ports.add(PortBinding.EXPOSED);
    }
    return ports;
  }

  // ---------------------------------------------------------------- limits

  private ResourceLimits limits() throws InputException {
    return new ResourceLimits(
        size("memory", "limits.memory"),
        swap(),
        cpus(),
        pids(),
        size("shm-size", "limits.shm"),
        flag("oom-kill-disable", "limits.oom_kill_disable"),
        number("oom-score-adj", "limits.oom_score_adj"),
        openFiles(),
        disk(),
        null);
  }

  /** podman limits processes unless told otherwise or left without control groups. */
  private @Nullable Long pids() throws InputException {
    if (command.last("pids-limit") != null) {
      return positive(number("pids-limit", "limits.pids"));
    }
    Word groups = command.last("cgroups");
    boolean controlled = groups == null || !groups.text().equals("disabled");
    return command.engine().equals("podman") && controlled ? PODMAN_PIDS : null;
  }

  private @Nullable Long swap() throws InputException {
    Word swap = command.last("memory-swap");
    if (swap == null || !swap.text().equals("-1")) {
      return size("memory-swap", "limits.swap");
    }
    set("limits.swap", swap);
    return -1L;
  }

  private static @Nullable Long positive(@Nullable Long number) {
    return number == null || number <= 0 ? null : number;
  }

  private @Nullable Long size(String flag, String field) throws InputException {
    Word word = command.last(flag);
    return word == null ? null : bytes(word, word.text(), field);
  }

  private @Nullable Long bytes(Word word, String text, String field) throws InputException {
    if (!word.known()) {
      gaps.add(gap(field, word, "it hangs on a variable of the shell"));
      return null;
    }
    Long bytes = Sizes.bytes(text);
    if (bytes == null) {
      throw invalid(word, "'" + text + "' is no size such as 512m");
    }
    set(field, word);
    return bytes == 0 ? null : bytes;
  }

  private @Nullable Long number(String flag, String field) throws InputException {
    Word word = command.last(flag);
    if (word == null) {
      return null;
    }
    if (!word.known()) {
      gaps.add(gap(field, word, "it hangs on a variable of the shell"));
      return null;
    }
    if (!word.text().matches("-?[0-9]{1,18}")) {
      throw invalid(word, "'" + word.text() + "' is no whole number");
    }
    set(field, word);
    return Long.valueOf(word.text());
  }

  private @Nullable Long cpus() throws InputException {
    Word word = command.last("cpus");
    if (word == null) {
      Long quota = positive(number("cpu-quota", "limits.cpu"));
      Long period = positive(number("cpu-period", "limits.cpu"));
      double micros = period == null ? DEFAULT_PERIOD_MICROS : period;
      return quota == null ? null : Long.valueOf((long) (quota / micros * 1e9));
    }
    if (!word.known()) {
      gaps.add(gap("limits.cpu", word, "it hangs on a variable of the shell"));
      return null;
    }
    Long nanos = Sizes.nanoCpus(word.text());
    if (nanos == null) {
      throw invalid(word, "'" + word.text() + "' is no number of processors such as 0.5");
    }
    set("limits.cpu", word);
    return nanos == 0 ? null : nanos;
  }

  private @Nullable Long openFiles() throws InputException {
    Long files = null;
    for (Word word : command.all("ulimit")) {
      String text = word.text();
      if (word.known() && text.startsWith("nofile=")) {
        String hard = text.substring(text.lastIndexOf(text.contains(":") ? ':' : '=') + 1);
        if (!hard.matches("-?[0-9]{1,18}")) {
          throw invalid(word, "'" + text + "' is not of the form nofile=SOFT[:HARD]");
        }
        set("limits.nofile", word);
        files = positive(Long.valueOf(hard));
      }
    }
    return files;
  }

  private @Nullable Long disk() throws InputException {
    Long bytes = null;
    for (Word word : command.all("storage-opt")) {
      if (word.text().startsWith("size=")) {
        bytes = bytes(word, word.text().substring(5), "limits.disk");
      }
    }
    return bytes;
  }

  // ---------------------------------------------------------------- values and places

  private void set(String field, Word place) {
    origin.put(field, new Origin(Origin.How.SET, command.document(), null, place.line()));
  }

  private boolean flag(String name, String field) throws InputException {
    Word word = command.last(name);
    if (word == null) {
      return false;
    }
    set(field, word);
    return switch (word.text()) {
      case "true", "1", "t", "T", "TRUE", "True" -> true;
      case "false", "0", "f", "F", "FALSE", "False" -> false;
      default -> throw invalid(word, "--" + name + " is neither true nor false");
    };
  }

  private String text(String flag, String field, String fallback) {
    Word word = command.last(flag);
    if (word == null) {
      return fallback;
    }
    set(field, word);
    if (!word.known()) {
      gaps.add(gap(field, word, "it hangs on a variable of the shell"));
    }
    return word.text();
  }

  private List<String> texts(String flag, String field) {
    List<Word> words = command.all(flag);
    if (!words.isEmpty()) {
      set(field, words.get(0));
    }
    return words.stream().map(Word::text).toList();
  }

  /** Values that may also be written as one, separated by commas. */
  private List<String> names(String flag, String field) {
    return texts(flag, field).stream().flatMap(text -> List.of(text.split(",")).stream()).toList();
  }

  private SortedMap<String, String> pairs(String flag, String field) {
    SortedMap<String, String> pairs = new TreeMap<>();
    for (String text : texts(flag, field)) {
      int equals = text.indexOf('=');
      pairs.put(
          equals < 0 ? text : text.substring(0, equals),
          equals < 0 ? "" : text.substring(equals + 1));
    }
    return pairs;
  }

  private Gap gap(String what, @Nullable Word place, String why) {
    String where = command.document() + (place == null ? "" : ":" + place.line());
    return new Gap(what, why, where);
  }

  private InputException invalid(Word place, String detail) {
    return RunCommand.invalid(command.document(), place.line(), detail);
  }
}
