package dev.varve.plan;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Image;
import dev.varve.image.ImageReference;
import dev.varve.image.Platform;
import dev.varve.json.NearestKey;
import dev.varve.layer.PathGlob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Applies pair rules to the images that were found. Never guesses: a name of nothing, or of several
 * images that are not the same, is told and not compared.
 */
public final class PairSelection {
  /** Where messages say that a selector stands. */
  private static final String PLACE = "pairs of the fleet file";

  /** What completes the name of an official image. */
  private static final String OFFICIAL =
      ImageReference.withoutTag(ImageReference.completed("x")).replaceFirst("x$", "");

  /** Names that a message suggests, or sources that it lists. */
  private static final int MOST_NAMES = 3;

  /**
   * One comparison to make.
   *
   * @param from index of the older or reference image
   * @param to index of the other
   * @param lists whether a rule that selects it asks for every path that differs
   */
  public record Pair(int from, int to, String pairedBy, boolean lists)
      implements java.io.Serializable {
    Pair withLists() {
      return new Pair(from, to, pairedBy, true);
    }
  }

  /**
   * A selector that selects nothing, or cannot tell what it selects.
   *
   * @param subject the reference or glob
   */
  public record Unmatched(String subject, InputException why) {}

  /**
   * What the rules select.
   *
   * @param pairs in rule order, each once, by the first rule that selects it
   * @param unmatched each once
   */
  public record Selection(List<Pair> pairs, List<Unmatched> unmatched) {
    public Selection {
      pairs = List.copyOf(pairs);
      unmatched = List.copyOf(unmatched);
    }
  }

  private record Ends(int from, int to) {}

  private final List<Image> images;
  private final Map<Ends, Pair> pairs = new LinkedHashMap<>();
  private final Map<String, Unmatched> unmatched = new LinkedHashMap<>();

  private PairSelection(List<Image> images) {
    this.images = images;
  }

  /** Applies all rules. */
  public static Selection select(List<PairRule> rules, List<Image> images) {
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
    return new Selection(
        List.copyOf(selection.pairs.values()), List.copyOf(selection.unmatched.values()));
  }

  // ---------------------------------------------------------------- the rules

  private void explicit(PairRule.Explicit rule) {
    Map<Platform, Integer> from = named(rule.from());
    Map<Platform, Integer> to = named(rule.to());
    if (from.size() == 1 && to.size() == 1) {
      // Who names one image and one other means these two.
      add(from.values().iterator().next(), to.values().iterator().next(), rule);
      return;
    }
    boolean any = from.isEmpty() || to.isEmpty();
    for (Map.Entry<Platform, Integer> one : from.entrySet()) {
      Integer other = to.get(one.getKey());
      if (other != null) {
        add(one.getValue(), other, rule);
        any = true;
      }
    }
    if (!any) {
      tell(
          rule.from() + " and " + rule.to(),
          ReasonCode.NO_SUCH_IMAGE,
          "they have no platform in common: " + platforms(from) + "; " + platforms(to));
    }
  }

  private static String platforms(Map<Platform, Integer> images) {
    return images.keySet().stream()
        .map(Platform::toString)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private void baseline(PairRule.Baseline rule) {
    named(rule.reference())
        .forEach(
            (platform, from) -> {
              for (int to = 0; to < images.size(); to++) {
                if (images.get(to).platform().equals(platform) && !isSame(from, to)) {
                  add(from, to, rule);
                }
              }
            });
  }

  private void consecutive(PairRule.Consecutive rule) {
    TreeMap<String, TreeMap<TagVersion, TreeSet<String>>> versions = new TreeMap<>();
    Set<String> repositories = new TreeSet<>();
    Set<String> matched = new TreeSet<>();
    PathGlob glob = PathGlob.of(rule.repositoryGlob());
    for (Image image : images) {
      for (String ref : image.refs()) {
        String completed = ImageReference.completed(ref);
        String repository = ImageReference.withoutTag(completed);
        String written = ImageReference.withoutTag(ref);
        repositories.add(written);
        if (isCalled(glob, written, repository)) {
          matched.add(repository);
          TagVersion version = TagVersion.parse(completed.substring(repository.length() + 1));
          if (version != null) {
            versions
                .computeIfAbsent(repository, r -> new TreeMap<>())
                .computeIfAbsent(version, v -> new TreeSet<>())
                .add(ref);
          }
        }
      }
    }
    if (matched.isEmpty()) {
      tell(
          rule.repositoryGlob(),
          ReasonCode.NO_SUCH_IMAGE,
          "no image that could be opened is of such a repository"
              + suggestions(rule.repositoryGlob(), repositories));
    } else if (versions.isEmpty()) {
      tell(
          rule.repositoryGlob(),
          ReasonCode.NO_SUCH_IMAGE,
          "no tag of these repositories is a version (1, 1.2 or 1.2.3, with or without v): "
              + some(matched));
    }
    for (TreeMap<TagVersion, TreeSet<String>> ofRepository : versions.values()) {
      Map<Platform, Integer> before = new LinkedHashMap<>();
      for (TreeSet<String> refs : ofRepository.values()) {
        named(refs.first())
            .forEach(
                (platform, image) -> {
                  Integer earlier = before.put(platform, image);
                  if (earlier != null) {
                    add(earlier, image, rule);
                  }
                });
      }
    }
  }

  /** By the name as it is written, completed, or without the registry that it is in. */
  private static boolean isCalled(PathGlob glob, String written, String completed) {
    return glob.matches(written)
        || glob.matches(completed)
        || glob.matches(completed.substring(completed.indexOf('/') + 1))
        || (completed.startsWith(OFFICIAL) && glob.matches(completed.substring(OFFICIAL.length())));
  }

  // ---------------------------------------------------------------- names

  /** The one image of each platform that a reference means; what it does not tell is told. */
  private Map<Platform, Integer> named(String reference) {
    Map<Platform, List<Integer>> found = new LinkedHashMap<>();
    for (int i = 0; i < images.size(); i++) {
      if (images.get(i).answersTo(reference)) {
        List<Integer> alike =
            found.computeIfAbsent(images.get(i).platform(), platform -> new ArrayList<>(1));
        int image = i;
        if (alike.stream().noneMatch(other -> isSame(other, image))) {
          alike.add(i);
        }
      }
    }
    if (found.isEmpty()) {
      Set<String> known = new TreeSet<>();
      images.forEach(image -> known.addAll(image.refs()));
      tell(
          reference,
          ReasonCode.NO_SUCH_IMAGE,
          "no image that could be opened has this name or digest" + suggestions(reference, known));
    }
    Map<Platform, Integer> only = new LinkedHashMap<>();
    found.forEach(
        (platform, alike) -> {
          if (alike.size() == 1) {
            only.put(platform, alike.get(0));
          } else {
            tell(
                reference,
                ReasonCode.SEVERAL_IMAGES,
                alike.size() + " different images have this name: " + sources(alike));
          }
        });
    return only;
  }

  private String sources(List<Integer> alike) {
    return some(
        alike.stream()
            .map(
                index -> {
                  Image image = images.get(index);
                  Digest digest =
                      image.manifestDigest() != null
                          ? image.manifestDigest()
                          : image.configDigest();
                  return image.source() + (digest == null ? "" : " (" + digest + ")");
                })
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  private static String some(Set<String> names) {
    String first = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /** Names that may be meant: of the same repository, with a registry before it, or spelt alike. */
  private static String suggestions(String written, Set<String> known) {
    Set<String> likely = new LinkedHashSet<>();
    known.stream().filter(name -> name.endsWith("/" + written)).forEach(likely::add);
    String repository = ImageReference.withoutTag(written) + ":";
    known.stream().filter(name -> name.startsWith(repository)).forEach(likely::add);
    Set<String> left = new TreeSet<>(known);
    left.removeAll(likely);
    for (String nearest = NearestKey.of(written, left);
        nearest != null && likely.size() < MOST_NAMES;
        nearest = NearestKey.of(written, left)) {
      likely.add(nearest);
      left.remove(nearest);
    }
    return likely.isEmpty() ? "" : "; nearest: " + some(likely);
  }

  /** Whether two images are one that was found twice. */
  private boolean isSame(int one, int other) {
    Digest config = images.get(one).configDigest();
    return one == other || (config != null && config.equals(images.get(other).configDigest()));
  }

  private void tell(String subject, ReasonCode reason, String detail) {
    unmatched.putIfAbsent(
        subject + "\n" + detail, new Unmatched(subject, new InputException(reason, PLACE, detail)));
  }

  private void add(int from, int to, PairRule rule) {
    if (from != to) {
      pairs.merge(
          new Ends(from, to),
          new Pair(from, to, rule.pairedBy(), rule.lists()),
          (first, again) -> again.lists() ? first.withLists() : first);
    }
  }
}
