package dev.varve.runtime;

import static dev.varve.runtime.Boundary.CLOSED;
import static dev.varve.runtime.Boundary.HOST_CONTROL;
import static dev.varve.runtime.Boundary.HOST_DATA;
import static dev.varve.runtime.Boundary.USUAL;
import static dev.varve.runtime.Boundary.WIDENED;

import dev.varve.runtime.Boundary.Item;
import dev.varve.runtime.Boundary.Line;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a border that namespaces draw (policy-catalogue.md section 4). */
final class NamespaceLines {
  private final RunSpec run;
  private final @Nullable ImageSide image;
  private final @Nullable Effective effective;
  private final BoundaryLines.Items items;

  NamespaceLines(
      RunSpec run,
      @Nullable ImageSide image,
      @Nullable Effective effective,
      BoundaryLines.Items items) {
    this.run = run;
    this.image = image;
    this.effective = effective;
    this.items = items;
  }

  List<Line> all() {
    return List.of(pid(), net(), ipc(), uts(), user(), mounts());
  }

  private Line pid() {
    String word = run.namespaces().pid();
    Item item =
        word.equals(Namespaces.HOST)
            ? items.of("all processes of the host", HOST_DATA, "ns.pid", List.of("NS-02"), "drop")
            : joined(word)
                ? peer(word, "ns.pid")
                : items.usual(word.equals("pod") ? "shared in the pod" : word, "ns.pid");
    return new Line("pid", "", "the process table", List.of(item));
  }

  private Line net() {
    String word = run.namespaces().net();
    List<Item> found = new ArrayList<>();
    if (word.equals(Namespaces.HOST)) {
      found.add(
          items.of(
              "HOST: all host ports and loopback", HOST_DATA, "ns.net", List.of("NS-01"), "drop"));
    } else if (joined(word)) {
      found.add(peer(word, "ns.net"));
    } else if (word.equals("none")) {
      found.add(items.of("none", CLOSED, "ns.net", List.of(), null));
    } else {
      found.add(items.usual(word, "ns.net"));
    }
    for (int i = 0; i < run.ports().size(); i++) {
      PortBinding port = run.ports().get(i);
      boolean everywhere =
          port.hostIp().isEmpty() || port.hostIp().equals("0.0.0.0") || port.hostIp().equals("::");
      String text =
          "port "
              + (everywhere ? "" : port.hostIp() + ":")
              + (port.hostPort().isEmpty() ? "any" : port.hostPort())
              + " -> "
              + port.containerPort()
              + (port.protocol().equals("tcp") ? "" : "/" + port.protocol());
      String field = "ports[" + i + "]";
      boolean hostNet = word.equals(Namespaces.HOST);
      found.add(
          everywhere && !hostNet
              ? new Item(
                  text + " on all addresses",
                  WIDENED,
                  true,
                  field,
                  run.originOf(field),
                  List.of("NET-01"),
                  List.of(new Boundary.Remedy("add", SpecWords.of("ports", run.unit()))))
              : items.usual(text, field));
    }
    String exposed =
        image == null || image.ports().isEmpty()
            ? ""
            : "exposes " + String.join(", ", image.ports()) + " (documentation only)";
    return new Line("net", exposed, "interfaces, firewall", found);
  }

  private Line ipc() {
    String word = run.namespaces().ipc();
    Long shm = run.limits().shmBytes();
    String size = shm == null ? "" : ", " + shm / 1_048_576 + " MiB shared memory";
    Item item;
    if (word.equals(Namespaces.HOST)) {
      item = items.of("shared memory of the host", HOST_DATA, "ns.ipc", List.of("NS-03"), "drop");
    } else if (joined(word)) {
      item = peer(word, "ns.ipc");
    } else if (word.equals("shareable")) {
      item = items.usual("others may join it" + size, "ns.ipc");
    } else if (word.equals("none")) {
      item = items.of("none", CLOSED, "ns.ipc", List.of(), null);
    } else {
      item = items.usual((word.equals("pod") ? "shared in the pod" : word) + size, "ns.ipc");
    }
    return new Line("ipc", "", "", List.of(item));
  }

  private Line uts() {
    List<Item> found = new ArrayList<>();
    String word = run.namespaces().uts();
    // There it comes with the host's network.
    boolean kubernetes = run.unit().source() == Unit.Source.KUBERNETES;
    found.add(
        word.equals(Namespaces.HOST)
            ? items.of(
                "the host's name",
                WIDENED,
                "ns.uts",
                List.of(kubernetes ? "NS-01" : "NS-03"),
                "drop")
            : items.usual("a name of its own", "ns.uts"));
    if (Capabilities.bounding(run.privileges()).contains("SYS_TIME")) {
      String field = BoundaryLines.capabilityField(run);
      String rule = run.privileges().privileged() ? "PRV-01" : "PRV-02";
      found.add(items.of("may set the clock", HOST_DATA, field, List.of(rule), "drop"));
    }
    return new Line("uts", "", "name, clock", found);
  }

  private Line user() {
    Certainty hostRoot = Effective.hostRoot(run);
    Boolean root = effective == null ? null : effective.user().root();
    boolean settled =
        run.surroundings().host() != null
            || run.originOf("ns.user").how() == Origin.How.SET
            || run.unit().source() == Unit.Source.OCI;
    Item item;
    if (hostRoot == Certainty.NO) {
      item = items.of("ids are mapped", CLOSED, "ns.user", List.of(), null);
    } else if (hostRoot == Certainty.UNKNOWN) {
      item = BoundaryLines.Items.open(items.usual(run.namespaces().user(), "ns.user"));
    } else if (Boolean.FALSE.equals(root)) {
      item = BoundaryLines.Items.openUnless(settled, items.usual("none, not root", "ns.user"));
    } else {
      // Without the image root must be assumed, since that is what images start as.
      boolean alone = root == null && run.process().user() != null;
      item =
          BoundaryLines.Items.openUnless(
              settled && root != null,
              items.of(
                  "none: root here is root there",
                  alone ? USUAL : WIDENED,
                  "ns.user",
                  switchedOff() || writesTheHost() ? List.of("NS-04") : List.of(),
                  null));
    }
    return new Line("userns", "", "the id space", List.of(item));
  }

  private boolean switchedOff() {
    return run.originOf("ns.user").how() == Origin.How.SET;
  }

  private boolean writesTheHost() {
    return run.mounts().stream()
        .anyMatch(
            mount ->
                mount.kind() == Mount.Kind.HOST
                    && !mount.options().readOnly()
                    && !mount.source().classes().stream()
                        .allMatch(match -> match.hostClass() == HostClass.BENIGN));
  }

  private Line mounts() {
    List<Item> found = new ArrayList<>();
    String word = run.namespaces().mnt();
    if (joined(word) && !ofInit(word)) {
      found.add(peer(word, "ns.mnt"));
    } else if (!word.equals(Namespaces.PRIVATE)) {
      found.add(items.of("the host's mounts", HOST_CONTROL, "ns.mnt", List.of("NS-05"), "add"));
    }
    if (run.surroundings().rootfsPropagation().endsWith("shared")) {
      found.add(
          items.of(
              "mounts of the root propagate to the host",
              HOST_DATA,
              "rootfs_propagation",
              List.of("MNT-09"),
              "drop"));
    }
    for (int i = 0; i < run.mounts().size(); i++) {
      Mount mount = run.mounts().get(i);
      if (mount.options().propagation().endsWith("shared")) {
        found.add(
            new Item(
                "mounts below " + mount.target() + " propagate to the host",
                HOST_DATA,
                true,
                "mounts[" + i + "]",
                run.originOf("mounts[" + i + "]"),
                List.of("MNT-09"),
                List.of(new Boundary.Remedy("drop", "shared propagation of " + mount.target()))));
      }
    }
    if (found.isEmpty()) {
      found.add(items.usual("private", "ns.mnt"));
    }
    return new Line("mntns", "", "the mount table", found);
  }

  private static boolean joined(String word) {
    return word.startsWith("container:") || word.startsWith("service:") || word.startsWith("path:");
  }

  /** The namespaces of process 1 and of the runtime itself are the host's. */
  private static boolean ofInit(String word) {
    return word.matches("path:/proc/(1|self|thread-self)/ns/.*");
  }

  /** Joined to another container, whose own openness counts; of one not read it is not known. */
  private Item peer(String word, String field) {
    Peer peer =
        run.surroundings().neighbours().stream()
            .filter(other -> other.via().contains(field))
            .findFirst()
            .orElse(null);
    boolean host = ofInit(word);
    boolean open = peer != null && peer.isOpen();
    Item item =
        items.of(
            host
                ? "the host's, by the path of its first process"
                : "joined to " + word + (open ? ", which is open to the host itself" : ""),
            host || open ? HOST_DATA : WIDENED,
            field,
            List.of("NS-05"),
            "drop");
    return BoundaryLines.Items.openUnless(host || (peer != null && peer.known()), item);
  }
}
