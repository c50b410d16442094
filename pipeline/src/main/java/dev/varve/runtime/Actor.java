package dev.varve.runtime;

import dev.varve.tree.Inode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A process as the kernel's permission check sees it (path_resolution(7), acl(5)).
 *
 * @param uid -1 if it is not known; then only what everybody may is allowed
 * @param groups all group ids
 * @param capabilities those it holds
 */
record Actor(long uid, Set<Long> groups, Set<String> capabilities) {
  static final int READ = 4;
  static final int WRITE = 2;
  static final int EXECUTE = 1;

  Actor {
    groups = Set.copyOf(groups);
    capabilities = Set.copyOf(capabilities);
  }

  /** The first process of a container. */
  static Actor of(ImageUser user, List<String> atStart) {
    Set<Long> groups = new TreeSet<>(user.groups());
    Long gid = user.gid();
    if (gid != null) {
      groups.add(gid);
    }
    Long uid = user.uid();
    return new Actor(uid == null ? -1 : uid, groups, new TreeSet<>(atStart));
  }

  boolean isKnown() {
    return uid >= 0;
  }

  /** Who it is in the words of {@link Writers}; uid 0 is none of them. */
  Set<String> identities() {
    Set<String> words = new TreeSet<>();
    words.add(Writers.WORLD);
    if (uid > 0) {
      words.add("uid:" + uid);
    }
    groups.forEach(group -> words.add("gid:" + group));
    return words;
  }

  /** Whether it may do something with an inode; null stands for a directory that nothing ships. */
  boolean may(@Nullable Inode inode, int right) {
    if (inode == null) {
      return right != WRITE || capabilities.contains("DAC_OVERRIDE");
    }
    return (bits(inode) & right) != 0 || overrides(inode, right);
  }

  private boolean overrides(Inode inode, int right) {
    boolean search = inode.isDirectory() && right == EXECUTE;
    if (capabilities.contains("DAC_READ_SEARCH") && (right == READ || search)) {
      return true;
    }
    if (!capabilities.contains("DAC_OVERRIDE")) {
      return false;
    }
    // Not even root executes a file that nobody may execute.
    return right != EXECUTE || search || (inode.modeBits() & 0111) != 0;
  }

  /** The three bits that count for this process: the first class that fits, and no other. */
  private int bits(Inode inode) {
    int mode = inode.modeBits();
    if (uid == inode.uid()) {
      return (mode >> 6) & 7;
    }
    AccessList acl = AccessList.of(inode);
    if (acl == null) {
      return groups.contains(inode.gid()) ? (mode >> 3) & 7 : mode & 7;
    }
    boolean inGroup = false;
    int ofGroups = 0;
    for (AccessList.Grant grant : acl.grants()) {
      int allowed = grant.permissions() & acl.mask();
      if (grant.tag() == AccessList.USER && grant.id() == uid) {
        return allowed;
      }
      boolean named = grant.tag() == AccessList.GROUP && groups.contains(grant.id());
      boolean owning = grant.tag() == AccessList.GROUP_OBJ && groups.contains(inode.gid());
      if (named || owning) {
        inGroup = true;
        ofGroups |= allowed;
      }
    }
    return inGroup ? ofGroups : mode & 7;
  }
}
