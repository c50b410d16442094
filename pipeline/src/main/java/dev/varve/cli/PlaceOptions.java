package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ImageReference;
import dev.varve.json.NearestKey;
import dev.varve.layer.PathGlob;
import dev.varve.report.RunImages;
import dev.varve.report.RunImages.RunImage;
import dev.varve.report.SizeText;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** In which images and layers of a run is searched. */
@OptionGroup(heading = "Where to look")
final class PlaceOptions {
  @Option(
      names = "--layer",
      paramLabel = "DIGEST",
      description = "Only from this layer, by the first 6 digits or more; repeatable.")
  private List<String> layers = List.of();

  @Option(
      names = "--image",
      paramLabel = "GLOB",
      description = "Only in images of this name, glob of names, or digest; repeatable.")
  private List<String> images = List.of();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** The first digits of the layers; empty for all. */
  List<String> layers() {
    return layers.stream().map(layer -> DigestPrefix.of(command, "--layer", layer)).toList();
  }

  /** The images to search, in the order of the run. */
  List<RunImage> chosen(RunImages run) throws InputException {
    if (images.isEmpty()) {
      return run.images();
    }
    Set<RunImage> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (String wanted : images) {
      PathGlob glob = PathGlob.of(wanted);
      PathGlob completed = PathGlob.of(ImageReference.completed(wanted));
      boolean any = false;
      for (RunImage image : run.images()) {
        if (isCalled(image, wanted, glob, completed)) {
          chosen.add(image);
          any = true;
        }
      }
      if (!any) {
        throw noSuchImage(run, wanted);
      }
    }
    return run.images().stream().filter(chosen::contains).toList();
  }

  private static boolean isCalled(
      RunImage image, String wanted, PathGlob glob, PathGlob completed) {
    return glob.matches(image.name())
        || image.refs().stream()
            .anyMatch(ref -> glob.matches(ref) || completed.matches(ImageReference.completed(ref)))
        || image.digests().stream().anyMatch(digest -> DigestPrefix.isOf(digest.hex(), wanted));
  }

  private InputException noSuchImage(RunImages run, String wanted) {
    Set<String> known = new TreeSet<>();
    run.images().forEach(image -> known.add(image.name()));
    String nearest = NearestKey.of(wanted, known);
    return new InputException(
        ReasonCode.NO_SUCH_IMAGE,
        "--image " + wanted,
        "the run has "
            + SizeText.count(known.size(), "image name")
            + " and none of this form"
            + (nearest == null ? "" : "; did you mean '" + nearest + "'?"));
  }

  /** A layer that no image has is a mistake, and no search without a result. */
  static void requireLayers(List<RunImage> images, List<String> digits) throws InputException {
    for (String wanted : digits) {
      boolean any =
          images.stream()
              .flatMap(image -> image.layers().stream())
              .anyMatch(
                  layer ->
                      layer.diffId().hex().startsWith(wanted)
                          || layer.digest().hex().startsWith(wanted));
      if (!any) {
        throw new InputException(
            ReasonCode.NO_SUCH_IMAGE, "--layer " + wanted, "no image has a layer of this digest");
      }
    }
  }
}
