package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.InputException;
import dev.varve.layer.DamageListener;
import dev.varve.layer.FactsStore;
import dev.varve.layer.FactsStoreContract;
import dev.varve.layer.ObjectFactsStore;
import dev.varve.layer.ObjectStorage;
import dev.varve.layer.StoreAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facts store over one of Beam's file systems, of which each opening is another machine. */
abstract class BeamObjectsContract extends FactsStoreContract {
  private static final Duration SETTLING = Duration.ofMillis(1500);

  @TempDir Path folder;
  private final AtomicInteger machines = new AtomicInteger();

  @BeforeAll
  static void lookForFileSystems() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
  }

  /** An address of this test's own. */
  abstract String address();

  private ObjectStorage objects() throws IOException {
    try {
      return new BeamObjects(new StoreAddress(address()));
    } catch (InputException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected FactsStore open(int sortBytes) throws IOException {
    DamageListener listener = (where, why) -> damage.add(why);
    Path machine = folder.resolve("machine-" + machines.incrementAndGet());
    return new ObjectFactsStore(
        objects(), machine, ObjectFactsStore.DEFAULT_CACHE_BYTES, sortBytes, SETTLING, listener);
  }

  @Test
  void objectsComeBackAndAreListedOneLevelDeep() throws IOException {
    ObjectStorage objects = objects();
    Path file = Files.writeString(folder.resolve("new"), "content");
    objects.put(file, "a/b/one.avro");
    objects.put(file, "a/b/two.avro");
    objects.put(file, "a/c");
    Files.writeString(file, "later content");
    objects.put(file, "a/b/two.avro");

    assertThat(objects.list("a/b").stream().map(ObjectStorage.Stored::name))
        .containsExactlyInAnyOrder("a/b/one.avro", "a/b/two.avro");
    assertThat(objects.list("b")).isEmpty();
    for (String name : List.of("one", "two", "three")) {
      Path copy = folder.resolve(name);
      boolean there = objects.get("a/b/" + name + ".avro", copy);
      assertThat(there).isEqualTo(!name.equals("three"));
      assertThat(Files.exists(copy)).isEqualTo(there);
    }
    assertThat(folder.resolve("one")).hasContent("content");
    assertThat(folder.resolve("two")).hasContent("later content");
  }
}
