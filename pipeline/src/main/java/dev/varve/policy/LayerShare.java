package dev.varve.policy;

import dev.varve.blob.Digest;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.stack.LayerStack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one image says of one of its layers: the failed findings for which it is to blame.
 *
 * @param image key, unique in the fleet
 * @param repository without tag, completed
 * @param containers of the image
 * @param base name of the known base that the layer belongs to, or null
 * @param createdBy the command behind the layer, secrets taken out, or null
 */
public record LayerShare(
    String image,
    String name,
    String repository,
    int containers,
    @Nullable String base,
    @Nullable String createdBy,
    List<Blamed> findings)
    implements java.io.Serializable {
  /** Names that a row lists. */
  private static final int MOST_NAMES = 50;

  /** Groups that a row lists, the worst first: more are no use and would fill documents. */
  private static final int MOST_GROUPS = 1000;

  public LayerShare {
    findings = List.copyOf(findings);
  }

  /**
   * A finding of the layer.
   *
   * @param layerPrint {@code fp_layer}: the same wherever the layer is
   */
  public record Blamed(
      String layerPrint, String rule, RuleSeverity severity, @Nullable String path, String message)
      implements java.io.Serializable {}

  /**
   * The shares of an image's distinct layers, by diffID.
   *
   * @param findings settled
   */
  public static Map<Digest, LayerShare> of(
      String key, LayerStack stack, KeptJudgement kept, List<Finding> findings) {
    Map<Digest, Map<String, Blamed>> blamed = new HashMap<>();
    for (Finding finding : findings) {
      Finding.Blame blame = finding.blame();
      String print = finding.fingerprints().layer();
      if (finding.status() == Finding.Status.FAIL && blame != null && print != null) {
        Blamed one =
            new Blamed(
                print,
                finding.rule(),
                finding.severity(),
                finding.path() == null ? null : "/" + finding.path().text(),
                finding.message());
        blamed
            .computeIfAbsent(blame.diffId(), layer -> new LinkedHashMap<>())
            .merge(print, one, LayerShare::worse);
      }
    }
    Map<Digest, LayerShare> shares = new LinkedHashMap<>();
    Map<Digest, String> commands = commands(stack);
    for (int i = 0; i < stack.layers().size(); i++) {
      Digest diffId = stack.layers().get(i).blob().diffId();
      shares.putIfAbsent(
          diffId,
          new LayerShare(
              key,
              stack.image().name(),
              FleetShare.repository(stack.image()),
              kept.containers().size(),
              kept.bases().get(i).isEmpty() ? null : kept.bases().get(i),
              commands.get(diffId),
              List.copyOf(blamed.getOrDefault(diffId, Map.of()).values())));
    }
    return shares;
  }

  /** The first command that made each layer, where one is known. */
  private static Map<Digest, String> commands(LayerStack stack) {
    Map<Digest, String> commands = new HashMap<>();
    for (int i = 0; i < stack.layers().size(); i++) {
      String command = ImageFacts.createdBy(stack, i);
      if (command != null && !command.isEmpty()) {
        commands.putIfAbsent(stack.layers().get(i).blob().diffId(), command);
      }
    }
    return commands;
  }

  /** Findings of one rule at one path differ in their keys only. */
  private static Blamed worse(Blamed a, Blamed b) {
    return b.severity().compareTo(a.severity()) > 0 ? b : a;
  }

  /** One finding of the layer with the images that have it. */
  private static final class Group {
    private Blamed first;
    private final TreeSet<String> images = new TreeSet<>();

    Group(Blamed first) {
      this.first = first;
    }

    int images() {
      return images.size();
    }

    JsonObject json() {
      return JsonObject.builder()
          .put("id", first.rule())
          .put("severity", first.severity().label())
          .put("path", FactsJson.text(first.path()))
          .put("images", images.size())
          .put("msg", first.message())
          .put("fp_layer", first.layerPrint())
          .build();
    }
  }

  private static final Comparator<Group> WORST_FIRST =
      Comparator.comparing((Group group) -> group.first.severity())
          .thenComparing(Group::images)
          .reversed()
          .thenComparing(group -> group.first.rule())
          .thenComparing(group -> group.first.layerPrint());

  private static final Comparator<Group> IN_ORDER =
      Comparator.comparing((Group group) -> group.first.rule())
          .thenComparing(group -> String.valueOf(group.first.path()))
          .thenComparing(group -> group.first.layerPrint());

  /** The findings of a layer, each with the images that have it, by fingerprint. */
  private static Map<String, Group> groups(List<LayerShare> shares) {
    Map<String, Group> groups = new HashMap<>();
    for (LayerShare share : shares) {
      for (Blamed finding : share.findings()) {
        Group group = groups.computeIfAbsent(finding.layerPrint(), print -> new Group(finding));
        group.first = worse(group.first, finding);
        group.images.add(share.image());
      }
    }
    return groups;
  }

  /**
   * What a layer is to blame for.
   *
   * @param findings how many there are, each counted once for all images
   * @param worst the worst of them first, of equal ones those that reach the most images
   */
  public record Blame(int findings, List<Reached> worst) {
    public Blame {
      worst = List.copyOf(worst);
    }
  }

  /** A finding of a layer, with how many images have it. */
  public record Reached(Blamed finding, int images) {}

  /**
   * What a layer is to blame for in all images that hold it.
   *
   * @param shares of all images that were judged and hold the layer
   */
  public static Blame blame(List<LayerShare> shares) {
    List<LayerShare> sorted = new ArrayList<>(shares);
    sorted.sort(Comparator.comparing(LayerShare::image));
    Map<String, Group> groups = groups(sorted);
    return new Blame(
        groups.size(),
        groups.values().stream()
            .sorted(WORST_FIRST)
            .limit(MOST_NAMES)
            .map(group -> new Reached(group.first, group.images()))
            .toList());
  }

  /**
   * The row of a layer in the fleet's facts.
   *
   * @param shares of all images that were judged and hold the layer
   * @return null if fewer than two images hold it or none of them has a finding there
   */
  public static @Nullable JsonObject row(Digest diffId, List<LayerShare> shares) {
    List<LayerShare> sorted = new ArrayList<>(shares);
    sorted.sort(Comparator.comparing(LayerShare::image));
    Map<String, Group> groups = groups(sorted);
    TreeSet<String> names = new TreeSet<>();
    TreeSet<String> repositories = new TreeSet<>();
    TreeSet<String> rules = new TreeSet<>();
    int containers = 0;
    String base = null;
    String createdBy = null;
    for (LayerShare share : sorted) {
      names.add(share.name());
      repositories.add(share.repository());
      containers += share.containers();
      base = base == null ? share.base() : base;
      createdBy = createdBy == null ? share.createdBy() : createdBy;
      share.findings().forEach(finding -> rules.add(finding.rule()));
    }
    if (sorted.size() < 2 || groups.isEmpty()) {
      return null;
    }
    List<JsonValue> listed = new ArrayList<>();
    groups.values().stream()
        .sorted(WORST_FIRST)
        .limit(MOST_GROUPS)
        .sorted(IN_ORDER)
        .forEach(group -> listed.add(group.json()));
    return JsonObject.builder()
        .put("diff_id", diffId.toString())
        .put("images", sorted.size())
        .put("containers", containers)
        .put("created_by", FactsJson.text(createdBy))
        .put("base", FactsJson.text(base))
        .put("findings", JsonArray.ofTexts(List.copyOf(rules)))
        .put("groups", JsonArray.of(listed))
        .put("repositories", JsonArray.ofTexts(repositories.stream().limit(MOST_NAMES).toList()))
        .put("sample", JsonArray.ofTexts(names.stream().limit(MOST_NAMES).toList()))
        .build();
  }
}
