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
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines of a border that files, mounts and devices cross (policy-catalogue.md section 4). */
final class StorageLines {
  /** Ways to write a path so that it does not look like what it is. */
  private static final Pattern TRICKS =
      Pattern.compile(
          "(^|/)\\.\\.(/|$)|[^:]//|^//|/\\.(/|$)|/proc/[^/]+/(task/[0-9]+/)?(root|cwd)(/|$)");

  private final RunSpec run;
  private final @Nullable ImageSide image;
  private final @Nullable Effective effective;
  private final HostDevices hostDevices;
  private final BoundaryLines.Items items;

  StorageLines(
      RunSpec run,
      @Nullable ImageSide image,
      @Nullable Effective effective,
      HostDevices hostDevices,
      BoundaryLines.Items items) {
    this.run = run;
    this.image = image;
    this.effective = effective;
    this.hostDevices = hostDevices;
    this.items = items;
  }

  Line rootfs() {
    Item item =
        run.rootfsReadOnly()
            ? items.of("read-only", CLOSED, "rootfs_ro", List.of(), null)
            : items.of(
                "a private writable layer, lost on removal",
                USUAL,
                "rootfs_ro",
                List.of("PRV-08"),
                null);
    return new Line(
        "rootfs", image == null ? "" : image.summary(null), "the layer store", List.of(item));
  }

  Line mounts() {
    List<Item> found = new ArrayList<>();
    List<String> hides = new ArrayList<>();
    for (int i = 0; i < run.mounts().size(); i++) {
      Mount mount = run.mounts().get(i);
      boolean ofHost = mount.kind() == Mount.Kind.HOST || mount.kind() == Mount.Kind.NPIPE;
      if (!ofHost) {
        continue;
      }
      found.add(mount(mount, i));
      Placement placement = effective == null ? null : effective.reach().placements().get(i);
      Subtree hidden = placement == null ? null : placement.hidden();
      if (placement != null && hidden != null && hidden.entries() > 0) {
        hides.add(hidden.entries() + " entries at " + placement.target());
      }
    }
    if (found.isEmpty()) {
      found.add(items.of("none", CLOSED, "", List.of(), null));
    }
    String inside = hides.isEmpty() ? "" : "hides " + String.join(", ", hides);
    return new Line("mounts", inside, "the sources", found);
  }

  private Item mount(Mount mount, int index) {
    boolean ro = mount.options().readOnly();
    int grade = ro ? USUAL : WIDENED;
    TreeSet<String> rules = new TreeSet<>();
    List<String> exposed = new ArrayList<>();
    for (Mount.ClassMatch match : mount.source().classes()) {
      HostClass hostClass = match.hostClass();
      int own = grade(hostClass, ro);
      grade = Math.max(grade, own);
      if (hostClass == HostClass.BENIGN) {
        grade = USUAL;
      } else if (hostClass != HostClass.APP) {
        rules.add(rule(hostClass));
        exposed.add(
            hostClass.label()
                + (match.relation() == Mount.Relation.EXACT ? "" : " " + match.member()));
      }
    }
    boolean evasive =
        !mount.source().raw().equals(mount.source().clean())
            && TRICKS.matcher(mount.source().raw()).find();
    if (!mount.source().known() || (reachesMore(mount) && evasive)) {
      rules.add("MNT-11");
    }
    if (reachesMore(mount) && mount.source().disguise() != null) {
      rules.add("MNT-10");
    }
    String source = mount.source().clean() == null ? mount.source().raw() : mount.source().clean();
    String socket =
        ro && mount.reaches(HostClass.RUNTIME_SOCKET)
            ? "; read-only does not protect a socket"
            : "";
    String text =
        source
            + " -> "
            + mount.target()
            + (ro ? " ro" : " rw")
            + (exposed.isEmpty() ? "" : ", exposes " + String.join(", ", exposed))
            + socket;
    String field = "mounts[" + index + "]";
    return new Item(
        text,
        grade,
        mount.source().known(),
        field,
        run.originOf(field),
        List.copyOf(rules),
        List.of(new Remedy("drop", "the " + source + " mount")));
  }

  private static boolean reachesMore(Mount mount) {
    return mount.source().classes().stream()
        .anyMatch(
            match -> match.hostClass() != HostClass.APP && match.hostClass() != HostClass.BENIGN);
  }

  private static int grade(HostClass hostClass, boolean ro) {
    return switch (hostClass) {
      case RUNTIME_SOCKET, ROOT -> HOST_CONTROL;
      case EXEC, KERNEL, DEV, STATE -> ro ? HOST_DATA : HOST_CONTROL;
      case CREDENTIAL, SYS -> HOST_DATA;
      case BENIGN -> USUAL;
      case APP -> ro ? USUAL : WIDENED;
    };
  }

  private static String rule(HostClass hostClass) {
    return switch (hostClass) {
      case RUNTIME_SOCKET -> "MNT-01";
      case ROOT -> "MNT-02";
      case EXEC -> "MNT-03";
      case CREDENTIAL -> "MNT-04";
      case KERNEL -> "MNT-05";
      case SYS -> "MNT-06";
      case DEV -> "MNT-07";
      case STATE -> "MNT-08";
      case BENIGN, APP -> "";
    };
  }

  Line volumes() {
    List<Item> found = new ArrayList<>();
    for (int i = 0; i < run.mounts().size(); i++) {
      Mount mount = run.mounts().get(i);
      boolean ofHost = mount.kind() == Mount.Kind.HOST || mount.kind() == Mount.Kind.NPIPE;
      if (ofHost) {
        continue;
      }
      List<String> writers =
          mount.volume().sharedWith().stream()
              .filter(Mount.Sharer::writes)
              .map(Mount.Sharer::unit)
              .toList();
      String what = mount.kind().label() + " at " + mount.target();
      String field = "mounts[" + i + "]";
      found.add(
          writers.isEmpty()
              ? items.usual(what, field)
              : items.of(
                  what + ", also written by " + String.join(", ", writers),
                  WIDENED,
                  field,
                  mount.options().subpath().isEmpty() ? List.of() : List.of("MNT-12"),
                  null));
    }
    if (effective != null) {
      for (DeclaredVolume volume : effective.reach().volumes()) {
        if (!volume.how().equals("mounted")) {
          found.add(
              items.of(
                  "VOLUME " + volume.path() + " " + volume.how(),
                  USUAL,
                  "",
                  List.of("CMB-06"),
                  null));
        }
      }
    }
    if (found.isEmpty()) {
      found.add(items.usual("none", ""));
    }
    String inside =
        image == null || image.volumes().isEmpty()
            ? ""
            : "VOLUME " + String.join(", ", image.volumes());
    return new Line("volumes", inside, "storage", found);
  }

  Line runtimeFiles() {
    Privileges privileges = run.privileges();
    Item item;
    if (privileges.privileged()) {
      item =
          items.of(
              "kernel knobs in /proc and /sys writable",
              HOST_CONTROL,
              "privileged",
              List.of("PRV-01"),
              "drop");
    } else if (run.surroundings().writableCgroups()) {
      item =
          items.of("cgroup tree writable", WIDENED, "writable_cgroups", List.of("MNT-06"), "drop");
    } else if (privileges.maskedPaths().equals("none")) {
      item = items.of("/proc unmasked", WIDENED, "masked_paths", List.of("PRV-07"), "drop");
    } else {
      item = items.usual("masked and read-only paths kept", "masked_paths");
    }
    return new Line(
        "runtime-files",
        "own copies of /etc/hosts and resolv.conf are hidden",
        "hosts, resolv.conf, /proc, /sys, /dev",
        List.of(item));
  }

  Line devices() {
    List<Item> found = new ArrayList<>();
    if (run.privileges().privileged()) {
      found.add(
          items.of(
              "all devices of the host", HOST_CONTROL, "privileged", List.of("PRV-01"), "drop"));
    }
    for (int i = 0; i < run.devices().size(); i++) {
      Device device = run.devices().get(i);
      String field = "devices[" + i + "]";
      if (device.isHarmless()) {
        found.add(items.usual(device.host(), field));
        continue;
      }
      boolean disk = isDiskOrMemory(device);
      found.add(
          new Item(
              device.host() + (device.permissions().isEmpty() ? "" : " " + device.permissions()),
              disk ? HOST_CONTROL : WIDENED,
              true,
              field,
              run.originOf(field),
              List.of("PRV-09"),
              List.of(new Remedy("drop", "device " + device.host()))));
    }
    if (found.isEmpty()) {
      found.add(items.usual("the harmless ones", ""));
    }
    String inside =
        image == null || image.devices() == 0
            ? ""
            : image.devices() + " device nodes in layers (inert unless allowed)";
    return new Line("devices", inside, "drivers", found);
  }

  private boolean isDiskOrMemory(Device device) {
    if (device.kind().equals("cgroup-rule")) {
      return device.host().matches("(a|b [*]).*");
    }
    return device.kind().equals("node") && hostDevices.isControl(device.host());
  }
}
