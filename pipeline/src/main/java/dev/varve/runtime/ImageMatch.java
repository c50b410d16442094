package dev.varve.runtime;

import dev.varve.image.Image;

/** Whether a run spec means an image: by name, completed on both sides, or by digest. */
public final class ImageMatch {
  private ImageMatch() {}

  /** False also if the run spec names no image. */
  public static boolean matches(RunSpec run, Image image) {
    String ref = run.imageRef();
    return ref != null && !ref.isEmpty() && image.answersTo(ref);
  }
}
