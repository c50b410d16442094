package dev.varve.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Groups that Kubernetes sets apart from the user.
 *
 * @param primary the process's group whatever the image says; null for that of the user
 * @param fsGroup the group that owns the pod's volumes and is added to the process; null if none
 * @param strict whether memberships in the image's group file do not count
 */
public record GroupSettings(@Nullable Long primary, @Nullable Long fsGroup, boolean strict)
    implements java.io.Serializable {
  public static final GroupSettings NONE = new GroupSettings(null, null, false);
}
