package dev.varve.fleet;

import dev.varve.plan.ImageRequest;
import dev.varve.report.KeptImages;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a fleet file wants of one source, so that it is opened once and no image counts twice.
 *
 * @param requests of the same path, in the order of the fleet file
 * @param known keys of images of the source that an earlier run has read
 */
record SourceRequest(List<ImageRequest> requests, List<String> known) implements Serializable {
  SourceRequest {
    requests = new ArrayList<>(requests);
    known = new ArrayList<>(known);
  }

  /**
   * Brings the requests of each path together.
   *
   * @param kept what an earlier run has read, which is not opened again; null for everything
   */
  static List<SourceRequest> bySource(List<ImageRequest> requests, @Nullable KeptImages kept) {
    Map<String, List<ImageRequest>> byPath = new LinkedHashMap<>();
    for (ImageRequest request : requests) {
      if (kept != null && kept.hasAllOf(request.name())) {
        continue;
      }
      byPath.computeIfAbsent(request.path(), path -> new ArrayList<>()).add(request);
    }
    return byPath.values().stream()
        .map(
            ofPath ->
                new SourceRequest(ofPath, kept == null ? List.of() : kept.of(ofPath.get(0).name())))
        .toList();
  }

  String path() {
    return requests.get(0).path();
  }
}
