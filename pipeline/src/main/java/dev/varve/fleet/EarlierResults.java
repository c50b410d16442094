package dev.varve.fleet;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.image.Image;
import dev.varve.image.LayerDescriptor;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.RecordJson;
import dev.varve.layer.FactsStore;
import dev.varve.layer.IdentifiedBlob;
import dev.varve.layer.ResultStore;
import dev.varve.policy.FleetPaths;
import dev.varve.policy.FleetShare;
import dev.varve.policy.ImageProfile;
import dev.varve.policy.Judgement;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.KeptJudgement;
import dev.varve.policy.PolicyChoice;
import dev.varve.report.KeptFacts;
import dev.varve.runtime.RunSpec;
import dev.varve.stack.LayerStack;
import dev.varve.stack.ResolvedLayer;
import dev.varve.tree.ParentLinks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What earlier runs have judged and compared, under keys made of everything that it was computed
 * from: the program, rules, data and parameters, the image's documents, what each of its layers
 * really is, and its run specs. Exceptions and the profile's thresholds are no part of an image's
 * key, since they are applied to what is kept; nor is the date, unless a rule reads it.
 *
 * <p>Keys are made with the store's own secret key: an image's documents and run specs may hold
 * secrets, which nobody is to guess from a file's name. What failed is never kept.
 */
final class EarlierResults {
  private static final System.Logger LOG = System.getLogger(EarlierResults.class.getName());

  private static final String IMAGES = "images";
  private static final String DATED = "dated";
  private static final String PATHS = "paths";
  private static final String PAIRS = "pairs";

  private static final String MAC = "HmacSHA256";

  /** What is larger is judged anew each time rather than held in memory as a whole. */
  private static final int MOST_PATH_BYTES = 64 << 20;

  private static final int MOST_LAYERS = 4096;

  private final ResultStore results;
  private final Mac mac;
  private final byte[] settings;
  private final Limits limits;
  private final String asOf;
  private final boolean imagesOfTheDay;
  private final boolean pairsOfTheDay;

  /** What was said of layers before: images share them. */
  private final Map<IdentifiedBlob, byte[]> layers =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<IdentifiedBlob, byte[]> eldest) {
              return size() > MOST_LAYERS;
            }
          });

  private final AtomicBoolean unreadable = new AtomicBoolean();

  /**
   * @param judgement made with the same settings
   */
  EarlierResults(ScanSettings settings, FactsStore store, Judgement judgement) throws IOException {
    Digest program = settings.reusable();
    this.results = program == null ? ResultStore.NONE : store.results();
    this.mac = mac(store.matchKey());
    this.settings = description(settings, program).getBytes(StandardCharsets.UTF_8);
    this.limits = settings.limits();
    this.asOf = settings.judgement().asOf().toString();
    this.imagesOfTheDay = judgement.isOfTheDay();
    this.pairsOfTheDay = imagesOfTheDay || judgement.arePairsOfTheDay();
  }

  /**
   * Whether results of these settings mean the same in another run: a server's rules and data are
   * not known here, and some built-ins answer differently each time.
   */
  static boolean mayBeReused(JudgementSettings judgement) {
    PolicyChoice policies = judgement.policies();
    return policies.server() == null && !policies.irreproducible();
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + MAC, e);
    }
  }

  private static String description(ScanSettings settings, @Nullable Digest program) {
    JudgementSettings judgement = settings.judgement();
    StringBuilder text = new StringBuilder();
    line(text, "program", program);
    line(text, "images", RecordJson.format(JudgedImage.class));
    line(text, "pairs", RecordJson.format(JudgedPair.class));
    line(text, "facts", KeptFacts.description());
    line(text, "parentLinks", ParentLinks.FOLLOW.label());
    line(text, "limits", settings.limits());
    for (PolicyChoice.Identity pack : judgement.policies().identities()) {
      line(text, "pack " + pack.name(), pack.digest());
    }
    line(text, "data", judgement.policies().dataDigest());
    line(text, "params", judgement.paramsDigest());
    // Rules may read its name.
    line(text, "profile", judgement.profile().name());
    return text.toString();
  }

  private static void line(StringBuilder text, String name, @Nullable Object value) {
    text.append(name).append(' ').append(value).append('\n');
  }

  /** Takes parts in with their lengths, so that no two lists of parts are alike. */
  private Digest key(String kind, List<byte[]> parts) {
    synchronized (mac) {
      for (byte[] part : parts) {
        mac.update((part.length + "\n").getBytes(StandardCharsets.US_ASCII));
        mac.update(part);
      }
      mac.update(settings);
      byte[] made = mac.doFinal(kind.getBytes(StandardCharsets.US_ASCII));
      return new Digest("sha256", HexFormat.of().formatHex(made));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] json(Record record) {
    return CanonicalJson.bytes(RecordJson.write(record, KeptJudgement.AS_IT_IS));
  }

  private static byte[] json(ResolvedImage image) {
    ImageHandle handle = image.handle();
    return json(new KeptFacts.OfImage(handle.key(), handle.image(), image.layers()));
  }

  private static byte[] json(RunSpec run) {
    return json(new KeptFacts.OfContainer("", run));
  }

  /**
   * The key of an image's judgement.
   *
   * @param runs in the order of their judgement
   */
  Digest imageKey(ResolvedImage image, List<RunSpec> runs) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(utf8(imagesOfTheDay ? asOf : ""));
    parts.add(utf8(image.handle().key()));
    add(image.handle().image(), parts);
    parts.add(utf8(Integer.toString(image.layers().size())));
    for (ResolvedLayer layer : image.layers()) {
      parts.add(layers.computeIfAbsent(layer.identified(), EarlierResults::json));
    }
    runs.forEach(run -> parts.add(json(run)));
    return key(IMAGES, parts);
  }

  /** All of an image; its config is what the program makes of the document, which goes for it. */
  private static void add(Image image, List<byte[]> parts) {
    parts.add(utf8(image.source()));
    parts.add(utf8(Integer.toString(image.position())));
    parts.add(utf8(Integer.toString(image.refs().size())));
    image.refs().forEach(ref -> parts.add(utf8(ref)));
    parts.add(utf8(image.format().name()));
    parts.add(utf8(image.platform().toString()));
    parts.add(utf8(String.valueOf(image.configDigest())));
    parts.add(utf8(String.valueOf(image.manifestDigest())));
    parts.add(image.config().raw().toArray());
    parts.add(image.manifestJson().toArray());
    parts.add(utf8(Integer.toString(image.layers().size())));
    for (LayerDescriptor layer : image.layers()) {
      parts.add(utf8(layer.label()));
      parts.add(utf8(String.valueOf(layer.claimedDigest())));
      parts.add(utf8(Long.toString(layer.claimedBytes())));
      parts.add(utf8(String.valueOf(layer.claimedDiffId())));
      parts.add(layer.createdBy() == null ? new byte[0] : utf8("by " + layer.createdBy()));
      parts.add(utf8(layer.mediaType()));
    }
    parts.add(utf8(Integer.toString(image.findings().size())));
    image.findings().forEach(finding -> parts.add(json(finding)));
  }

  Optional<JudgedImage> image(Digest key) throws IOException {
    return find(IMAGES, key, JudgedImage.class);
  }

  void keep(Digest key, JudgedImage judged) throws IOException {
    keep(IMAGES, key, judged);
  }

  /** What rules that read the date said on this day about an image that has not changed since. */
  Optional<KeptJudgement.Dated> dated(Digest imageKey) throws IOException {
    return find(DATED, datedKey(imageKey), KeptJudgement.Dated.class);
  }

  void keep(Digest imageKey, KeptJudgement.Dated dated) throws IOException {
    keep(DATED, datedKey(imageKey), dated);
  }

  private Digest datedKey(Digest imageKey) {
    return key(DATED, List.of(utf8(asOf), utf8(imageKey.hex())));
  }

  /**
   * Brings the files of a stack that rules over the fleet ask for to where a run has them.
   *
   * @return whether they are there now
   */
  boolean bring(LayerStack stack, FleetPaths paths) throws IOException {
    String name = FleetShare.stackKey(stack);
    if (paths.has(name)) {
      return true;
    }
    Optional<Bytes> kept = content(PATHS, pathsKey(name));
    if (kept.isPresent()) {
      paths.put(name, kept.get());
    }
    return kept.isPresent();
  }

  /** Keeps those files, which the run has. */
  void keepPaths(LayerStack stack, FleetPaths paths) throws IOException {
    String name = FleetShare.stackKey(stack);
    if (results != ResultStore.NONE && paths.bytes(name) <= MOST_PATH_BYTES) {
      keep(PATHS, pathsKey(name), paths.content(name));
    }
  }

  private Digest pathsKey(String stack) {
    return key(PATHS, List.of(utf8(imagesOfTheDay ? asOf : ""), utf8(stack)));
  }

  /** The key of a pair's comparison and judgement. */
  Digest pairKey(PairImages.ImagePair pair, JudgementSettings judgement) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(utf8(pairsOfTheDay ? asOf : ""));
    parts.add(utf8(pair.pairedBy()));
    parts.add(utf8(judgement.exceptionsDigest().toString()));
    parts.add(utf8(judgement.profile().toString()));
    for (PairImages.PairedImage side : List.of(pair.from(), pair.to())) {
      parts.add(json(side.image()));
      ImageProfile profile = side.profile();
      if (profile != null) {
        profile.containers().forEach(container -> parts.add(json(container.run())));
      }
      parts.add(utf8(profile == null ? "" : profile.findingsText()));
    }
    return key(PAIRS, parts);
  }

  Optional<JudgedPair> pair(Digest key) throws IOException {
    return find(PAIRS, key, JudgedPair.class);
  }

  void keep(Digest key, JudgedPair judged) throws IOException {
    keep(PAIRS, key, judged);
  }

  private <T extends Record> Optional<T> find(String kind, Digest key, Class<T> type)
      throws IOException {
    Optional<Bytes> content = content(kind, key);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          RecordJson.read(Json.parseObject(content.get(), kind, Limits.OWN_LINES), type, kind));
    } catch (InputException e) {
      // The key names the form, so only a mistake of ours leads here; judging anew is always right.
      LOG.log(System.Logger.Level.WARNING, "a kept result does not come back", e);
      return Optional.empty();
    }
  }

  /** A store that fails here costs this run its time; judging anew is always right. */
  private Optional<Bytes> content(String kind, Digest key) throws IOException {
    try {
      return results.result(kind, key);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e; // The run is told to stop.
      }
      // Once, since a store that is down is so for thousands of images.
      LOG.log(
          unreadable.getAndSet(true) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
          "what earlier runs have judged cannot be read and is judged anew: {0}",
          e.toString());
      return Optional.empty();
    }
  }

  private void keep(String kind, Digest key, Record value) throws IOException {
    if (results == ResultStore.NONE) {
      return;
    }
    byte[] content = json(value);
    if (content.length <= limits.maxJsonBytes()) {
      keep(kind, key, Bytes.wrap(content));
    }
  }

  /** A full disk costs a later run its time, and this one nothing that it has judged. */
  private void keep(String kind, Digest key, Bytes content) {
    try {
      results.keepResult(kind, key, content);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING, "a result is not kept for later runs: {0}", e.toString());
    }
  }
}
