package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.runtime.Gap;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads values of a project, whose variables are replaced already; what is open becomes a gap. */
final class ComposeScalars {
  private final List<Gap> gaps;

  ComposeScalars(List<Gap> gaps) {
    this.gaps = gaps;
  }

  /** A scalar and what is open in it, without a gap; null if absent. */
  Interpolation.@Nullable Result open(SpecNode node) throws InputException {
    String text = node.scalar();
    if (text == null) {
      return null;
    }
    return new Interpolation.Result(text, node.openVariables());
  }

  /** A scalar; null if absent. */
  @Nullable String text(SpecNode node) throws InputException {
    Interpolation.Result result = open(node);
    if (result == null) {
      return null;
    }
    note(node, result);
    return result.text();
  }

  /** A scalar that means nothing while a variable is open; null if absent or open. */
  @Nullable String certainText(SpecNode node) throws InputException {
    Interpolation.Result result = open(node);
    if (result == null) {
      return null;
    }
    note(node, result);
    return result.isKnown() ? result.text() : null;
  }

  void note(SpecNode node, Interpolation.Result result) {
    for (String name : result.open()) {
      gaps.add(node.gap("the variable " + name + " has no value here"));
    }
  }

  boolean bool(SpecNode node) throws InputException {
    String text = certainText(node);
    return text != null && node.truth(text);
  }

  /** A list of scalars, or a single one; none if absent. */
  List<String> texts(SpecNode node) throws InputException {
    List<String> texts = new ArrayList<>();
    if (node.array() == null && !node.isAbsent()) {
      String text = text(node);
      return text == null ? List.of() : List.of(text);
    }
    for (SpecNode item : node.items()) {
      String text = text(item);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Named texts, written as a mapping or as a list of {@code NAME=value}; null for no value. */
  Map<String, @Nullable String> pairs(SpecNode node) throws InputException {
    Map<String, @Nullable String> pairs = new LinkedHashMap<>();
    if (node.array() != null) {
      for (SpecNode item : node.items()) {
        Interpolation.Result result = open(item);
        if (result != null) {
          int equals = result.text().indexOf('=');
          String name = equals < 0 ? result.text() : result.text().substring(0, equals);
          String value = equals < 0 ? null : result.text().substring(equals + 1);
          pairs.put(name, value != null && result.isKnown(value) ? value : null);
        }
      }
      return pairs;
    }
    for (String key : node.keys()) {
      Interpolation.Result result = open(node.get(key));
      pairs.put(key, result != null && result.isKnown() ? result.text() : null);
    }
    return pairs;
  }
}
