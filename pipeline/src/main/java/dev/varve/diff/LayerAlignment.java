package dev.varve.diff;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.varve.blob.Digest;
import java.util.ArrayList;
import java.util.List;

/**
 * Two stacks of layers, or two histories, aligned by content: the longest common subsequence, in
 * order.
 *
 * @param a index in the first image, or -1
 * @param b index in the second image, or -1
 */
public record LayerAlignment(int a, int b) implements java.io.Serializable {
  /** Whether both images hold this layer. */
  public boolean isShared() {
    return a >= 0 && b >= 0;
  }

  /** Aligns layers by diffID. */
  public static List<LayerAlignment> ofLayers(List<Digest> a, List<Digest> b) {
    return align(a, b);
  }

  /** Aligns build steps by their text. */
  public static List<LayerAlignment> ofHistory(List<String> a, List<String> b) {
    return align(a, b);
  }

  private static <T> List<LayerAlignment> align(List<T> a, List<T> b) {
    List<LayerAlignment> out = new ArrayList<>();
    int i = 0;
    int j = 0;
    for (AbstractDelta<T> delta : DiffUtils.diff(a, b).getDeltas()) {
      while (i < delta.getSource().getPosition()) {
        out.add(new LayerAlignment(i++, j++));
      }
      for (int n = delta.getSource().size(); n > 0; n--) {
        out.add(new LayerAlignment(i++, -1));
      }
      for (int n = delta.getTarget().size(); n > 0; n--) {
        out.add(new LayerAlignment(-1, j++));
      }
    }
    while (i < a.size()) {
      out.add(new LayerAlignment(i++, j++));
    }
    return out;
  }
}
