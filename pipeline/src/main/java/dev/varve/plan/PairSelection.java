package dev.varve.plan;

import dev.varve.image.Image;
import dev.varve.layer.PathGlob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Applies pair rules to the images that were found. */
public final class PairSelection {
  /**
   * One comparison to make.
   *
   * @param from index of the older or reference image
   * @param to index of the other
   */
  public record Pair(int from, int to, String pairedBy) implements java.io.Serializable {}

  private final List<Image> images;
  private final List<Pair> pairs = new ArrayList<>();

  private PairSelection(List<Image> images) {
    this.images = images;
  }

  /** The pairs of all rules, in rule order, each once. Rules that match nothing give none. */
  public static List<Pair> select(List<PairRule> rules, List<Image> images) {
    PairSelection selection = new PairSelection(images);
    for (PairRule rule : rules) {
      if (rule instanceof PairRule.Explicit explicit) {
        selection.explicit(explicit);
      } else if (rule instanceof PairRule.Baseline baseline) {
        selection.baseline(baseline);
      } else if (rule instanceof PairRule.Consecutive consecutive) {
        selection.consecutive(consecutive);
      }
    }
    return selection.pairs;
  }

  /** The references of explicit pairs and baselines to which no image answers, each once. */
  public static List<String> unanswered(List<PairRule> rules, List<Image> images) {
    Set<String> references = new LinkedHashSet<>();
    for (PairRule rule : rules) {
      if (rule instanceof PairRule.Explicit explicit) {
        references.add(explicit.from());
        references.add(explicit.to());
      } else if (rule instanceof PairRule.Baseline baseline) {
        references.add(baseline.reference());
      }
    }
    PairSelection selection = new PairSelection(images);
    return references.stream().filter(name -> selection.named(name).isEmpty()).toList();
  }

  private void explicit(PairRule.Explicit rule) {
    List<Integer> from = named(rule.from());
    List<Integer> to = named(rule.to());
    boolean onlyOne = from.size() == 1 && to.size() == 1;
    for (int a : from) {
      for (int b : to) {
        if (onlyOne || samePlatform(a, b)) {
          add(a, b, rule);
        }
      }
    }
  }

  private void baseline(PairRule.Baseline rule) {
    for (int from : named(rule.reference())) {
      for (int to = 0; to < images.size(); to++) {
        if (samePlatform(from, to)) {
          add(from, to, rule);
        }
      }
    }
  }

  private void consecutive(PairRule.Consecutive rule) {
    PathGlob glob = PathGlob.of(rule.repositoryGlob());
    record Tagged(TagVersion version, int image) {}
    Map<String, List<Tagged>> repositories = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      for (String ref : images.get(i).refs()) {
        String tag = tag(ref);
        String repository = ref.substring(0, Math.max(0, ref.length() - tag.length() - 1));
        TagVersion version = TagVersion.parse(tag);
        if (version != null && glob.matches(repository)) {
          repositories
              .computeIfAbsent(repository, r -> new ArrayList<>())
              .add(new Tagged(version, i));
        }
      }
    }
    for (List<Tagged> tags : repositories.values()) {
      tags.sort(Comparator.comparing(Tagged::version).thenComparingInt(Tagged::image));
      for (int i = 0; i < tags.size(); i++) {
        int from = tags.get(i).image;
        for (int j = i + 1; j < tags.size(); j++) {
          int to = tags.get(j).image;
          if (samePlatform(from, to)) {
            add(from, to, rule);
            break;
          }
        }
      }
    }
  }

  private static String tag(String ref) {
    int slash = ref.lastIndexOf('/');
    int colon = ref.indexOf(':', slash + 1);
    return colon < 0 ? "" : ref.substring(colon + 1);
  }

  private List<Integer> named(String reference) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      if (images.get(i).answersTo(reference)) {
        found.add(i);
      }
    }
    return found;
  }

  private boolean samePlatform(int from, int to) {
    return images.get(from).platform().equals(images.get(to).platform());
  }

  private void add(int from, int to, PairRule rule) {
    boolean known = pairs.stream().anyMatch(pair -> pair.from() == from && pair.to() == to);
    if (from != to && !known) {
      pairs.add(new Pair(from, to, rule.pairedBy()));
    }
  }
}
