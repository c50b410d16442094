package dev.varve.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.blob.InflaterChoice;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.image.Image;
import dev.varve.image.ImageSelection;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.image.source.ImageSources;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.layer.LayerExpander;
import dev.varve.layer.LayerListing;
import dev.varve.testing.OptionalParts;
import dev.varve.tree.MergePlan;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.ParentLinks;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a glimpse was shown and may keep, it answers as the whole tree would. */
class TreeGlimpseTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"debian.tar", "quirks.tar", "shop.tar", "users.tar", "team"})
  void answersAreThoseOfTheWholeTree(String source) throws Exception {
    for (MergePlan plan : plans(source)) {
      Map<Bytes, TreeEntry> whole = wholeTree(plan);
      Map<Bytes, String> expected = new LinkedHashMap<>();
      for (Bytes path : questions(whole)) {
        expected.put(path, text(whole.get(path)));
      }

      for (int maxKept : new int[] {0, 1, 5, 1000}) {
        TreeGlimpse shown = new TreeGlimpse(plan, maxKept, 1000);
        whole.values().forEach(shown::offer);

        assertThat(answers(shown, expected)).as(maxKept + " kept").isEqualTo(expected);
      }
      assertThat(answers(new TreeGlimpse(plan), expected)).as("nothing shown").isEqualTo(expected);
    }
  }

  /** Every path of the tree, and for each two that are not there. */
  private static List<Bytes> questions(Map<Bytes, TreeEntry> whole) {
    List<Bytes> questions = new ArrayList<>();
    for (Bytes path : whole.keySet()) {
      if (!path.isEmpty()) {
        questions.add(path);
        questions.add(path.plus(Bytes.utf8("/below")));
        questions.add(path.plus(Bytes.utf8("-beside")));
      }
    }
    return questions;
  }

  private static Map<Bytes, String> answers(TreeGlimpse glimpse, Map<Bytes, String> questions)
      throws IOException {
    return glimpse.answer(
        tree -> {
          Map<Bytes, String> answers = new LinkedHashMap<>();
          questions.keySet().forEach(path -> answers.put(path, text(tree.find(path))));
          return answers;
        });
  }

  private static String text(@Nullable TreeEntry entry) {
    return entry == null
        ? "absent"
        : entry.path().text()
            + " layer "
            + entry.layer()
            + " links "
            + entry.links()
            + " "
            + entry.inode().kind()
            + " "
            + Integer.toOctalString(entry.inode().modeBits())
            + " "
            + entry.inode().size()
            + " of layer "
            + entry.inode().layer();
  }

  private static Map<Bytes, TreeEntry> wholeTree(MergePlan plan) throws IOException {
    Map<Bytes, TreeEntry> tree = new LinkedHashMap<>();
    try (OverlayMerge merge = plan.open()) {
      while (merge.advance()) {
        merge.takeHidden();
        TreeEntry entry = merge.entry();
        if (entry != null) {
          tree.put(entry.path(), entry);
        }
      }
    }
    return tree;
  }

  private List<MergePlan> plans(String source) throws InputException, IOException {
    Path built = OptionalParts.projectRoot().resolve("fixtures").resolve("built");
    DirectoryFactsStore store = DirectoryFactsStore.open(folder.resolve("store"));
    LayerResolver resolver =
        new LayerResolver(store, new LayerExpander(Limits.DEFAULT, InflaterChoice.JDK));
    List<MergePlan> plans = new ArrayList<>();
    try (ImageSources.Opened opened =
        new ImageSources(Limits.DEFAULT, folder, RegistryAccess.of(Map.of()))
            .open(built.resolve(source).toString())) {
      for (Image image : new ImageSelection(null, null).all(opened.source())) {
        List<ResolvedLayer> layers = new ArrayList<>();
        for (int layer = 0; layer < image.layers().size(); layer++) {
          layers.add(resolver.resolve(opened.source(), image, layer));
        }
        List<LayerListing> listings = LayerStack.join(image, layers, store).listings();
        plans.add(MergePlan.of(listings, ParentLinks.FOLLOW));
      }
    }
    assertThat(plans).isNotEmpty();
    return plans;
  }
}
