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
import java.util.LinkedHashMap;
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

  /** One name: its inode, what shipped it, and its children if it is a directory. */
  private static final class Slot {
    Inode inode;
    int layer;
    final List<Member> members = new ArrayList<>(1);
    @Nullable Map<Bytes, Slot> children;

    Slot(Inode inode, int layer) {
      this.inode = inode;
      this.layer = layer;
      this.children = inode.isDirectory() ? new LinkedHashMap<>() : null;
    }

    @Nullable Slot child(Bytes name) {
      return children == null ? null : children.get(name);
    }

    Map<Bytes, Slot> directory() {
      if (children == null) {
        throw new IllegalStateException("not a directory");
      }
      return children;
    }
  }

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

  /** A real path and its states so far. */
  private static final class Track {
    final Bytes path;
    final List<PathHistory.Since> states = new ArrayList<>(1);
    int touchedBy = -1;

    Track(Bytes path) {
      this.path = path;
    }
  }

  /** A resolved directory: its slot and its real path. */
  private record Place(Slot slot, Bytes path) {}

  /**
   * Where the entries of a directory land.
   *
   * @param parent the directory as the entries write it
   */
  private record Landing(Bytes parent, Place place, boolean throughLowerLink) {}

  /** More than 40 links on one path. */
  private static final class LinkLoop extends Exception {
    private static final long serialVersionUID = 1L;

    LinkLoop() {
      super("more than " + Limits.MAX_LINK_STEPS + " links", null, false, false);
    }
  }

  private interface Follow {
    boolean follow(Bytes link, Slot slot);
  }

  private interface OnAbsent {
    @Nullable Slot take(Slot parent, Bytes name, Bytes path);
  }

  private static final OnAbsent STOP = (parent, name, path) -> null;

  private final Skeleton skeleton;
  private final ParentLinks parentLinks;
  private final Slot root = new Slot(Inode.implicit(0), 0);
  private final List<Member> members = new ArrayList<>();
  private final Map<Bytes, Track> tracks = new HashMap<>();
  private final Set<Inode> linkedInodes = new HashSet<>();
  private final List<PathHistory> histories = new ArrayList<>();
  private final List<Removal> removals = new ArrayList<>();
  private final Set<StructureFinding> findings = new LinkedHashSet<>();
  private final List<Track> touched = new ArrayList<>();
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
    for (Track track : tracks.values()) {
      if (!track.states.isEmpty()) {
        histories.add(new PathHistory(track.path, track.states));
      }
    }
    tracks.clear();
    histories.sort(Comparator.comparing(PathHistory::path, PathOrder.TREE));
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
    return root.members.isEmpty() ? null : new NameState(root.inode, root.layer);
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
  private record Cut(Bytes directory, @Nullable Bytes name, int depth) {}

  private void applyMarkers(List<Member> additions, List<Marker> whiteouts, List<Marker> opaques) {
    if (whiteouts.isEmpty() && opaques.isEmpty()) {
      return;
    }
    ReplacedHere replacedHere = new ReplacedHere(additions, whiteouts, opaques);
    List<Cut> cuts = new ArrayList<>();
    for (Marker marker : whiteouts) {
      Place place = markerDirectory(marker, replacedHere);
      Bytes name = name(marker);
      if (place == null || look(place.slot, name, place.path) == null) {
        find(FindingCode.ORPHAN_WHITEOUT, marker.entry, null);
      } else {
        cuts.add(new Cut(place.path, name, PathOrder.components(place.path).size()));
      }
    }
    List<Cut> clears = new ArrayList<>();
    for (Marker marker : opaques) {
      Place place = markerDirectory(marker, replacedHere);
      if (place != null && place.slot.inode.isDirectory()) {
        clears.add(new Cut(place.path, null, PathOrder.components(place.path).size()));
      }
    }
    // Whiteouts first, then upper directories first, so that the cause told is the nearest one.
    cuts.sort(Comparator.comparingInt(Cut::depth));
    clears.sort(Comparator.comparingInt(Cut::depth));
    cuts.addAll(clears);
    for (Cut cut : cuts) {
      Slot directory = slotAt(cut.directory);
      if (directory == null || directory.children == null) {
        continue;
      }
      if (cut.name != null) {
        if (directory.children.containsKey(cut.name)) {
          detach(directory, cut.name, PathOrder.join(cut.directory, cut.name), Cause.WHITEOUT);
        }
      } else {
        for (Bytes name : List.copyOf(directory.children.keySet())) {
          detach(directory, name, PathOrder.join(cut.directory, name), Cause.OPAQUE);
        }
        removals.add(new Removal(cut.directory, removals.size(), index, Cause.OPAQUE));
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
  private @Nullable Place markerDirectory(Marker marker, ReplacedHere replacedHere) {
    List<Bytes> followed = new ArrayList<>();
    Place place;
    try {
      place =
          resolve(
              marker.directory,
              (link, slot) -> {
                if (parentLinks == ParentLinks.OVERLAY
                    || (followed.isEmpty() && replacedHere.covers(link))) {
                  return false;
                }
                followed.add(link);
                return true;
              },
              STOP,
              STOP);
    } catch (LinkLoop e) {
      find(FindingCode.SYMLINK_LOOP, marker.entry, null);
      return null;
    }
    if (place != null && !followed.isEmpty()) {
      find(FindingCode.WHITEOUT_THROUGH_SYMLINK, marker.entry, place.path);
    }
    return place;
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
          (link, slot) -> {
            missedSubtrees.add(link);
            return false;
          },
          this::makeDirectory,
          (parent, name, path) -> {
            Slot old = parent.child(name);
            if (old != null && old.layer == index) {
              missedSubtrees.add(path);
            }
            return giveWay(parent, name, path, implied.via());
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
    Bytes landed = PathOrder.join(landing.place.path, name);
    if (landing.throughLowerLink) {
      find(FindingCode.PARENT_SYMLINK, entry, landed);
    }
    put(member, linked, landing.place.slot, name, landed);
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
        (link, slot) -> {
          if (slot.layer != index) {
            if (parentLinks == ParentLinks.OVERLAY) {
              return false;
            }
            through.add(link);
          }
          return true;
        };
    // A first look that changes nothing, so that a loop leaves no half-made directories.
    resolve(parts, follow, STOP, STOP);
    through.clear();
    Place place =
        resolve(
            parts,
            follow,
            this::makeDirectory,
            (directory, name, path) -> giveWay(directory, name, path, entry.shownPath()));
    if (place == null) {
      throw new IllegalStateException("parents are made when missing");
    }
    lastLanding = new Landing(parent, place, !through.isEmpty());
    return lastLanding;
  }

  private void addRoot(Member member) {
    if (member.entry.kind() != EntryKind.DIR) {
      find(FindingCode.ROOT_NOT_DIRECTORY, member.entry, null);
      member.hide(index, Cause.REJECTED);
      return;
    }
    root.inode = Inode.shipped(member.entry, index);
    root.layer = index;
    root.members.add(member);
  }

  private void put(Member member, @Nullable Inode linked, Slot parent, Bytes name, Bytes path) {
    Slot old = look(parent, name, PathOrder.parent(path));
    touch(path);
    if (old != null && old.inode.isDirectory() && member.entry.kind() == EntryKind.DIR) {
      old.inode = Inode.shipped(member.entry, index);
      old.layer = index;
      old.members.add(member);
      member.inode = old.inode;
      return;
    }
    if (old != null && linked != null && old.inode == linked) {
      old.layer = index;
      old.members.add(member);
      member.inode = linked;
      lastLanding = null; // a link of this layer counts otherwise than one of a lower layer
      return;
    }
    if (old != null) {
      detach(parent, name, path, Cause.REPLACED);
    }
    member.inode = linked != null ? linked : Inode.shipped(member.entry, index);
    Slot slot = new Slot(member.inode, index);
    slot.members.add(member);
    parent.directory().put(name, slot);
    if (!member.inode.isDirectory()
        && impliedAnywhere.contains(path)
        && !path.equals(member.entry.path())) {
      // Landed through a link on a path below which entries stream: they must be applied here too.
      missedSubtrees.add(path);
    }
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
    Slot slot = null;
    try {
      Place place = resolve(wanted.subList(0, wanted.size() - 1), (link, s) -> true, STOP, STOP);
      if (place != null) {
        slot = look(place.slot, wanted.get(wanted.size() - 1), place.path);
      }
    } catch (LinkLoop e) {
      slot = null;
    }
    if (slot == null && waiting != null) {
      waiting.add(member);
      return null;
    }
    if (slot == null || slot.inode.isDirectory()) {
      find(
          slot == null ? FindingCode.HARDLINK_TARGET_MISSING : FindingCode.HARDLINK_TO_DIRECTORY,
          entry,
          target);
      member.hide(index, Cause.LINK_FAILED);
      return null;
    }
    if (waiting == null) {
      find(FindingCode.HARDLINK_FORWARD, entry, target);
    }
    if (slot.layer != index) {
      find(FindingCode.HARDLINK_TARGET_IN_LOWER_LAYER, entry, target);
    }
    return slot.inode;
  }

  private Slot makeDirectory(Slot parent, Bytes name, Bytes path) {
    Slot made = new Slot(Inode.implicit(index), index);
    parent.directory().put(name, made);
    touch(path);
    return made;
  }

  /** A name that is not a directory gives way to an implicit one. */
  private Slot giveWay(Slot parent, Bytes name, Bytes path, Bytes entryPath) {
    Slot old = parent.directory().get(name);
    FindingCode code =
        old != null && old.inode.isSymlink()
            ? FindingCode.PARENT_SYMLINK
            : FindingCode.PARENT_NOT_DIRECTORY;
    findings.add(new StructureFinding(code, index, entryPath, path, null));
    detach(parent, name, path, Cause.REPLACED);
    return makeDirectory(parent, name, path);
  }

  // ---------------------------------------------------------------- removal

  private void detach(Slot parent, Bytes name, Bytes path, Cause cause) {
    Slot slot = parent.directory().remove(name);
    if (slot == null) {
      throw new IllegalStateException("nothing to detach at " + path);
    }
    lastLanding = null;
    hide(slot, cause);
    touch(path);
    if (slot.children != null) {
      Cause below = cause == Cause.REPLACED ? Cause.REPLACED_PARENT : cause;
      removals.add(new Removal(path, removals.size(), index, below));
      detachChildren(slot.children, path, below);
    }
  }

  private void detachChildren(Map<Bytes, Slot> children, Bytes path, Cause cause) {
    children.forEach(
        (name, child) -> {
          Bytes childPath = PathOrder.join(path, name);
          hide(child, cause);
          touch(childPath);
          if (child.children != null) {
            detachChildren(child.children, childPath, cause);
          }
        });
    children.clear();
  }

  private void hide(Slot slot, Cause cause) {
    for (Member member : slot.members) {
      member.hide(index, member.layer == index ? Cause.DUPLICATE : cause);
    }
  }

  // ---------------------------------------------------------------- walking

  /** The child of a directory, or null; a path outside the skeleton is noted as missed. */
  private @Nullable Slot look(Slot directory, Bytes name, Bytes directoryPath) {
    Slot child = directory.child(name);
    if (child == null && directory.children != null) {
      Bytes path = PathOrder.join(directoryPath, name);
      if (!skeleton.covers(path)) {
        missedPaths.add(path);
      }
    }
    return child;
  }

  /**
   * The directory at a path, following symlinks inside the root.
   *
   * @param follow decides for each symlink
   * @param onMissing makes or refuses a missing directory
   * @param onOther replaces or refuses a non-directory or a link that is not followed
   * @return null if one of them refuses
   */
  private @Nullable Place resolve(
      List<Bytes> parts, Follow follow, OnAbsent onMissing, OnAbsent onOther) throws LinkLoop {
    List<Slot> slots = new ArrayList<>();
    List<Bytes> paths = new ArrayList<>();
    Deque<Bytes> todo = new ArrayDeque<>(parts);
    int links = 0;
    while (!todo.isEmpty()) {
      Bytes part = todo.removeFirst();
      if (part.equals(DOT_DOT)) {
        if (!slots.isEmpty()) {
          slots.remove(slots.size() - 1);
          paths.remove(paths.size() - 1);
        }
        continue;
      }
      Slot parent = slots.isEmpty() ? root : slots.get(slots.size() - 1);
      Bytes parentPath = paths.isEmpty() ? Bytes.EMPTY : paths.get(paths.size() - 1);
      Bytes path = PathOrder.join(parentPath, part);
      Slot slot = look(parent, part, parentPath);
      if (slot == null) {
        slot = onMissing.take(parent, part, path);
      } else if (slot.inode.isSymlink() && follow.follow(path, slot)) {
        if (++links > Limits.MAX_LINK_STEPS) {
          throw new LinkLoop();
        }
        Bytes target = target(slot);
        if (target.length() > 0 && target.at(0) == '/') {
          slots.clear();
          paths.clear();
        }
        List<Bytes> targetParts = PathOrder.components(PathOrder.normalise(target));
        for (int i = targetParts.size() - 1; i >= 0; i--) {
          todo.addFirst(targetParts.get(i));
        }
        continue;
      } else if (!slot.inode.isDirectory()) {
        slot = onOther.take(parent, part, path);
      }
      if (slot == null) {
        return null;
      }
      slots.add(slot);
      paths.add(path);
    }
    return slots.isEmpty()
        ? new Place(root, Bytes.EMPTY)
        : new Place(slots.get(slots.size() - 1), paths.get(paths.size() - 1));
  }

  private static Bytes target(Slot slot) {
    Entry entry = slot.inode.entry();
    return entry == null ? Bytes.EMPTY : entry.linkTarget();
  }

  private @Nullable Slot slotAt(Bytes path) {
    Slot slot = root;
    for (Bytes part : PathOrder.components(path)) {
      slot = slot.child(part);
      if (slot == null) {
        return null;
      }
    }
    return slot;
  }

  private void touch(Bytes path) {
    Track track = tracks.computeIfAbsent(path, Track::new);
    if (track.touchedBy != index) {
      track.touchedBy = index;
      touched.add(track);
    }
  }

  /** Notes for every path that this layer touched whether its state is another one now. */
  private void recordStates() {
    Bytes directoryPath = Bytes.EMPTY;
    @Nullable Slot directory = root;
    for (Track track : touched) {
      Bytes parent = PathOrder.parent(track.path);
      if (!parent.equals(directoryPath)) {
        directoryPath = parent;
        directory = slotAt(parent);
      }
      Slot slot = directory == null ? null : directory.child(PathOrder.baseName(track.path));
      List<PathHistory.Since> history = track.states;
      NameState last = history.isEmpty() ? null : history.get(history.size() - 1).state();
      NameState now = slot == null ? null : new NameState(slot.inode, slot.layer);
      boolean same =
          last == null || now == null
              ? last == null && now == null
              : last.inode() == now.inode() && last.layer() == now.layer();
      if (!same) {
        history.add(new PathHistory.Since(index, now));
      }
    }
    touched.clear();
  }
}
