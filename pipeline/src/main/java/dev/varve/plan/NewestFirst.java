package dev.varve.plan;

import dev.varve.image.ImageReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The order in which images are taken if not all are: of every repository the newest version, then
 * of every repository the next, and so on; tags that are no versions come after those that are.
 */
public final class NewestFirst {
  private static final Comparator<String> NEWEST =
      (a, b) -> {
        TagVersion left = TagVersion.parse(a);
        TagVersion right = TagVersion.parse(b);
        if (left == null || right == null) {
          boolean oneIs = left != null || right != null;
          return oneIs ? (left != null ? -1 : 1) : a.compareTo(b);
        }
        return right.compareTo(left);
      };

  private NewestFirst() {}

  /** The first of a collection; all of it if {@code most} is null. Equal names keep their order. */
  public static <T> List<T> first(
      Collection<T> items, @Nullable Integer most, Function<T, String> name) {
    Map<String, List<T>> byRepository = new TreeMap<>();
    for (T item : items) {
      byRepository
          .computeIfAbsent(repository(name.apply(item)), first -> new ArrayList<>())
          .add(item);
    }
    Comparator<T> order = Comparator.comparing(item -> tag(name.apply(item)), NEWEST);
    byRepository.values().forEach(images -> images.sort(order));
    List<T> taken = new ArrayList<>();
    boolean more = true;
    for (int round = 0; more; round++) {
      more = false;
      for (List<T> images : byRepository.values()) {
        if (round < images.size()) {
          if (most != null && taken.size() == most) {
            return taken;
          }
          taken.add(images.get(round));
          more = true;
        }
      }
    }
    return taken;
  }

  private static String repository(String name) {
    return ImageReference.withoutTag(name);
  }

  private static String tag(String name) {
    String repository = repository(name);
    return name.length() > repository.length() ? name.substring(repository.length() + 1) : "";
  }
}
