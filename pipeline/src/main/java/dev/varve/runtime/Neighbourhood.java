package dev.varve.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All containers of a scan, so that each can be told whose namespaces it joins and who else writes
 * its volumes (policy-catalogue.md section 1.4, {@code shared_with} and {@code peers}).
 */
public final class Neighbourhood {
  private final Map<String, RunSpec> byKey = new HashMap<>();
  private final Map<String, List<RunSpec>> byName = new HashMap<>();

  private Neighbourhood(List<RunSpec> runs) {
    for (RunSpec run : runs) {
      byKey.putIfAbsent(run.unit().key(), run);
      for (String name : new TreeSet<>(List.of(run.unit().name(), run.unit().container()))) {
        byName.computeIfAbsent(name, n -> new ArrayList<>()).add(run);
      }
    }
  }

  /** The same containers in the same order, each knowing the others. */
  public static List<RunSpec> introduce(List<RunSpec> runs) {
    List<RunSpec> linked = SharedVolumes.linked(runs);
    Neighbourhood all = new Neighbourhood(linked);
    return linked.stream().map(run -> run.with(run.surroundings().beside(all.peers(run)))).toList();
  }

  private List<Peer> peers(RunSpec run) {
    SortedMap<String, List<String>> via = new TreeMap<>();
    SortedMap<String, RunSpec> found = new TreeMap<>();
    Namespaces ns = run.namespaces();
    join(run, "ns.pid", ns.pid(), via, found);
    join(run, "ns.net", ns.net(), via, found);
    join(run, "ns.ipc", ns.ipc(), via, found);
    for (String joined : run.surroundings().peers()) {
      if (joined.startsWith("volumes_from:")) {
        String name = joined.substring("volumes_from:".length()).replaceFirst(":r[ow]$", "");
        String word = name.startsWith("container:") ? name : "service:" + name;
        join(run, "volumes", word, via, found);
      }
    }
    if (ns.pid().equals("pod")) {
      Unit own = run.unit();
      for (RunSpec other : byName.getOrDefault(own.name(), List.of())) {
        Unit unit = other.unit();
        boolean samePod =
            unit.kind().equals(own.kind())
                && unit.namespace().equals(own.namespace())
                && unit.name().equals(own.name());
        if (samePod && !unit.equals(own)) {
          add(unit.key(), "ns.pid", other, via, found);
        }
      }
    }
    for (Mount mount : run.mounts()) {
      for (Mount.Sharer sharer : mount.volume().sharedWith()) {
        RunSpec other = byKey.get(sharer.unit());
        add(sharer.unit(), "volumes", other, via, found);
      }
    }
    List<Peer> peers = new ArrayList<>();
    via.forEach((key, ways) -> peers.add(peer(key, ways, found.get(key))));
    return peers;
  }

  private void join(
      RunSpec run,
      String field,
      String word,
      SortedMap<String, List<String>> via,
      SortedMap<String, RunSpec> found) {
    boolean service = word.startsWith("service:");
    if (!service && !word.startsWith("container:")) {
      return;
    }
    String name = word.substring(word.indexOf(':') + 1);
    Predicate<RunSpec> fits =
        other ->
            !other.unit().equals(run.unit())
                && (!service
                    || (other.unit().kind().equals(run.unit().kind())
                        && other.unit().namespace().equals(run.unit().namespace())));
    RunSpec other =
        byName.getOrDefault(name, List.of()).stream()
            .filter(fits)
            .min(Comparator.comparing(candidate -> candidate.unit().key()))
            .orElse(null);
    add(other == null ? name : other.unit().key(), field, other, via, found);
  }

  private static void add(
      String key,
      String field,
      @Nullable RunSpec other,
      SortedMap<String, List<String>> via,
      SortedMap<String, RunSpec> found) {
    via.computeIfAbsent(key, k -> new ArrayList<>()).add(field);
    if (other != null) {
      found.put(key, other);
    }
  }

  private static Peer peer(String key, List<String> via, @Nullable RunSpec run) {
    if (run == null) {
      return new Peer(key, via, false, false, List.of(), List.of(), List.of());
    }
    TreeSet<HostClass> classes = new TreeSet<>();
    for (Mount mount : run.mounts()) {
      for (Mount.ClassMatch match : mount.source().classes()) {
        if (match.hostClass() != HostClass.APP && match.hostClass() != HostClass.BENIGN) {
          classes.add(match.hostClass());
        }
      }
    }
    return new Peer(
        key,
        via,
        true,
        run.privileges().privileged(),
        run.namespaces().ofHost(),
        run.privileges().caps().add(),
        classes.stream().map(HostClass::label).toList());
  }
}
