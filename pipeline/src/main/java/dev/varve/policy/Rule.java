package dev.varve.policy;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A rule as its METADATA describes it. One id may stand for two rules of different scopes that ask
 * the same question of an image and of a container.
 *
 * @param id such as {@code MNT-01}
 * @param slug last part of the package, unique in its scope
 * @param severity of a result that does not say another
 * @param selectors what a file rule wants to see: entries that any of them takes; empty for other
 *     scopes
 * @param related addresses to read on
 * @param standards ids in standards by the standard's name, such as {@code cis_docker}
 * @param source where it is written
 * @param foldsUnder ids of the rules whose findings about the same subject make findings of this
 *     one a mere consequence
 * @param faces {@code host} or {@code kernel}: what a user namespace or a kernel of the container's
 *     own would keep it from; empty if neither matters
 * @param profiles names of the profiles it belongs to; empty if it belongs to all
 * @param readsDate whether it may look at {@code data.varve.as_of}, so that its answer may change
 *     while its document does not
 * @param readsRaw whether it may look at {@code input.raw}: a rule over containers only
 * @param needs what a document must hold for the rule to be asked about it
 */
public record Rule(
    String id,
    RuleScope scope,
    String slug,
    RuleSeverity severity,
    String title,
    String description,
    String remediation,
    List<FileSelector> selectors,
    List<String> related,
    SortedMap<String, List<String>> standards,
    List<String> foldsUnder,
    Source source,
    String faces,
    SortedSet<String> profiles,
    boolean readsDate,
    boolean readsRaw,
    DocumentNeeds needs) {
  public Rule {
    selectors = List.copyOf(selectors);
    related = List.copyOf(related);
    foldsUnder = List.copyOf(foldsUnder);
    profiles = Collections.unmodifiableSortedSet(new TreeSet<>(profiles));
    standards = Collections.unmodifiableSortedMap(new TreeMap<>(standards));
  }

  /**
   * Where a rule is written.
   *
   * @param pack as the user names it, or {@link #BUILTIN}
   * @param file in the pack; empty if only a server knows
   * @param packagePath such as {@code varve, image, root_user}
   * @param names of the set rules in that package whose members are results, such as {@code deny}
   */
  public record Source(String pack, String file, List<String> packagePath, List<String> names) {
    /** What the pack in varve itself is called. */
    public static final String BUILTIN = "builtin";

    public Source {
      packagePath = List.copyOf(packagePath);
      names = List.copyOf(names);
    }

    /** A rule of varve's own pack. */
    static Source builtin(RuleScope scope, String slug) {
      return new Source(
          BUILTIN,
          "policies/" + scope.label() + "/" + slug + ".rego",
          List.of("varve", scope.label(), slug),
          List.of("deny"));
    }

    /** Whether varve brings the rule itself. */
    public boolean isBuiltin() {
      return pack.equals(BUILTIN);
    }
  }

  /** Of the id alone: rules are keys in places that see every file, and their texts are long. */
  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** What messages call the rule: {@code rule MNT-01 (container/engine_socket)}. */
  String words() {
    return "rule " + id + " (" + scope.label() + "/" + slug + ")";
  }
}
