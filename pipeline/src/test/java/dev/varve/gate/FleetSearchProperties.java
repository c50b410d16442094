package dev.varve.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.gate.FileCondition.AnyOf;
import dev.varve.gate.FileCondition.OfDigest;
import dev.varve.gate.FileCondition.OfKind;
import dev.varve.gate.FileCondition.OfMode;
import dev.varve.gate.FileCondition.OfName;
import dev.varve.gate.FileCondition.OfOwner;
import dev.varve.gate.FileCondition.OfPath;
import dev.varve.gate.FileCondition.OfSize;
import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.image.ImageFormat;
import dev.varve.image.LayerDescriptor;
import dev.varve.image.Platform;
import dev.varve.layer.BlobFacts;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.PathGlob;
import dev.varve.layer.PathOrder;
import dev.varve.report.CanonicalLines;
import dev.varve.report.Found;
import dev.varve.report.RunImages.RunImage;
import dev.varve.report.RunImages.RunLayer;
import dev.varve.stack.LayerStack;
import dev.varve.testing.MemoryListing;
import dev.varve.testing.MemoryStore;
import dev.varve.testing.RandomLayers;
import dev.varve.tree.ParentLinks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Searching the listings of a fleet finds what a loop over the canonical lines of {@code tree} and
 * {@code layers} of each image finds. A failure names its seed.
 */
class FleetSearchProperties {
  private static final int FLEETS = 400;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path scratch;

  @Test
  void findsWhatALoopOverAllTreesFinds() throws IOException {
    int found = 0;
    for (long seed = 0; seed < FLEETS; seed++) {
      Fleet fleet = new Fleet(seed);
      for (int i = 0; i < 4; i++) {
        Question question = Question.random(fleet);
        List<String> naive = fleet.loop(question, scratch);
        assertThat(fleet.search(question, scratch))
            .as("seed %d %s", seed, question)
            .isEqualTo(naive);
        found += naive.isEmpty() ? 0 : 1;
      }
    }
    assertThat(found).isGreaterThan(FLEETS);
  }

  /** A question in the form of the search, and as a test of one canonical record. */
  private record Question(FileQuery query, Predicate<JsonNode> test) {
    static Question random(Fleet fleet) {
      Random random = fleet.random;
      List<FileCondition> conditions = new ArrayList<>();
      Predicate<JsonNode> test = record -> true;
      for (int count = 1 + random.nextInt(2); count > 0; count--) {
        FileCondition condition = condition(random);
        Predicate<JsonNode> alike = record -> holds(condition, record);
        conditions.add(condition);
        test = test.and(alike);
      }
      FileQuery.State[] states = FileQuery.State.values();
      FileQuery.State state = states[random.nextInt(states.length)];
      List<String> layers =
          random.nextInt(4) == 0
              ? List.of(fleet.pool.get(random.nextInt(fleet.pool.size())).diffId().hex())
              : List.of();
      return new Question(new FileQuery(conditions, state, layers), test);
    }

    private static FileCondition condition(Random random) {
      return switch (random.nextInt(8)) {
        case 0 -> new OfName(PathGlob.of(List.of("a", "a*", "[bc]", "?").get(random.nextInt(4))));
        case 1 ->
            OfPath.of(
                List.of("a/*", "lib/**", "**/b", "{a,b}/c", "**", "a-b/?", "/c", "**/lib/a*")
                    .get(random.nextInt(8)));
        case 2 -> new OfDigest(Digest.sha256Of(new byte[] {1}).hex().substring(0, 7));
        case 3 -> new OfMode(055);
        case 4 -> OfOwner.of(false, "1");
        case 5 -> new OfKind(EnumSet.of(EntryKind.SYMLINK, EntryKind.HARDLINK, EntryKind.DIR));
        case 6 -> new OfSize(1, 1);
        default ->
            new AnyOf(
                List.of(OfPath.of("*/b"), new OfDigest(Digest.sha256Of(new byte[] {0}).hex())));
      };
    }

    /** The same by the fields of a record, without the classes that are tested. */
    private static boolean holds(FileCondition condition, JsonNode record) {
      String path = record.get("path").asText();
      String base = path.substring(path.lastIndexOf('/') + 1);
      JsonNode entry = record.has("entry") ? record.get("entry") : record;
      if (condition instanceof OfName name) {
        return name.glob().matches(base);
      }
      if (condition instanceof OfPath ofPath) {
        return ofPath.glob().matches(path);
      }
      if (condition instanceof OfDigest digest) {
        return entry.path("sha256").asText().startsWith(digest.hexPrefix());
      }
      if (condition instanceof OfMode mode) {
        return entry.has("mode")
            && (Integer.parseInt(entry.get("mode").asText(), 8) & mode.bits()) != 0;
      }
      if (condition instanceof OfOwner owner) {
        return entry.has("uid") && entry.get("uid").asLong() == owner.id();
      }
      if (condition instanceof OfKind kind) {
        return kind.kinds().stream()
            .anyMatch(one -> one.label().equals(record.get("kind").asText()));
      }
      if (condition instanceof OfSize size) {
        return record.get("kind").asText().equals("file")
            && entry.get("size").asLong() >= size.least()
            && entry.get("size").asLong() <= size.most();
      }
      if (condition instanceof AnyOf any) {
        return any.conditions().stream().anyMatch(one -> holds(one, record));
      }
      throw new AssertionError(condition);
    }
  }

  /** Some images over few layers, so that layers and whole stacks are shared. */
  private static final class Fleet {
    final Random random;
    final List<MemoryListing> pool = new ArrayList<>();
    private final List<LayerStack> stacks = new ArrayList<>();
    private final MemoryStore store = new MemoryStore();

    Fleet(long seed) {
      random = new Random(seed);
      for (List<Entry> layer : new RandomLayers(seed).stack()) {
        pool.add(MemoryListing.of(layer));
      }
      for (List<Entry> layer : new RandomLayers(seed + FLEETS).stack()) {
        pool.add(MemoryListing.of(layer));
      }
      pool.forEach(store::put);
      for (int images = 1 + random.nextInt(5); images > 0; images--) {
        stacks.add(stack(stacks.size()));
      }
    }

    private LayerStack stack(int number) {
      List<LayerStack.Layer> layers = new ArrayList<>();
      for (int count = 1 + random.nextInt(4); count > 0; count--) {
        MemoryListing listing = pool.get(random.nextInt(pool.size()));
        layers.add(
            new LayerStack.Layer(
                new LayerDescriptor("layer", null, -1, null, null, ""),
                new BlobFacts(listing.diffId(), 0, "none", listing.diffId(), List.of()),
                listing,
                false));
      }
      Image image =
          new Image(
              "fleet",
              number,
              List.of(),
              ImageFormat.OCI,
              Platform.UNKNOWN,
              null,
              null,
              ImageConfig.EMPTY,
              Bytes.EMPTY,
              layers.stream().map(LayerStack.Layer::descriptor).toList(),
              List.of());
      return new LayerStack(image, layers, List.of());
    }

    List<String> search(Question question, Path scratch) throws IOException {
      List<RunImage> images = new ArrayList<>();
      for (LayerStack stack : stacks) {
        images.add(
            new RunImage(
                stack.image().name(),
                "fleet",
                List.of(),
                List.of(),
                stack.listings().stream()
                    .map(listing -> new RunLayer(listing.diffId(), listing.diffId(), null))
                    .toList()));
      }
      List<String> found = new ArrayList<>();
      List<Bytes> order = new ArrayList<>();
      Found.Totals totals =
          new FleetSearch(store, scratch, question.query())
              .search(
                  images,
                  one -> {
                    order.add(one.path());
                    one.places().forEach(place -> found.add(text(one, place)));
                  });
      assertThat(order).isSortedAccordingTo(PathOrder.TREE);
      assertThat(totals.lost()).isEmpty();
      assertThat(totals.names()).isEqualTo(order.size());
      found.sort(null);
      return found;
    }

    private static String text(Found found, Found.Place place) {
      Entry entry = found.entry();
      Found.Hidden hidden = place.hidden();
      return String.join(
          " ",
          place.image().name(),
          found.path().base64(),
          entry.kind().label(),
          entry.sha256() == null ? "" : entry.sha256().hex() + entry.size(),
          found.layer().hex(),
          found.contentLayer().hex(),
          Integer.toString(place.layer()),
          hidden == null
              ? "live"
              : entry.ordinal() + hidden.cause().label() + hidden.by() + "-" + hidden.bytes());
    }

    List<String> loop(Question question, Path scratch) throws IOException {
      List<String> found = new ArrayList<>();
      for (LayerStack stack : stacks) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        if (question.query().state() != FileQuery.State.HIDDEN) {
          CanonicalLines.tree(stack, ParentLinks.FOLLOW, lines);
        }
        if (question.query().state() != FileQuery.State.LIVE) {
          CanonicalLines.layers(stack, ParentLinks.FOLLOW, scratch, lines);
        }
        for (String line : lines.toString(StandardCharsets.UTF_8).lines().toList()) {
          JsonNode record = JSON.readTree(line);
          String kind = record.get("record").asText();
          boolean isLive =
              kind.equals("entry")
                  && !record.has("implicit")
                  && !record.get("path").asText().isEmpty();
          if ((isLive || kind.equals("hidden")) && question.test().test(record)) {
            String text = text(stack, record);
            List<String> asked = question.query().layers();
            if (asked.isEmpty() || text.contains(" " + asked.get(0) + " ")) {
              found.add(text);
            }
          }
        }
      }
      found.sort(null);
      return found;
    }

    private static String text(LayerStack stack, JsonNode record) {
      boolean hidden = record.get("record").asText().equals("hidden");
      JsonNode entry = hidden ? record.path("entry") : record;
      int layer = record.get("layer").asInt();
      int content = record.has("contentLayer") ? record.get("contentLayer").asInt() : layer;
      byte[] path =
          record.has("pathB64")
              ? Base64.getDecoder().decode(record.get("pathB64").asText())
              : record.get("path").asText().getBytes(StandardCharsets.UTF_8);
      return String.join(
          " ",
          stack.image().name(),
          Base64.getEncoder().encodeToString(path),
          record.get("kind").asText(),
          entry.has("sha256") ? entry.get("sha256").asText() + entry.get("size").asText() : "",
          stack.listings().get(layer).diffId().hex(),
          stack.listings().get(content).diffId().hex(),
          Integer.toString(layer),
          hidden
              ? record.get("ordinal").asText()
                  + record.get("cause").asText()
                  + record.get("by").asText()
                  + "-"
                  + record.get("bytes").asText()
              : "live");
    }
  }
}
