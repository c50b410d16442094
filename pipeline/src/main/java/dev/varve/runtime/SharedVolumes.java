package dev.varve.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells each mount of a volume which other containers use the same volume. */
public final class SharedVolumes {
  /** More users of one volume are not told apart; writers come first. */
  private static final int MAX_USERS = 100;

  private SharedVolumes() {}

  /** The same specs, their volumes knowing each other; what they knew before is replaced. */
  public static List<RunSpec> linked(List<RunSpec> runs) {
    Map<String, Map<String, Boolean>> users = new TreeMap<>();
    for (RunSpec run : runs) {
      for (Mount mount : run.mounts()) {
        String identity = mount.volume().identity();
        // A hook runs inside its container, which is there itself.
        if (!identity.isEmpty() && !run.unit().role().equals("hook")) {
          users
              .computeIfAbsent(identity, key -> new TreeMap<>())
              .merge(run.unit().key(), !mount.options().readOnly(), Boolean::logicalOr);
        }
      }
    }
    Map<String, List<Mount.Sharer>> known = new TreeMap<>();
    users.forEach((identity, units) -> known.put(identity, sharers(units)));
    return runs.stream().map(run -> linked(run, known)).toList();
  }

  private static List<Mount.Sharer> sharers(Map<String, Boolean> units) {
    return units.entrySet().stream()
        .map(unit -> new Mount.Sharer(unit.getKey(), unit.getValue()))
        .sorted(Comparator.comparing(sharer -> !sharer.writes()))
        .limit(MAX_USERS + 1L)
        .sorted(Comparator.comparing(Mount.Sharer::unit))
        .toList();
  }

  private static RunSpec linked(RunSpec run, Map<String, List<Mount.Sharer>> users) {
    Unit unit = run.unit();
    boolean hook = unit.role().equals("hook");
    String own = hook ? Unit.single(unit.kind(), unit.namespace(), unit.name()).key() : unit.key();
    List<Mount> mounts = new ArrayList<>();
    for (Mount mount : run.mounts()) {
      Mount.Volume volume = mount.volume();
      List<Mount.Sharer> others =
          users.getOrDefault(volume.identity(), List.of()).stream()
              .filter(sharer -> !sharer.unit().equals(own))
              .limit(MAX_USERS)
              .toList();
      mounts.add(
          mount.on(new Mount.Volume(volume.name(), volume.type(), volume.identity(), others)));
    }
    return run.withMounts(mounts);
  }
}
