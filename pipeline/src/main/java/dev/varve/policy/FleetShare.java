package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.image.Image;
import dev.varve.runtime.ChainLink;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Start;
import dev.varve.stack.LayerStack;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one judged image with its containers, or one container whose image is not at hand, adds to
 * the questions that only the whole fleet answers (policy-catalogue.md section 1.6).
 *
 * @param image null for a container without one
 * @param rules what became of each rule's findings, by id
 */
public record FleetShare(
    @Nullable OfImage image, List<Container> containers, SortedMap<String, Count> rules)
    implements java.io.Serializable {
  private static final Pattern DEBUG =
      Pattern.compile("(^|[./_-])debug(ging|ger)?($|[./_-])", Pattern.CASE_INSENSITIVE);

  public FleetShare {
    containers = List.copyOf(containers);
    rules = new TreeMap<>(rules);
  }

  /**
   * An image.
   *
   * @param key unique in the fleet
   * @param repository without tag, completed
   * @param platform empty if not known
   * @param digest of the manifest, else of the config, or null
   * @param created null if no date can be believed
   * @param stack the same for images of the same layers
   * @param createdBy the command behind each layer, secrets taken out; empty if not known
   * @param startPaths files that a start of the image or of its containers goes through
   */
  public record OfImage(
      String key,
      String name,
      String repository,
      String platform,
      String architecture,
      List<String> refs,
      @Nullable String digest,
      @Nullable LocalDate created,
      String stack,
      List<String> createdBy,
      Set<Bytes> startPaths,
      List<Secret> secrets)
      implements java.io.Serializable {
    public OfImage {
      refs = List.copyOf(refs);
      createdBy = List.copyOf(createdBy);
      startPaths = Set.copyOf(startPaths);
      secrets = List.copyOf(secrets);
    }
  }

  /**
   * A secret that an image ships.
   *
   * @param sha12 digest under the store's key; never empty
   * @param path where it was first met
   */
  public record Secret(String sha12, String detector, String path)
      implements java.io.Serializable {}

  /**
   * A container.
   *
   * @param imageRef as its run spec names the image, or null
   * @param privileges as {@link RunPrivileges} says them
   * @param role declared in the parameters, or null
   * @param running the image that really runs, if that is known and not the declared one; else null
   * @param declared digest of the image that its run spec means, or null
   */
  public record Container(
      String unit,
      @Nullable String imageRef,
      List<String> privileges,
      @Nullable String role,
      boolean debug,
      @Nullable String running,
      @Nullable String declared)
      implements java.io.Serializable {
    public Container {
      privileges = List.copyOf(privileges);
    }
  }

  /** How many findings of a rule fail and how many somebody answers for. */
  public record Count(long failing, long waived) implements java.io.Serializable {
    Count plus(Count other) {
      return new Count(failing + other.failing, waived + other.waived);
    }
  }

  /**
   * The share of an image.
   *
   * @param key unique in the fleet
   * @param runs in the order of the containers
   * @param findings settled
   */
  public static FleetShare of(
      String key,
      LayerStack stack,
      List<RunSpec> runs,
      KeptJudgement kept,
      List<Finding> findings,
      Judgement judgement) {
    Image image = stack.image();
    Set<Bytes> startPaths = new HashSet<>();
    addLinks(kept.start(), startPaths);
    List<RunSpec> published = KeptJudgement.published(image, runs);
    List<Container> containers = new ArrayList<>();
    for (int i = 0; i < published.size(); i++) {
      KeptJudgement.Container container = kept.containers().get(i);
      addLinks(container.start(), startPaths);
      containers.add(container(published.get(i), image, container.user(), judgement));
    }
    List<String> createdBy = new ArrayList<>();
    for (int i = 0; i < stack.layers().size(); i++) {
      String command = ImageFacts.createdBy(stack, i);
      createdBy.add(command == null ? "" : command);
    }
    Digest digest = image.manifestDigest() != null ? image.manifestDigest() : image.configDigest();
    OfImage ofImage =
        new OfImage(
            key,
            image.name(),
            repository(image),
            image.platform().toString(),
            image.platform().architecture(),
            image.refs(),
            digest == null ? null : digest.toString(),
            SurveyFacts.date(image.config().created()),
            stackKey(stack),
            createdBy,
            startPaths,
            kept.secrets());
    return new FleetShare(ofImage, containers, counts(findings));
  }

  /** The share of a container whose image is not at hand. */
  public static FleetShare alone(RunSpec run, List<Finding> findings, Judgement judgement) {
    return new FleetShare(null, List.of(container(run, null, null, judgement)), counts(findings));
  }

  private static Container container(
      RunSpec run, @Nullable Image image, @Nullable ImageUser user, Judgement judgement) {
    return new Container(
        run.unit().key(),
        run.imageRef(),
        RunPrivileges.words(run, user),
        judgement.roleOf(SubjectNames.of(run.unit(), image, run.imageRef())),
        isForDebugging(run),
        running(run, image),
        image == null ? null : digest(image));
  }

  private static @Nullable String digest(Image image) {
    Digest digest = image.configDigest() != null ? image.configDigest() : image.manifestDigest();
    return digest == null ? null : digest.toString();
  }

  private static @Nullable String running(RunSpec run, @Nullable Image image) {
    String running = run.surroundings().runningImage();
    boolean same = running == null || image == null || image.answersTo(running);
    return same ? null : running;
  }

  private static boolean isForDebugging(RunSpec run) {
    return run.unit().role().equals("ephemeral")
        || run.labels().entrySet().stream()
            .anyMatch(
                label ->
                    DEBUG.matcher(label.getKey()).find()
                        && !label.getValue().toLowerCase(Locale.ROOT).equals("false"));
  }

  /** The repository that an image belongs to, completed; of a nameless one its file. */
  static String repository(Image image) {
    String key = Subject.of(image).key();
    int platform = key.indexOf(' ');
    return platform < 0 ? key : key.substring(0, platform);
  }

  /** The same for images of the same layers. */
  public static String stackKey(LayerStack stack) {
    StringBuilder ids = new StringBuilder();
    stack.listings().forEach(listing -> ids.append(listing.diffId()).append('\n'));
    return Digest.sha256Of(ids.toString().getBytes(StandardCharsets.US_ASCII)).hex();
  }

  private static void addLinks(Start start, Set<Bytes> paths) {
    for (ChainLink link : start.links()) {
      Bytes path = link.path();
      if (path != null) {
        paths.add(path);
      }
    }
  }

  private static SortedMap<String, Count> counts(List<Finding> findings) {
    TreeMap<String, Count> counts = new TreeMap<>();
    for (Finding finding : findings) {
      long failing = finding.status() == Finding.Status.FAIL ? 1 : 0;
      long waived = finding.status() == Finding.Status.WAIVED ? 1 : 0;
      if (failing + waived > 0) {
        counts.merge(finding.rule(), new Count(failing, waived), Count::plus);
      }
    }
    return counts;
  }
}
