package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.image.ImageConfig;
import dev.varve.tree.TreeLookup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far a container's process reaches: what mounts take from it, what it may change, by what it
 * can rise, and what stands in its way (policy-catalogue.md section 1.4, {@code effective}).
 *
 * @param placements of the run's mounts, in their order
 * @param rootfsWritable entries of the root file system that it may change; 0 if it is read-only
 * @param complete whether all of the tree was counted
 */
public record Reach(
    List<Placement> placements,
    List<Escalator> escalators,
    List<Writable> writable,
    long rootfsWritable,
    List<Obstacle> obstacles,
    List<AskedCommand> commands,
    List<DeclaredVolume> volumes,
    List<Preload> preloads,
    HostHooks hostHooks,
    List<EscapeRecipe> recipes,
    boolean complete)
    implements java.io.Serializable {
  private static final int MAX_SAMPLE = 50;

  public Reach {
    placements = List.copyOf(placements);
    escalators = List.copyOf(escalators);
    writable = List.copyOf(writable);
    obstacles = List.copyOf(obstacles);
    commands = List.copyOf(commands);
    volumes = List.copyOf(volumes);
    preloads = List.copyOf(preloads);
    recipes = List.copyOf(recipes);
  }

  /**
   * Something the process may change.
   *
   * @param path absolute
   * @param what {@code start}, {@code start-dir}, {@code path-dir}, {@code rootfs} or {@code mount}
   * @param by {@code root}, {@code world}, {@code uid:n}, {@code gid:n}, or {@code unknown} where
   *     the host decides
   */
  public record Writable(String path, String what, String by) implements java.io.Serializable {}

  static Reach of(
      RunSpec run,
      ImageConfig config,
      EntrypointChain.Request request,
      Start start,
      ImageUser user,
      List<String> bounding,
      List<String> atStart,
      Certainty hostRoot,
      TreeLookup tree,
      Accounts accounts,
      TreeCensus census) {
    Actor actor = Actor.of(user, atStart);
    ImagePaths bare = new ImagePaths(tree);
    ImagePaths mounted = new ImagePaths(tree, run.mounts());
    String searchPath = request.env().getOrDefault("PATH", CommandSearch.DEFAULT_PATH);
    List<Placement> placements =
        Placement.of(run.mounts(), config.volumes(), searchPath, start, tree, census);
    List<Escalator> escalators = Escalator.of(run, actor, bounding, mounted, census);
    Certainty root = Certainty.ofNullable(user.root());
    List<Writable> writable = new ArrayList<>();
    long rootfs = rootfs(run, actor, start, placements, census, writable);
    mounts(run, actor, writable);
    List<Preload> preloads = Preload.of(run, config, request, mounted);
    return new Reach(
        placements,
        escalators,
        writable,
        rootfs,
        Obstacle.of(run, start, request.workdir(), actor, bounding, mounted),
        AskedCommand.of(run, config, request, actor, tree, accounts),
        DeclaredVolume.of(config.volumes(), run.mounts(), placements, bare, census),
        preloads,
        HostHooks.of(run, preloads),
        EscapeRecipe.of(
            run, root, hostRoot, name -> holds(name, user, bounding, atStart, escalators)),
        census.isComplete());
  }

  /** Whether a capability is held from the start or can be had through a setuid program of root. */
  private static Certainty holds(
      String name,
      ImageUser user,
      List<String> bounding,
      List<String> atStart,
      List<Escalator> escalators) {
    if (!bounding.contains(name)) {
      return Certainty.NO;
    }
    if (atStart.contains(name)) {
      return user.root() == null ? Certainty.UNKNOWN : Certainty.YES;
    }
    boolean risen =
        escalators.stream()
            .anyMatch(file -> file.gains().contains("uid:0") || file.gains().contains(name));
    // A setuid program gives what it holds only to those who can bend it.
    return risen || user.root() == null ? Certainty.UNKNOWN : Certainty.NO;
  }

  private static long rootfs(
      RunSpec run,
      Actor actor,
      Start start,
      List<Placement> placements,
      TreeCensus census,
      List<Writable> writable) {
    if (run.rootfsReadOnly()) {
      return 0;
    }
    if (actor.uid() == 0) {
      writable.add(new Writable("/", "rootfs", "root"));
      return census.all().entries();
    }
    Set<String> identities = actor.identities();
    for (ChainLink link : start.links()) {
      Bytes path = link.path();
      if (path != null && link.coveredBy() == null) {
        String shown = "/" + path.text();
        add(shown, "start", link.writableBy(), identities, writable);
        add(shown, "start-dir", link.dirWritableBy(), identities, writable);
      }
    }
    for (Start.PathElement element : start.pathBeforeHit()) {
      add(element.element(), "path-dir", element.writableBy(), identities, writable);
    }
    Set<Bytes> covered = new HashSet<>();
    placements.forEach(placement -> covered.add(Bytes.utf8(placement.target().substring(1))));
    long count = 0;
    TreeSet<Bytes> sample = new TreeSet<>();
    for (TreeCensus.WritableEntries entries : census.writables()) {
      if (entries.writers().stream().anyMatch(identities::contains)) {
        count += entries.count();
        entries.sample().stream()
            .filter(path -> covered.stream().noneMatch(c -> TreeCensus.isAtOrBelow(path, c)))
            .forEach(sample::add);
      }
    }
    for (Bytes path : sample.stream().limit(MAX_SAMPLE).toList()) {
      List<String> writers =
          census.writables().stream()
              .filter(entries -> entries.sample().contains(path))
              .flatMap(entries -> entries.writers().stream())
              .toList();
      add("/" + path.text(), "rootfs", writers, identities, writable);
    }
    return count;
  }

  private static void add(
      String path,
      String what,
      List<String> writers,
      Set<String> identities,
      List<Writable> writable) {
    for (String writer : writers) {
      Writable item = new Writable(path, what, writer);
      if (identities.contains(writer) && !writable.contains(item)) {
        writable.add(item);
        return;
      }
    }
  }

  private static void mounts(RunSpec run, Actor actor, List<Writable> writable) {
    for (Mount mount : run.mounts()) {
      if (!mount.options().readOnly()) {
        boolean everybody = mount.kind() == Mount.Kind.TMPFS;
        String by = everybody ? Writers.WORLD : actor.uid() == 0 ? "root" : "unknown";
        writable.add(new Writable(mount.target(), "mount", by));
      }
    }
  }
}
