package dev.varve.runtime;

import dev.varve.failure.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a reader notes about one container while it reads: where each value comes from, and what
 * stays open. The reader's values and these notes become one {@link RunSpec}.
 */
public final class Provenance {
  private final SortedMap<String, Origin> origins = new TreeMap<>();
  private final List<Gap> gaps = new ArrayList<>();

  /** A field's value stands at a node, unless nothing stands there. */
  public void set(String field, SpecNode node) {
    if (!node.isAbsent()) {
      origins.put(field, node.origin());
    }
  }

  /** A field's value was not said but follows from what stands at a node. */
  public void implied(String field, SpecNode node) {
    origins.put(field, node.origin().as(Origin.How.DEFAULT));
  }

  /** A field's value depends on a host that is not described. */
  public void unknown(String field) {
    origins.put(field, new Origin(Origin.How.UNKNOWN, null, null, 0));
  }

  public void gap(SpecNode node, String why) {
    gaps.add(node.gap(why));
  }

  public void gaps(List<Gap> more) {
    gaps.addAll(more);
  }

  /** The text at a node, noted as a field's value; null if absent. */
  public @Nullable String text(SpecNode node, String field) throws InputException {
    set(field, node);
    return node.scalar();
  }

  /** The truth value at a node, noted as a field's value; false if absent. */
  public boolean flag(SpecNode node, String field) throws InputException {
    set(field, node);
    return node.bool(false);
  }

  /** The texts at a node, noted as a field's value; none if absent. */
  public List<String> texts(SpecNode node, String field) throws InputException {
    set(field, node);
    return node.scalars();
  }

  /** The named texts at a node, noted as a field's value unless there are none. */
  public SortedMap<String, String> strings(SpecNode node, String field) throws InputException {
    SortedMap<String, String> strings = new TreeMap<>();
    for (String key : node.keys()) {
      String value = node.get(key).scalar();
      strings.put(key, value == null ? "" : value);
    }
    if (!strings.isEmpty()) {
      set(field, node);
    }
    return strings;
  }

  public SortedMap<String, Origin> origins() {
    return origins;
  }

  public List<Gap> gaps() {
    return gaps;
  }
}
