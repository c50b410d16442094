package dev.varve.rego;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Walks through documents and graphs. OPA: topdown/walk.go, reachable.go. */
final class GraphBuiltins {
  private static final String VERTICES = "{array, set}";

  private GraphBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("walk", a -> walk(a[0]));
    all.put("graph.reachable", GraphBuiltins::reachable);
    all.put("graph.reachable_paths", GraphBuiltins::reachablePaths);
  }

  /** Every value within a value, itself first, each as its path and itself. */
  private static RegoArray walk(Object value) {
    RegoArray found = new RegoArray();
    walk(value, new RegoArray(0), found);
    return found;
  }

  private static void walk(Object value, RegoArray path, RegoArray found) {
    Bounds.step(found.size());
    found.add(RegoArray.of(path, value));
    if (value instanceof RegoArray array) {
      for (int i = 0; i < array.size(); i++) {
        walk(array.get(i), step(path, (long) i), found);
      }
    } else if (value instanceof RegoObject object) {
      Object[] values = object.valueArray();
      Object[] keys = object.keyArray();
      for (int i = 0; i < keys.length; i++) {
        walk(values[i], step(path, keys[i]), found);
      }
    } else if (value instanceof RegoSet set) {
      for (Object element : set.toArray()) {
        walk(element, step(path, element), found);
      }
    }
  }

  private static RegoArray step(RegoArray path, Object key) {
    return path.slice(0, path.size()).add(key);
  }

  private static Object[] vertices(Object edges) {
    return edges instanceof RegoArray array
        ? array.toArray()
        : edges instanceof RegoSet set ? set.toArray() : new Object[0];
  }

  private static RegoSet reachable(Object[] arguments) {
    RegoObject graph = Operands.object(arguments, 0);
    Deque<Object> waiting = new ArrayDeque<>(List.of(Operands.items(arguments, 1, VERTICES)));
    RegoSet reached = new RegoSet();
    while (!waiting.isEmpty()) {
      Object vertex = waiting.remove();
      Object edges = graph.get(vertex);
      if (edges == null || reached.contains(vertex)) {
        continue;
      }
      reached.add(vertex);
      Bounds.step(reached.size());
      for (Object neighbour : vertices(edges)) {
        if (!reached.contains(neighbour)) {
          waiting.add(neighbour);
        }
      }
    }
    return reached;
  }

  private static RegoSet reachablePaths(Object[] arguments) {
    RegoObject graph = Operands.object(arguments, 0);
    Object[] initial = Operands.items(arguments, 1, VERTICES);
    Paths paths = new Paths(graph);
    for (Object vertex : initial) {
      Object edges = graph.get(vertex);
      if (edges == null) {
        continue;
      }
      Object[] neighbours = vertices(edges);
      if (neighbours.length == 0) {
        paths.found.add(RegoArray.of(vertex));
      }
      for (Object neighbour : neighbours) {
        paths.follow(neighbour, List.of(vertex), new RegoSet().add(vertex));
      }
    }
    return paths.found;
  }

  /** Paths up to where they end, come back, or leave the graph. */
  private static final class Paths {
    private final RegoObject graph;
    private final RegoSet found = new RegoSet();
    private long steps;

    Paths(RegoObject graph) {
      this.graph = graph;
    }

    private void follow(Object vertex, List<Object> path, RegoSet reached) {
      Bounds.step(++steps);
      Object edges = graph.get(vertex);
      if (edges == null) {
        found.add(RegoArray.copyOf(path));
        return;
      }
      List<Object> longer = new ArrayList<>(path);
      longer.add(vertex);
      Object[] neighbours = vertices(edges);
      if (neighbours.length == 0) {
        found.add(RegoArray.copyOf(longer));
        return;
      }
      RegoSet more = reached.copy().add(vertex);
      for (Object neighbour : neighbours) {
        if (more.contains(neighbour)) {
          found.add(RegoArray.copyOf(longer));
        } else {
          follow(neighbour, longer, more);
        }
      }
    }
  }
}
