package dev.varve.image;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One image of a source: its documents, parsed and verbatim, and its layers lowest first.
 *
 * @param source the path or reference the user named
 * @param position among the images of its source, from 0
 * @param refs names as stored, in stored order; may be empty
 * @param configDigest SHA-256 of the config's bytes, or null in the legacy form
 * @param manifestDigest as the descriptor claims it, or null if the form has no manifest
 * @param manifestJson the manifest (or the item of manifest.json) verbatim
 * @param findings known before any layer is read: digests and sizes that do not match, {@code
 *     no-diff-ids}
 */
public record Image(
    String source,
    int position,
    List<String> refs,
    ImageFormat format,
    Platform platform,
    @Nullable Digest configDigest,
    @Nullable Digest manifestDigest,
    ImageConfig config,
    Bytes manifestJson,
    List<LayerDescriptor> layers,
    List<StructureFinding> findings)
    implements java.io.Serializable {
  /** What {@code docker images} prints of an image id. */
  private static final int SHORT_ID_CHARS = 12;

  public Image {
    refs = List.copyOf(refs);
    layers = List.copyOf(layers);
    findings = List.copyOf(findings);
  }

  /** The same image under another source name, such as the one a fleet file uses. */
  public Image withSource(String name) {
    return new Image(
        name,
        position,
        refs,
        format,
        platform,
        configDigest,
        manifestDigest,
        config,
        manifestJson,
        layers,
        findings);
  }

  /**
   * Whether a reference means this image: by one of its names, completed, or by a digest, which
   * engines write as image id with and without its algorithm, and also cut short.
   */
  public boolean answersTo(String reference) {
    String digest = reference.substring(reference.indexOf('@') + 1);
    if (is(digest, manifestDigest) || is(digest, configDigest)) {
      return true;
    }
    String completed = ImageReference.completed(reference);
    return refs.stream().anyMatch(ref -> ImageReference.completed(ref).equals(completed));
  }

  private static boolean is(String text, @Nullable Digest digest) {
    if (digest == null) {
      return false;
    }
    return digest.toString().equals(text) || (isImageId(text) && digest.hex().startsWith(text));
  }

  /**
   * Whether a text may be an image id as engines write it without its algorithm, or part of one.
   */
  public static boolean isImageId(String text) {
    return text.length() >= SHORT_ID_CHARS
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /** What reports call this image: its first name, else its source and position. */
  public String name() {
    return refs.isEmpty() ? source + "#" + position : refs.get(0);
  }

  /**
   * Refuses an image whose config lists another number of diffIDs than it has layers ({@code
   * layer-count-mismatch}): nobody can say which layer is which. To be called before layers are
   * read; listing what a source holds does not, so that one bad image does not hide others.
   */
  public void requireLayerCount() throws InputException {
    List<Digest> diffIds = config.diffIds();
    if (diffIds != null && diffIds.size() != layers.size()) {
      throw new InputException(
          ReasonCode.LAYER_COUNT_MISMATCH,
          name(),
          layers.size() + " layers, " + diffIds.size() + " diff_ids");
    }
  }
}
