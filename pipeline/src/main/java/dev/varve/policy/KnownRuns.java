package dev.varve.policy;

import dev.varve.json.JsonObject;
import dev.varve.runtime.Effective;
import java.util.List;

/**
 * As whom the known run specs of an image start it, counted (policy-catalogue.md section 1.1,
 * {@code runs}). Counts, since an image may have thousands and every container's document repeats
 * them.
 *
 * @param root containers that start as root
 * @param other containers that start as somebody else
 * @param unknown containers of which neither is certain
 */
record KnownRuns(long root, long other, long unknown) {
  static final KnownRuns NONE = new KnownRuns(0, 0, 0);

  /**
   * Counts the containers of one image.
   *
   * @param effectives what each of its run specs amounts to
   */
  static KnownRuns of(List<Effective> effectives) {
    long root = 0;
    long other = 0;
    long unknown = 0;
    for (Effective effective : effectives) {
      Boolean isRoot = effective.user().root();
      if (isRoot == null) {
        unknown++;
      } else if (isRoot) {
        root++;
      } else {
        other++;
      }
    }
    return new KnownRuns(root, other, unknown);
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("root", root)
        .put("other", other)
        .put("unknown", unknown)
        .build();
  }
}
