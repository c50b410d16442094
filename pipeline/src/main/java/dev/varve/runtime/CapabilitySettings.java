package dev.varve.runtime;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run spec says about capabilities, in upper case without {@code CAP_}, sorted.
 *
 * @param add may hold {@code ALL}
 * @param drop may hold {@code ALL}
 * @param bounding the exact final set where the source lists it (OCI), else null
 * @param ambient the exact ambient set where the source lists it, else null
 * @param effective the exact effective set where the source lists it, else null
 * @param permitted the exact permitted set where the source lists it, else null
 * @param inheritable the exact inheritable set where the source lists it, else null
 * @param usual what the engine gives when nothing is said
 */
public record CapabilitySettings(
    List<String> add,
    List<String> drop,
    @Nullable List<String> bounding,
    @Nullable List<String> ambient,
    @Nullable List<String> effective,
    @Nullable List<String> permitted,
    @Nullable List<String> inheritable,
    List<String> usual)
    implements java.io.Serializable {
  public static final CapabilitySettings NONE =
      new CapabilitySettings(List.of(), List.of(), null, null);

  public CapabilitySettings {
    add = canonical(add);
    drop = canonical(drop);
    bounding = bounding == null ? null : canonical(bounding);
    ambient = ambient == null ? null : canonical(ambient);
    effective = effective == null ? null : canonical(effective);
    permitted = permitted == null ? null : canonical(permitted);
    inheritable = inheritable == null ? null : canonical(inheritable);
    usual = canonical(usual);
  }

  /** Settings for an engine that gives what Docker gives. */
  public CapabilitySettings(
      List<String> add,
      List<String> drop,
      @Nullable List<String> bounding,
      @Nullable List<String> ambient,
      @Nullable List<String> effective,
      @Nullable List<String> permitted,
      @Nullable List<String> inheritable) {
    this(
        add,
        drop,
        bounding,
        ambient,
        effective,
        permitted,
        inheritable,
        Capabilities.ENGINE_DEFAULT);
  }

  /** The same for an engine that gives other capabilities when nothing is said. */
  public CapabilitySettings over(List<String> others) {
    return new CapabilitySettings(
        add, drop, bounding, ambient, effective, permitted, inheritable, others);
  }

  /** Settings of a source that does not list the process's own sets. */
  public CapabilitySettings(
      List<String> add,
      List<String> drop,
      @Nullable List<String> bounding,
      @Nullable List<String> ambient) {
    this(add, drop, bounding, ambient, null, null, null);
  }

  private static List<String> canonical(List<String> names) {
    TreeSet<String> sorted = new TreeSet<>();
    for (String name : names) {
      String upper = name.strip().toUpperCase(Locale.ROOT);
      sorted.add(upper.startsWith("CAP_") ? upper.substring(4) : upper);
    }
    return List.copyOf(sorted);
  }
}
