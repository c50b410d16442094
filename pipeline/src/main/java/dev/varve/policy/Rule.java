package dev.varve.policy;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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
    SortedMap<String, List<String>> standards) {
  public Rule {
    selectors = List.copyOf(selectors);
    related = List.copyOf(related);
    standards = Collections.unmodifiableSortedMap(new TreeMap<>(standards));
  }
}
