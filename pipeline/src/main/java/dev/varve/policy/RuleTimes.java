package dev.varve.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what rules took, for all threads of this process. */
public final class RuleTimes implements RuleTimer {
  private final Map<String, LongAdder> nanos = new ConcurrentHashMap<>();

  /**
   * One rule, or the reading of the documents of one scope.
   *
   * @param what as {@link RuleTimer#took} has it
   */
  public record Row(String what, long nanos) {}

  @Override
  public void took(String what, long spent) {
    nanos.computeIfAbsent(what, key -> new LongAdder()).add(spent);
  }

  /** The slowest first. */
  public List<Row> rows() {
    return nanos.entrySet().stream()
        .map(entry -> new Row(entry.getKey(), entry.getValue().sum()))
        .sorted(Comparator.comparingLong(Row::nanos).reversed().thenComparing(Row::what))
        .toList();
  }
}
