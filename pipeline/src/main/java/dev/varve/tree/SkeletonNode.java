package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.layer.PathOrder;
import dev.varve.tree.HiddenEntry.Cause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One real path of a skeleton through all layers: what it is now, which members made it that, and
 * what it was after each layer. A node stays when its name is removed, so that a path is looked up
 * once and not again for each question about it.
 */
final class SkeletonNode {
  private static final Comparator<SkeletonNode> BY_NAME =
      Comparator.comparing(node -> node.path, PathOrder.TREE);

  final Bytes path;
  private @Nullable Map<Bytes, SkeletonNode> children;

  /** Null while the name is not there. */
  private @Nullable Inode inode;

  private int layer;
  private List<SkeletonTree.Member> members = new ArrayList<>(1);
  private final List<PathHistory.Since> states = new ArrayList<>(1);
  private int touchedBy = -1;

  private SkeletonNode(Bytes path) {
    this.path = path;
  }

  /** An empty tree. */
  static SkeletonNode root() {
    SkeletonNode root = new SkeletonNode(Bytes.EMPTY);
    root.inode = Inode.implicit(0);
    return root;
  }

  // ---------------------------------------------------------------- what is there now

  boolean isPresent() {
    return inode != null;
  }

  boolean isDirectory() {
    return inode != null && inode.isDirectory();
  }

  boolean isSymlink() {
    return inode != null && inode.isSymlink();
  }

  /** What the name stands for; only while it is there. */
  Inode inode() {
    if (inode == null) {
      throw new IllegalStateException("nothing is at " + path);
    }
    return inode;
  }

  /** Whose entry gave the name its present state. */
  int layer() {
    return layer;
  }

  boolean isDescribed() {
    return !members.isEmpty();
  }

  /** The child of that name, present or not; null if there never was one. */
  @Nullable SkeletonNode known(Bytes name) {
    return children == null ? null : children.get(name);
  }

  /** The child of that name if it is there, else null. */
  @Nullable SkeletonNode child(Bytes name) {
    SkeletonNode child = known(name);
    return child != null && child.inode != null ? child : null;
  }

  /** The children that are there, in no order. */
  List<SkeletonNode> presentChildren() {
    if (children == null) {
      return List.of();
    }
    List<SkeletonNode> present = new ArrayList<>(children.size());
    for (SkeletonNode child : children.values()) {
      if (child.inode != null) {
        present.add(child);
      }
    }
    return present;
  }

  // ---------------------------------------------------------------- changes

  /** The child of that name, made if there never was one. */
  SkeletonNode make(Bytes name, Bytes childPath) {
    if (children == null) {
      children = new HashMap<>();
    }
    SkeletonNode child = children.get(name);
    if (child == null) {
      child = new SkeletonNode(childPath);
      children.put(name, child);
    }
    return child;
  }

  /** The name now stands for this. */
  void become(Inode now, int byLayer) {
    inode = now;
    layer = byLayer;
  }

  /** A member has a share in what the name shows now. */
  void addMember(SkeletonTree.Member member) {
    members.add(member);
  }

  /** The name is no longer there; what lies below is not touched. */
  void remove(int byLayer, Cause cause) {
    for (SkeletonTree.Member member : members) {
      member.hide(byLayer, member.layer == byLayer ? Cause.DUPLICATE : cause);
    }
    members = new ArrayList<>(1);
    inode = null;
  }

  /** Whether this is the first touch by that layer. */
  boolean touch(int byLayer) {
    boolean first = touchedBy != byLayer;
    touchedBy = byLayer;
    return first;
  }

  /** Notes the state after a layer, if it is another than before. */
  void recordState(int afterLayer) {
    NameState last = states.isEmpty() ? null : states.get(states.size() - 1).state();
    boolean same =
        last == null || inode == null
            ? last == null && inode == null
            : last.inode() == inode && last.layer() == layer;
    if (!same) {
      NameState now = inode == null ? null : new NameState(inode, layer);
      states.add(new PathHistory.Since(afterLayer, now));
    }
  }

  // ---------------------------------------------------------------- results

  /** Shows the histories of all paths below this one that ever were there, in tree order. */
  void eachHistoryBelow(Consumer<PathHistory> taker) {
    Deque<SkeletonNode> open = new ArrayDeque<>();
    pushChildren(open);
    while (!open.isEmpty()) {
      SkeletonNode node = open.pop();
      if (!node.states.isEmpty()) {
        taker.accept(new PathHistory(node.path, node.states));
      }
      node.pushChildren(open);
    }
  }

  private void pushChildren(Deque<SkeletonNode> open) {
    if (children != null) {
      List<SkeletonNode> sorted = new ArrayList<>(children.values());
      sorted.sort(BY_NAME);
      for (int i = sorted.size() - 1; i >= 0; i--) {
        open.push(sorted.get(i));
      }
    }
  }
}
