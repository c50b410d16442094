package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.failure.Limits;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.PathOrder;
import dev.varve.layer.Whiteout;
import dev.varve.tree.HiddenEntry.Cause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies layers to a {@link Skeleton} in memory, exactly as semantics.md section 5 says, and
 * remembers what that did: each path's states, each member's fate, and what was removed from
 * directories whose other children stream.
 */
final class SkeletonTree {
  static final Bytes DOT_DOT = Bytes.utf8("..");

  /** A tar member and what became of it. */
  static final class Member {
    final Entry entry;
    final int layer;
    @Nullable Inode inode;
    int hiddenBy = -1;
    @Nullable Cause cause;

    Member(Entry entry, int layer) {
      this.entry = entry;
      this.layer = layer;
    }

    void hide(int by, Cause why) {
      hiddenBy = by;
      cause = why;
    }
  }

  /**
   * Everything below {@code path} that an earlier layer put there is removed.
   *
   * @param sequence order among all removals
   * @param layer that removes
   */
  record Removal(Bytes path, int sequence, int layer, Cause cause) {}

  /**
   * Where the entries of a directory land.
   *
   * @param parent the directory as the entries write it
   */
  private record Landing(Bytes parent, SkeletonNode directory, boolean throughLowerLink) {}

  /** More than 40 links on one path. */
  private static final class LinkLoop extends Exception {
    private static final long serialVersionUID = 1L;

    LinkLoop() {
      super("more than " + Limits.MAX_LINK_STEPS + " links", null, false, false);
    }
  }

  private interface Follow {
    boolean follow(SkeletonNode link);
  }

  private interface OnAbsent {
    @Nullable SkeletonNode take(SkeletonNode parent, Bytes name);
  }

  private static final OnAbsent STOP = (parent, name) -> null;

  private final Skeleton skeleton;
  private final ParentLinks parentLinks;
  private final SkeletonNode root = SkeletonNode.root();
  private final List<Member> members = new ArrayList<>();
  private final Set<Inode> linkedInodes = new HashSet<>();
  private final List<PathHistory> histories = new ArrayList<>();
  private final List<Removal> removals = new ArrayList<>();
  private final Set<StructureFinding> findings = new LinkedHashSet<>();
  private final List<SkeletonNode> touched = new ArrayList<>();
  private final Set<Bytes> missedPaths = new HashSet<>();
  private final Set<Bytes> missedSubtrees = new HashSet<>();
  private final Set<Bytes> impliedAnywhere = new HashSet<>();
  private int index = -1;

  /** Of the entry before, until something is removed: tars list directories in one go. */
  private @Nullable Landing lastLanding;

  private SkeletonTree(Skeleton skeleton, ParentLinks parentLinks) {
    this.skeleton = skeleton;
    this.parentLinks = parentLinks;
  }

  /** Applies the work of all layers, lowest first. */
  static SkeletonTree apply(
      Skeleton skeleton, List<SkeletonScan.LayerWork> layers, ParentLinks parentLinks) {
    SkeletonTree tree = new SkeletonTree(skeleton, parentLinks);
    for (SkeletonScan.LayerWork work : layers) {
      work.implied().forEach(implied -> tree.impliedAnywhere.add(implied.path()));
    }
    for (SkeletonScan.LayerWork work : layers) {
      tree.index++;
      tree.lastLanding = null;
      tree.applyLayer(work);
      tree.recordStates();
    }
    tree.sortResults();
    return tree;
  }

  /**
   * Adds to the skeleton what the application looked at outside of it; returns whether there was
   * anything, in which case the result must not be used.
   */
  boolean growSkeleton() {
    boolean grew = false;
    for (Bytes path : missedPaths) {
      grew |= !skeleton.add(path).isEmpty();
    }
    for (Bytes path : missedSubtrees) {
      skeleton.add(path);
      grew |= skeleton.addSubtree(path);
    }
    return grew;
  }

  // ---------------------------------------------------------------- results

  private void sortResults() {
    root.eachHistoryBelow(histories::add);
    removals.sort(
        Comparator.comparing(Removal::path, PathOrder.TREE).thenComparingInt(Removal::sequence));
  }

  /** States by real path, in tree order; the root is not among them. */
  List<PathHistory> states() {
    return histories;
  }

  /** Removals in tree order of their paths, then in the order they happened. */
  List<Removal> removals() {
    return removals;
  }

  Set<StructureFinding> findings() {
    return findings;
  }

  List<Member> members() {
    return members;
  }

  /**
   * The names in the final tree, in tree order, of each inode that a hard link was made to; inodes
   * without a name left are absent. Any other inode has the one name that its member gave it.
   */
  Map<Inode, List<Bytes>> namesOfLinkedInodes() {
    Map<Inode, List<Bytes>> names = new HashMap<>();
    if (!linkedInodes.isEmpty()) {
      for (PathHistory history : histories) {
        NameState last = history.last();
        if (last != null && linkedInodes.contains(last.inode())) {
          names.computeIfAbsent(last.inode(), inode -> new ArrayList<>(2)).add(history.path());
        }
      }
    }
    return names;
  }

  /** The root as the last layer describing it left it, or null if none does. */
  @Nullable NameState describedRoot() {
    return root.isDescribed() ? new NameState(root.inode(), root.layer()) : null;
  }

  // ---------------------------------------------------------------- one layer

  private record Marker(Entry entry, List<Bytes> directory, @Nullable Bytes name) {}

  private void applyLayer(SkeletonScan.LayerWork work) {
    List<Member> additions = new ArrayList<>();
    List<Marker> whiteouts = new ArrayList<>();
    List<Marker> opaques = new ArrayList<>();
    Map<Bytes, Inode> bookkeeping = new HashMap<>();
    for (Entry entry : work.entries()) {
      Member member = new Member(entry, index);
      members.add(member);
      if (entry.kind() == EntryKind.UNSUPPORTED) {
        String type = String.valueOf((char) entry.typeFlag());
        findings.add(
            new StructureFinding(
                FindingCode.UNSUPPORTED_TYPE, index, entry.shownPath(), null, type));
        member.hide(index, Cause.REJECTED);
        continue;
      }
      if (entry.unsafeName() != null) {
        find(FindingCode.UNSAFE_PATH, entry, null);
        member.hide(index, Cause.REJECTED);
        continue;
      }
      switch (Whiteout.of(entry.path())) {
        case NONE -> additions.add(member);
        case OPAQUE -> {
          member.hide(index, Cause.MARKER);
          Bytes directory = Whiteout.target(entry.path());
          opaques.add(new Marker(entry, PathOrder.components(directory), null));
        }
        case REMOVES -> {
          member.hide(index, Cause.MARKER);
          Bytes target = Whiteout.target(entry.path());
          whiteouts.add(
              new Marker(
                  entry,
                  PathOrder.components(PathOrder.parent(target)),
                  PathOrder.baseName(target)));
        }
        case BOOKKEEPING -> {
          member.hide(index, Cause.META);
          if (entry.kind() == EntryKind.FILE) {
            member.inode = Inode.shipped(entry, index);
            bookkeeping.put(entry.path(), member.inode);
          }
        }
        case RESERVED -> {
          find(FindingCode.RESERVED_NAME, entry, null);
          member.hide(index, Cause.REJECTED);
        }
        case INVALID -> {
          find(FindingCode.INVALID_WHITEOUT, entry, null);
          member.hide(index, Cause.REJECTED);
        }
      }
    }
    applyMarkers(additions, whiteouts, opaques);

    List<Member> waiting = new ArrayList<>();
    Map<Bytes, EntryKind> seen = new HashMap<>();
    int nextImplied = 0;
    for (Member addition : additions) {
      Entry entry = addition.entry;
      while (nextImplied < work.implied().size()
          && work.implied().get(nextImplied).ordinal() < entry.ordinal()) {
        imply(work.implied().get(nextImplied++));
      }
      EntryKind earlier =
          work.repeated().contains(entry.path()) ? seen.put(entry.path(), entry.kind()) : null;
      if (earlier != null && !(earlier == EntryKind.DIR && entry.kind() == EntryKind.DIR)) {
        find(FindingCode.DUPLICATE_ENTRY, entry, null);
      }
      add(addition, bookkeeping, waiting);
    }
    while (nextImplied < work.implied().size()) {
      imply(work.implied().get(nextImplied++));
    }
    for (Member addition : waiting) {
      add(addition, bookkeeping, null);
    }
  }

  private void find(FindingCode code, Entry entry, @Nullable Bytes target) {
    findings.add(new StructureFinding(code, index, entry.shownPath(), target, null));
  }

  // ---------------------------------------------------------------- phase 1: markers

  /** What a marker removes: one name, or all children of a directory. */
  private record Cut(SkeletonNode directory, @Nullable Bytes name, int depth) {}

  private void applyMarkers(List<Member> additions, List<Marker> whiteouts, List<Marker> opaques) {
    if (whiteouts.isEmpty() && opaques.isEmpty()) {
      return;
    }
    ReplacedHere replacedHere = new ReplacedHere(additions, whiteouts, opaques);
    List<Cut> cuts = new ArrayList<>();
    for (Marker marker : whiteouts) {
      SkeletonNode directory = markerDirectory(marker, replacedHere);
      Bytes name = name(marker);
      if (directory == null || look(directory, name) == null) {
        find(FindingCode.ORPHAN_WHITEOUT, marker.entry, null);
      } else {
        cuts.add(new Cut(directory, name, PathOrder.components(directory.path).size()));
      }
    }
    List<Cut> clears = new ArrayList<>();
    for (Marker marker : opaques) {
      SkeletonNode directory = markerDirectory(marker, replacedHere);
      if (directory != null && directory.isDirectory()) {
        clears.add(new Cut(directory, null, PathOrder.components(directory.path).size()));
      }
    }
    // Whiteouts first, then upper directories first, so that the cause told is the nearest one.
    cuts.sort(Comparator.comparingInt(Cut::depth));
    clears.sort(Comparator.comparingInt(Cut::depth));
    cuts.addAll(clears);
    for (Cut cut : cuts) {
      SkeletonNode directory = cut.directory;
      if (!directory.isDirectory()) {
        continue;
      }
      if (cut.name != null) {
        SkeletonNode child = directory.child(cut.name);
        if (child != null) {
          detach(child, Cause.WHITEOUT);
        }
      } else {
        directory.presentChildren().forEach(child -> detach(child, Cause.OPAQUE));
        removals.add(new Removal(directory.path, removals.size(), index, Cause.OPAQUE));
      }
    }
  }

  private static Bytes name(Marker marker) {
    if (marker.name == null) {
      throw new IllegalStateException("an opaque marker names nothing");
    }
    return marker.name;
  }

  /** The real directory a marker stands in, or null if it is not there. */
  private @Nullable SkeletonNode markerDirectory(Marker marker, ReplacedHere replacedHere) {
    List<Bytes> followed = new ArrayList<>();
    SkeletonNode directory;
    try {
      directory =
          resolve(
              marker.directory,
              link -> {
                if (parentLinks == ParentLinks.OVERLAY
                    || (followed.isEmpty() && replacedHere.covers(link.path))) {
                  return false;
                }
                followed.add(link.path);
                return true;
              },
              STOP,
              STOP);
    } catch (LinkLoop e) {
      find(FindingCode.SYMLINK_LOOP, marker.entry, null);
      return null;
    }
    if (directory != null && !followed.isEmpty()) {
      find(FindingCode.WHITEOUT_THROUGH_SYMLINK, marker.entry, directory.path);
    }
    return directory;
  }

  /** Which lower symlinks the layer itself replaces or removes (semantics.md section 5.5). */
  private static final class ReplacedHere {
    private final Map<Bytes, EntryKind> lastKind = new HashMap<>();
    private final Set<Bytes> removed = new HashSet<>();
    private final Set<Bytes> cleared = new HashSet<>();

    ReplacedHere(List<Member> additions, List<Marker> whiteouts, List<Marker> opaques) {
      for (Member addition : additions) {
        lastKind.put(addition.entry.path(), addition.entry.kind());
      }
      whiteouts.forEach(marker -> removed.add(Whiteout.target(marker.entry.path())));
      opaques.forEach(marker -> cleared.add(Whiteout.target(marker.entry.path())));
    }

    boolean covers(Bytes link) {
      EntryKind kind = lastKind.get(link);
      if (kind != null && kind != EntryKind.SYMLINK) {
        return true;
      }
      for (Bytes path = link; !path.isEmpty(); path = PathOrder.parent(path)) {
        if (removed.contains(path) || cleared.contains(PathOrder.parent(path))) {
          return true;
        }
      }
      return false;
    }
  }

  // ---------------------------------------------------------------- phase 2: additions

  /** Directories exist because something that streams lies below them. */
  private void imply(SkeletonScan.Implied implied) {
    try {
      resolve(
          PathOrder.components(implied.path()),
          link -> {
            missedSubtrees.add(link.path);
            return false;
          },
          this::makeDirectory,
          (parent, name) -> {
            SkeletonNode old = parent.child(name);
            if (old != null && old.layer() == index) {
              missedSubtrees.add(old.path);
            }
            return giveWay(parent, name, implied.via());
          });
    } catch (LinkLoop e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(Member member, Map<Bytes, Inode> bookkeeping, @Nullable List<Member> waiting) {
    Entry entry = member.entry;
    if (entry.path().isEmpty()) {
      addRoot(member);
      return;
    }
    Inode linked = null;
    if (entry.kind() == EntryKind.HARDLINK) {
      linked = linkTarget(member, bookkeeping, waiting);
      if (linked == null) {
        return;
      }
      linkedInodes.add(linked);
    }
    Landing landing;
    try {
      landing = landing(entry);
    } catch (LinkLoop e) {
      find(FindingCode.SYMLINK_LOOP, entry, null);
      member.hide(index, Cause.REJECTED);
      return;
    }
    Bytes name = PathOrder.baseName(entry.path());
    SkeletonNode landed = put(member, linked, landing.directory, name);
    if (landing.throughLowerLink) {
      find(FindingCode.PARENT_SYMLINK, entry, landed.path);
    }
  }

  /** The real directory of an entry, made if it is not there. */
  private Landing landing(Entry entry) throws LinkLoop {
    Bytes parent = PathOrder.parent(entry.path());
    if (lastLanding != null && lastLanding.parent.equals(parent)) {
      return lastLanding;
    }
    List<Bytes> parts = PathOrder.components(parent);
    List<Bytes> through = new ArrayList<>(0);
    Follow follow =
        link -> {
          if (link.layer() != index) {
            if (parentLinks == ParentLinks.OVERLAY) {
              return false;
            }
            through.add(link.path);
          }
          return true;
        };
    // A first look that changes nothing, so that a loop leaves no half-made directories.
    resolve(parts, follow, STOP, STOP);
    through.clear();
    SkeletonNode directory =
        resolve(
            parts,
            follow,
            this::makeDirectory,
            (above, name) -> giveWay(above, name, entry.shownPath()));
    if (directory == null) {
      throw new IllegalStateException("parents are made when missing");
    }
    lastLanding = new Landing(parent, directory, !through.isEmpty());
    return lastLanding;
  }

  private void addRoot(Member member) {
    if (member.entry.kind() != EntryKind.DIR) {
      find(FindingCode.ROOT_NOT_DIRECTORY, member.entry, null);
      member.hide(index, Cause.REJECTED);
      return;
    }
    root.become(Inode.shipped(member.entry, index), index);
    root.addMember(member);
  }

  private SkeletonNode put(
      Member member, @Nullable Inode linked, SkeletonNode directory, Bytes name) {
    SkeletonNode node = directory.known(name);
    if (node == null) {
      look(directory, name);
      node = directory.make(name, PathOrder.join(directory.path, name));
    }
    touch(node);
    if (node.isPresent()) {
      boolean describedAgain = node.isDirectory() && member.entry.kind() == EntryKind.DIR;
      if (linked != null && node.inode() == linked) {
        lastLanding = null; // a link of this layer counts otherwise than one of a lower layer
      } else if (!describedAgain) {
        detach(node, Cause.REPLACED);
      }
    }
    member.inode = linked != null ? linked : Inode.shipped(member.entry, index);
    node.become(member.inode, index);
    node.addMember(member);
    if (!member.inode.isDirectory()
        && !node.path.equals(member.entry.path())
        && impliedAnywhere.contains(node.path)) {
      // Landed through a link on a path below which entries stream: they must be applied here too.
      missedSubtrees.add(node.path);
    }
    return node;
  }

  /** The inode a hard link names; null if it waits or fails, which is then on record. */
  private @Nullable Inode linkTarget(
      Member member, Map<Bytes, Inode> bookkeeping, @Nullable List<Member> waiting) {
    Entry entry = member.entry;
    Bytes target = PathOrder.normalise(entry.linkTarget());
    List<Bytes> wanted = PathOrder.components(target);
    if (wanted.isEmpty()
        || wanted.contains(DOT_DOT)
        || entry.linkTarget().indexOf((byte) 0, 0) >= 0) {
      find(FindingCode.UNSAFE_LINK_TARGET, entry, entry.linkTarget());
      member.hide(index, Cause.REJECTED);
      return null;
    }
    Inode kept = bookkeeping.get(target);
    if (kept != null) {
      return kept;
    }
    if (target.equals(entry.path())) {
      find(FindingCode.HARDLINK_SELF, entry, null);
      member.hide(index, Cause.REJECTED);
      return null;
    }
    SkeletonNode named = null;
    try {
      SkeletonNode directory =
          resolve(wanted.subList(0, wanted.size() - 1), link -> true, STOP, STOP);
      if (directory != null) {
        named = look(directory, wanted.get(wanted.size() - 1));
      }
    } catch (LinkLoop e) {
      named = null;
    }
    if (named == null && waiting != null) {
      waiting.add(member);
      return null;
    }
    if (named == null || named.isDirectory()) {
      find(
          named == null ? FindingCode.HARDLINK_TARGET_MISSING : FindingCode.HARDLINK_TO_DIRECTORY,
          entry,
          target);
      member.hide(index, Cause.LINK_FAILED);
      return null;
    }
    if (waiting == null) {
      find(FindingCode.HARDLINK_FORWARD, entry, target);
    }
    if (named.layer() != index) {
      find(FindingCode.HARDLINK_TARGET_IN_LOWER_LAYER, entry, target);
    }
    return named.inode();
  }

  private SkeletonNode makeDirectory(SkeletonNode parent, Bytes name) {
    SkeletonNode made = parent.make(name, PathOrder.join(parent.path, name));
    made.become(Inode.implicit(index), index);
    touch(made);
    return made;
  }

  /** A name that is not a directory gives way to an implicit one. */
  private SkeletonNode giveWay(SkeletonNode parent, Bytes name, Bytes entryPath) {
    SkeletonNode old = parent.child(name);
    if (old == null) {
      throw new IllegalStateException("nothing gives way at " + name + " in " + parent.path);
    }
    FindingCode code =
        old.isSymlink() ? FindingCode.PARENT_SYMLINK : FindingCode.PARENT_NOT_DIRECTORY;
    findings.add(new StructureFinding(code, index, entryPath, old.path, null));
    detach(old, Cause.REPLACED);
    return makeDirectory(parent, name);
  }

  // ---------------------------------------------------------------- removal

  private void detach(SkeletonNode node, Cause cause) {
    lastLanding = null;
    boolean directory = node.isDirectory();
    node.remove(index, cause);
    touch(node);
    if (directory) {
      Cause below = cause == Cause.REPLACED ? Cause.REPLACED_PARENT : cause;
      removals.add(new Removal(node.path, removals.size(), index, below));
      detachBelow(node, below);
    }
  }

  private void detachBelow(SkeletonNode removed, Cause cause) {
    Deque<SkeletonNode> todo = new ArrayDeque<>(removed.presentChildren());
    while (!todo.isEmpty()) {
      SkeletonNode node = todo.removeFirst();
      node.remove(index, cause);
      touch(node);
      todo.addAll(node.presentChildren());
    }
  }

  // ---------------------------------------------------------------- walking

  /** The child of a directory, or null; a path outside the skeleton is noted as missed. */
  private @Nullable SkeletonNode look(SkeletonNode directory, Bytes name) {
    SkeletonNode known = directory.known(name);
    if (known != null) {
      return known.isPresent() ? known : null;
    }
    if (directory.isDirectory()) {
      Bytes path = PathOrder.join(directory.path, name);
      if (!skeleton.covers(path)) {
        missedPaths.add(path);
      }
    }
    return null;
  }

  /**
   * The directory at a path, following symlinks inside the root.
   *
   * @param follow decides for each symlink
   * @param onMissing makes or refuses a missing directory
   * @param onOther replaces or refuses a non-directory or a link that is not followed
   * @return null if one of them refuses
   */
  private @Nullable SkeletonNode resolve(
      List<Bytes> parts, Follow follow, OnAbsent onMissing, OnAbsent onOther) throws LinkLoop {
    Deque<SkeletonNode> way = new ArrayDeque<>();
    way.push(root);
    Deque<Bytes> todo = new ArrayDeque<>(parts);
    int links = 0;
    while (!todo.isEmpty()) {
      Bytes part = todo.removeFirst();
      if (part.equals(DOT_DOT)) {
        if (way.size() > 1) {
          way.pop();
        }
        continue;
      }
      SkeletonNode parent = way.getFirst();
      SkeletonNode node = look(parent, part);
      if (node == null) {
        node = onMissing.take(parent, part);
      } else if (node.isSymlink() && follow.follow(node)) {
        if (++links > Limits.MAX_LINK_STEPS) {
          throw new LinkLoop();
        }
        Bytes target = target(node);
        if (target.length() > 0 && target.at(0) == '/') {
          way.clear();
          way.push(root);
        }
        List<Bytes> targetParts = PathOrder.components(PathOrder.normalise(target));
        for (int i = targetParts.size() - 1; i >= 0; i--) {
          todo.addFirst(targetParts.get(i));
        }
        continue;
      } else if (!node.isDirectory()) {
        node = onOther.take(parent, part);
      }
      if (node == null) {
        return null;
      }
      way.push(node);
    }
    return way.getFirst();
  }

  private static Bytes target(SkeletonNode link) {
    Entry entry = link.inode().entry();
    return entry == null ? Bytes.EMPTY : entry.linkTarget();
  }

  private void touch(SkeletonNode node) {
    if (node.touch(index)) {
      touched.add(node);
    }
  }

  /** Notes for every path that this layer touched whether its state is another one now. */
  private void recordStates() {
    touched.forEach(node -> node.recordState(index));
    touched.clear();
  }
}
