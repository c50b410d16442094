package dev.varve.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The dividing line of one container: what is the image's, what is the host's, and what the run
 * spec shares or opens between them (policy-catalogue.md section 4). Grades go from 0 (closed,
 * tighter than engines do by themselves) over 1 (usual), 2 (widened) and 3 (data of the host or
 * other containers in reach) to 4 (control of the host).
 *
 * @param unit the container's {@link Unit#key()}
 * @param name as reports call it
 * @param image as the run spec or the image itself says; empty if nobody does
 * @param place where the run spec describes the container; null if no document says
 * @param inside what the image holds, in one line; empty without the image
 * @param lines one for each kind of border, in the order of the catalogue
 * @param overall the worst grade, one less under a user namespace or in a virtual machine, though
 *     never below 1 on that account
 * @param lowered what lowered it: {@code user-namespace}, {@code vm}; empty if nothing did
 */
public record Boundary(
    String unit,
    String name,
    String image,
    @Nullable Origin place,
    String inside,
    List<Line> lines,
    int overall,
    String lowered)
    implements java.io.Serializable {
  public static final int CLOSED = 0;
  public static final int USUAL = 1;
  public static final int WIDENED = 2;
  public static final int HOST_DATA = 3;
  public static final int HOST_CONTROL = 4;

  private static final List<String> GRADES =
      List.of(
          "closed",
          "usual default",
          "widened",
          "host data or other containers reachable",
          "host control");

  public Boundary {
    lines = List.copyOf(lines);
  }

  /** What a grade means. */
  public static String meaning(int grade) {
    return GRADES.get(grade);
  }

  /**
   * One kind of border.
   *
   * @param id stable, such as {@code pid} or {@code mounts}
   * @param inside what the image has there; empty if nothing
   * @param host what is the host's there; empty if nothing
   * @param items what the run spec makes of it; never empty
   */
  public record Line(String id, String inside, String host, List<Item> items)
      implements java.io.Serializable {
    public Line {
      items = List.copyOf(items);
    }

    /** The worst of its items. */
    public int grade() {
      return items.stream().mapToInt(Item::grade).max().orElse(USUAL);
    }

    /** Whether all that decides the grade is known. */
    public boolean isCertain() {
      return items.stream().allMatch(Item::certain);
    }

    /** What is shared or opened, in one text. */
    public String opened() {
      return String.join("; ", items.stream().map(Item::text).toList());
    }

    /** Rules that judge the same, without repeats. */
    public List<String> rules() {
      return items.stream().flatMap(item -> item.rules().stream()).distinct().toList();
    }
  }

  /**
   * One thing that is shared, opened or closed.
   *
   * @param certain false if only a host profile could settle it
   * @param field of the run spec that decides; empty if none does
   * @param origin who decides; null if no field does
   * @param rules that judge the same
   * @param remedies what to change so that the grade becomes 1; empty if that is not in the run
   *     spec
   */
  public record Item(
      String text,
      int grade,
      boolean certain,
      String field,
      @Nullable Origin origin,
      List<String> rules,
      List<Remedy> remedies)
      implements java.io.Serializable {
    public Item {
      rules = List.copyOf(rules);
      remedies = List.copyOf(remedies);
    }
  }

  /**
   * A change of a run spec, in the words of its kind.
   *
   * @param verb {@code drop}, {@code add} or {@code change}
   */
  public record Remedy(String verb, String what) implements java.io.Serializable {}

  /**
   * The border of a container.
   *
   * @param image null if the image is not at hand; then what depends on it is not known
   * @param effective null exactly if {@code image} is
   * @param devices those that give the host away
   */
  public static Boundary of(
      RunSpec run,
      @Nullable ImageSide image,
      @Nullable Effective effective,
      SecretCounts secrets,
      HostDevices devices) {
    List<Line> lines = new BoundaryLines(run, image, effective, secrets, devices).all();
    int worst = lines.stream().mapToInt(Line::grade).max().orElse(USUAL);
    boolean mapped = Effective.hostRoot(run) == Certainty.NO;
    boolean machine = Effective.sandbox(run).equals("vm");
    boolean lowers = worst > USUAL && (mapped || machine);
    String ref = run.imageRef();
    return new Boundary(
        run.unit().key(),
        (run.unit().namespace().isEmpty() ? "" : run.unit().namespace() + "/")
            + run.unit().name()
            + (run.unit().container().equals(run.unit().name())
                ? ""
                : "/" + run.unit().container()),
        image != null ? image.name() : ref == null ? "" : ref,
        run.place(),
        image == null ? "" : image.summary(effective),
        lines,
        lowers ? worst - 1 : worst,
        lowers ? (machine ? "vm" : "user-namespace") : "");
  }

  /** What to change so that every line would be usual, without repeats, by verb. */
  public List<Remedy> advice() {
    Set<Remedy> advice = new LinkedHashSet<>();
    for (String verb : List.of("drop", "change", "add")) {
      for (Line line : lines) {
        for (Item item : line.items()) {
          item.remedies().stream()
              .filter(remedy -> item.grade() > USUAL && remedy.verb().equals(verb))
              .forEach(advice::add);
        }
      }
    }
    return new ArrayList<>(advice);
  }
}
