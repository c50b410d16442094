package dev.varve.runtime;

import dev.varve.blob.Digest;
import dev.varve.image.Image;
import dev.varve.image.ImageReference;

/** Whether a run spec means an image: by name, completed on both sides, or by digest. */
public final class ImageMatch {
  private ImageMatch() {}

  /** False also if the run spec names no image. */
  public static boolean matches(RunSpec run, Image image) {
    String ref = run.imageRef();
    if (ref == null || ref.isEmpty()) {
      return false;
    }
    String digest = ref.substring(ref.indexOf('@') + 1);
    if (is(digest, image.manifestDigest()) || is(digest, image.configDigest())) {
      return true;
    }
    String completed = ImageReference.completed(ref);
    return image.refs().stream().anyMatch(name -> ImageReference.completed(name).equals(completed));
  }

  /** Engines write the digest of a config as image id, with and without its algorithm. */
  private static boolean is(String text, @org.jspecify.annotations.Nullable Digest digest) {
    return digest != null && (digest.toString().equals(text) || digest.hex().equals(text));
  }
}
