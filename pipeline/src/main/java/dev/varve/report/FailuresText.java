package dev.varve.report;

import dev.varve.failure.Failure;
import dev.varve.failure.ReasonCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What could not be analysed, for people: many failures that say the same of other subjects are one
 * message, so that a store that was cleared does not fill the terminal with thousands.
 */
public final class FailuresText {
  /** So many are still told one by one, and so many subjects of more are named. */
  public static final int FEW = 3;

  private FailuresText() {}

  private record Said(ReasonCode reason, String detail) {}

  /**
   * The messages, in the order in which each thing is said first.
   *
   * @param every whether each failure is to have its own
   */
  public static List<String> messages(List<Failure> failures, boolean every) {
    Map<Said, List<Failure>> alike = new LinkedHashMap<>();
    for (Failure failure : failures) {
      alike
          .computeIfAbsent(new Said(failure.reason(), failure.detail()), said -> new ArrayList<>())
          .add(failure);
    }
    List<String> messages = new ArrayList<>();
    alike.forEach(
        (said, group) -> {
          if (every || group.size() <= FEW) {
            group.forEach(failure -> messages.add(failure.message()));
          } else {
            messages.add(message(said, group));
          }
        });
    return messages;
  }

  private static String message(Said said, List<Failure> group) {
    List<String> subjects = group.stream().map(Failure::subject).distinct().toList();
    return said.reason().code()
        + ", "
        + SizeText.count(group.size())
        + " times: "
        + said.detail()
        + ": "
        + SizeText.few(subjects, FEW)
        + ". Next: "
        + said.reason().nextStep()
        + ", or say --verbose to have each of them told.";
  }
}
