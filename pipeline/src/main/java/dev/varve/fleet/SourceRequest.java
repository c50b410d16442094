package dev.varve.fleet;

import dev.varve.plan.ImageRequest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a fleet file wants of one source, so that it is opened once and no image counts twice.
 *
 * @param requests of the same path, in the order of the fleet file
 */
record SourceRequest(List<ImageRequest> requests) implements Serializable {
  SourceRequest {
    requests = new ArrayList<>(requests);
  }

  /** Brings the requests of each path together. */
  static List<SourceRequest> bySource(List<ImageRequest> requests) {
    Map<String, List<ImageRequest>> byPath = new LinkedHashMap<>();
    for (ImageRequest request : requests) {
      byPath.computeIfAbsent(request.path(), path -> new ArrayList<>()).add(request);
    }
    return byPath.values().stream().map(SourceRequest::new).toList();
  }

  String path() {
    return requests.get(0).path();
  }
}
