package dev.varve.policy;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.ChainLink;
import dev.varve.runtime.Start;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two start chains (policy-catalogue.md section 1.5, {@code start}): links are
 * matched by their role and their order within it.
 */
final class StartComparison {
  private final PairJudgement.Side sideA;
  private final PairJudgement.Side sideB;
  private final List<JsonValue> changed = new ArrayList<>();
  private final List<JsonValue> removed = new ArrayList<>();

  private StartComparison(PairJudgement.Side sideA, PairJudgement.Side sideB) {
    this.sideA = sideA;
    this.sideB = sideB;
  }

  /** The {@code start} block; layers and owners of the links are those of the two images. */
  static JsonObject json(Start a, PairJudgement.Side sideA, Start b, PairJudgement.Side sideB) {
    StartComparison comparison = new StartComparison(sideA, sideB);
    comparison.links(a.links(), b.links());
    comparison.changed.addAll(comparison.removed);
    return JsonObject.builder()
        .put("argv_a", RunFacts.redacted(a.argv()))
        .put("argv_b", RunFacts.redacted(b.argv()))
        .put("status_a", a.status().label())
        .put("status_b", b.status().label())
        .put("changed", JsonArray.of(comparison.changed))
        .build();
  }

  private void links(List<ChainLink> a, List<ChainLink> b) {
    Map<ChainLink.Role, List<ChainLink>> before = byRole(a);
    Map<ChainLink.Role, Integer> met = new EnumMap<>(ChainLink.Role.class);
    for (ChainLink link : b) {
      int position = met.merge(link.role(), 1, Integer::sum) - 1;
      List<ChainLink> alike = before.getOrDefault(link.role(), List.of());
      ChainLink was = position < alike.size() ? alike.get(position) : null;
      String what = what(was, link);
      if (what != null) {
        changed.add(row(link.number(), link.role(), what, was, link));
      }
    }
    for (ChainLink link : a) {
      List<ChainLink> alike = before.getOrDefault(link.role(), List.of());
      if (alike.indexOf(link) >= met.getOrDefault(link.role(), 0)) {
        removed.add(row(link.number(), link.role(), "removed", link, null));
      }
    }
  }

  private static Map<ChainLink.Role, List<ChainLink>> byRole(List<ChainLink> links) {
    Map<ChainLink.Role, List<ChainLink>> byRole = new EnumMap<>(ChainLink.Role.class);
    links.forEach(link -> byRole.computeIfAbsent(link.role(), r -> new ArrayList<>()).add(link));
    return byRole;
  }

  private static @Nullable String what(@Nullable ChainLink was, ChainLink is) {
    if (was == null) {
      return "added";
    }
    if (!place(was).equals(place(is))) {
      return "path";
    }
    if (!Objects.equals(was.sha256(), is.sha256())) {
      return "digest";
    }
    if (was.modeBits() != is.modeBits()) {
      return "mode";
    }
    return was.uid() != is.uid() || was.gid() != is.gid() ? "owner" : null;
  }

  /** Where the file is, or what was looked for in vain. */
  private static String place(ChainLink link) {
    return link.path() == null ? link.asked() : "/" + link.path().text();
  }

  private JsonObject row(
      int number,
      ChainLink.Role role,
      String what,
      @Nullable ChainLink was,
      @Nullable ChainLink is) {
    return JsonObject.builder()
        .put("n", number)
        .put("role", role.label())
        .put("what", what)
        .put("a", was == null ? JsonNull.NULL : side(was, sideA))
        .put("b", is == null ? JsonNull.NULL : side(is, sideB))
        .put("package_a", FactsJson.text(was == null ? null : owner(was, sideA).name()))
        .put("package_b", FactsJson.text(is == null ? null : owner(is, sideB).name()))
        .build();
  }

  private static ImageProfile.Owner owner(ChainLink link, PairJudgement.Side side) {
    return side.profile().owner(link.path());
  }

  private static JsonObject side(ChainLink link, PairJudgement.Side side) {
    boolean found = link.layer() >= 0;
    return JsonObject.builder()
        .put("path", place(link))
        .put(
            "digest",
            FactsJson.text(link.sha256() == null ? null : "sha256:" + link.sha256().hex()))
        .put("mode", FactsJson.mode(link.modeBits()))
        .put("uid", link.uid())
        .put("gid", link.gid())
        .put("layer", link.layer())
        .put(
            "created_by",
            FactsJson.text(found ? ImageFacts.createdBy(side.stack(), link.layer()) : null))
        .put("ownership", owner(link, side).ownership())
        .build();
  }
}
