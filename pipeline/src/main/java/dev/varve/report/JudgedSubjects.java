package dev.varve.report;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ImageReference;
import dev.varve.json.JsonObject;
import dev.varve.policy.Subject;
import dev.varve.report.FindingComparison.Cause;
import dev.varve.runtime.Boundary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one run has judged, and what it could not analyse. Memory is in proportion to images,
 * containers and pairs, not to findings.
 */
final class JudgedSubjects {
  private static final String THE_FLEET = "the fleet";

  private final Map<Subject, List<ImageRecord>> images = new HashMap<>();
  private final Map<String, Set<String>> sources = new HashMap<>();
  private final Set<String> judgedEarlier = new HashSet<>();
  private final Map<Subject, Set<String>> containers = new HashMap<>();
  private final Map<String, List<String>> pairs = new HashMap<>();
  private final Set<String> files = new HashSet<>();
  private final Set<String> failures = new HashSet<>();
  private final Map<String, String> failedImages = new TreeMap<>();
  private final Map<String, String> failedByName = new HashMap<>();

  void image(ImageRecord image) {
    images.computeIfAbsent(image.subject(), s -> new ArrayList<>()).add(image);
    sources.computeIfAbsent(image.subject().name(), s -> new HashSet<>()).add(image.source());
  }

  /** An image that failed in this run and was judged in one before, whose findings are kept. */
  void judgedEarlier(String name, String source) {
    judgedEarlier.add(name);
    sources.computeIfAbsent(name, s -> new HashSet<>()).add(source);
  }

  /** A line of {@code boundaries.jsonl}. */
  void container(JsonObject line, String place) throws InputException {
    try {
      JsonObject origin = line.optionalObjectIn(place, "place");
      container(
          subject(line, place),
          line.textIn(place, "inside").isEmpty() ? "" : line.textIn(place, "image"),
          origin == null ? "" : origin.textIn(place, "file"));
    } catch (InputException e) {
      throw e.as(ReasonCode.RUN_UNUSABLE);
    }
  }

  static Subject subject(JsonObject boundary, String place) throws InputException {
    return new Subject(
        Subject.Kind.CONTAINER,
        boundary.textIn(place, "container"),
        boundary.textIn(place, "name"));
  }

  void container(Boundary boundary) {
    container(
        subject(boundary),
        boundary.inside().isEmpty() ? "" : boundary.image(),
        boundary.place() == null ? "" : String.valueOf(boundary.place().file()));
  }

  static Subject subject(Boundary boundary) {
    return new Subject(Subject.Kind.CONTAINER, boundary.unit(), boundary.name());
  }

  /**
   * @param image it was judged with; empty for none
   */
  private void container(Subject subject, String image, String file) {
    containers.computeIfAbsent(subject, s -> new HashSet<>()).add(image);
    files.add(file);
  }

  /** A line of {@code diffs.jsonl}. */
  void pair(JsonObject line, String place) throws InputException {
    try {
      String from = line.textIn(place, "from");
      String to = line.textIn(place, "to");
      pairs.put(from + " -> " + to, List.of(from, to));
    } catch (InputException e) {
      throw e.as(ReasonCode.RUN_UNUSABLE);
    }
  }

  /** A line of {@code failures.jsonl}. */
  void failure(JsonObject line, String place) throws InputException {
    try {
      failure(
          line.textIn(place, "image"), line.textIn(place, "code"), line.textIn(place, "source"));
    } catch (InputException e) {
      throw e.as(ReasonCode.RUN_UNUSABLE);
    }
  }

  void failure(Failure failure) {
    failure(failure.subject(), failure.reason().code(), failure.subject());
  }

  private void failure(String subject, String code, String source) {
    failures.add(subject);
    // What is no image and no source of images has no source.
    if (!source.isEmpty()) {
      failedImages.putIfAbsent(subject, code);
      failedByName.putIfAbsent(completed(subject), code);
    }
  }

  /** Names of references may be written out or not. */
  private static String completed(String name) {
    return ImageReference.completed(name);
  }

  boolean isIncomplete() {
    return !failures.isEmpty();
  }

  /** Images and sources that could not be analysed, with the codes of the reasons. */
  Map<String, String> failedImages() {
    return failedImages;
  }

  /** Every image, by what findings about it are about. */
  Map<Subject, List<ImageRecord>> images() {
    return images;
  }

  /** Whether images of the run are found there. */
  boolean hasSource(String name) {
    return sources.values().stream().anyMatch(of -> of.contains(name));
  }

  /** The images of a subject; empty if there are none. */
  List<ImageRecord> imagesOf(Subject subject) {
    return images.getOrDefault(subject, List.of());
  }

  /** The code of the reason why an image of another run could not be analysed here; else null. */
  @Nullable String failureOf(String image, JudgedSubjects other) {
    String own = failedByName.get(completed(image));
    if (own != null) {
      return own;
    }
    for (String source : other.sources.getOrDefault(image, Set.of())) {
      String whole = failedImages.get(source);
      if (whole != null) {
        return whole;
      }
    }
    return null;
  }

  /**
   * Whether an image failed here that another run has analysed, or has findings of, so that the
   * fleet is not whole.
   */
  boolean lostImagesOf(JudgedSubjects other) {
    Set<String> here = new HashSet<>();
    images.keySet().forEach(image -> here.add(image.name()));
    Set<String> there = new HashSet<>(other.judgedEarlier);
    other.images.keySet().forEach(image -> there.add(image.name()));
    there.removeAll(here);
    return there.stream().anyMatch(image -> failureOf(image, other) != null);
  }

  /**
   * Why this run has no finding about a subject of which another one has: null if it has judged the
   * subject as well.
   *
   * @param other has judged it
   */
  @Nullable Cause absence(Subject subject, JudgedSubjects other) {
    return switch (subject.kind()) {
      case IMAGE ->
          images.containsKey(subject) || judgedEarlier.contains(subject.name())
              ? null
              : failedOr(Cause.SUBJECT, subject.name(), other);
      case CONTAINER -> absenceOfContainer(subject, other);
      case PAIR -> absenceOfPair(subject, other);
      case FLEET -> failures.contains(THE_FLEET) ? Cause.FAILURE : null;
      case DOCUMENT -> absenceOfDocument(subject, other);
    };
  }

  private Cause failedOr(Cause cause, String image, JudgedSubjects other) {
    return failureOf(image, other) != null ? Cause.FAILURE : cause;
  }

  private @Nullable Cause absenceOfContainer(Subject subject, JudgedSubjects other) {
    Set<String> here = containers.getOrDefault(subject, Set.of());
    Set<String> there = other.containers.getOrDefault(subject, Set.of());
    boolean withImage = here.stream().anyMatch(image -> !image.isEmpty());
    if (!here.isEmpty() && (withImage || there.stream().allMatch(String::isEmpty))) {
      return null;
    }
    boolean failed =
        failures.contains(subject.name())
            || there.stream()
                .anyMatch(image -> !image.isEmpty() && failureOf(image, other) != null);
    return failed ? Cause.FAILURE : Cause.SUBJECT;
  }

  /** Of containers in two images, the name of the images' pair stands in parentheses. */
  private @Nullable Cause absenceOfPair(Subject subject, JudgedSubjects other) {
    String name = subject.name();
    int from = name.endsWith(")") ? name.lastIndexOf(" (") : -1;
    String inner = from < 0 ? "" : name.substring(from + 2, name.length() - 1);
    String pair = other.pairs.containsKey(inner) ? inner : name;
    if (pairs.containsKey(pair) || !other.pairs.containsKey(pair)) {
      return null;
    }
    boolean failed = failures.contains(pair);
    for (String image : other.pairs.getOrDefault(pair, List.of())) {
      failed |= failureOf(image, other) != null;
    }
    return failed ? Cause.FAILURE : Cause.SUBJECT;
  }

  private @Nullable Cause absenceOfDocument(Subject subject, JudgedSubjects other) {
    String file = subject.name().replaceFirst("#[0-9]+$", "");
    boolean gone = other.files.contains(file) && !files.contains(file);
    return gone ? Cause.SUBJECT : null;
  }
}
