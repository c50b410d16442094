package dev.varve.report.export;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.JsonLines;
import dev.varve.json.JsonObject;
import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.Rule;
import dev.varve.report.CheckResult;
import dev.varve.report.FindingComparison;
import dev.varve.report.KeptFacts;
import dev.varve.report.RunResults;
import dev.varve.report.SinceBaseline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What reports are written from.
 *
 * @param images how many were analysed
 * @param unverified how many of them are not what they claim
 * @param profile that says which findings make the run fail
 * @param rules that judged
 * @param failures of what could not be analysed
 * @param results everything else that the run has to say
 * @param since what became of findings since a baseline, or null if none was named
 */
public record ReportedRun(
    long images,
    long unverified,
    PolicyProfile profile,
    List<Rule> rules,
    List<Trouble> failures,
    Findings findings,
    RunResults results,
    @Nullable SinceBaseline since) {
  public ReportedRun {
    rules = List.copyOf(rules);
    failures = List.copyOf(failures);
  }

  /** The findings in the order of results; may be read several times. */
  public interface Findings {
    void forEach(Visitor visitor) throws InputException, IOException;
  }

  /** Is told of findings one after another. */
  public interface Visitor {
    void finding(ReportedFinding finding) throws IOException;
  }

  /**
   * What could not be analysed.
   *
   * @param subject the image or input as the user knows it
   * @param code of the reason
   * @param message for people, with where and what to do next
   */
  public record Trouble(String subject, String code, String message) {
    public static Trouble of(Failure failure) {
      return new Trouble(failure.subject(), failure.reason().code(), failure.message());
    }

    static Trouble of(KeptFacts.Missing kept) {
      String message =
          Failure.message(kept.subject(), kept.where(), kept.code(), kept.detail(), kept.next());
      return new Trouble(kept.subject(), kept.code(), message);
    }
  }

  /**
   * A check that has just ended.
   *
   * @param missing what the run that was judged again could not read; empty of a first one
   * @param summary by what was judged, as {@code run.json} of a scan says it
   * @param since what became of findings since a baseline, or null if none was named
   */
  public static ReportedRun of(
      CheckResult result,
      List<KeptFacts.Missing> missing,
      PolicyProfile profile,
      List<Rule> rules,
      JsonObject summary,
      @Nullable SinceBaseline since) {
    return new ReportedRun(
        result.images().size(),
        result.images().stream().filter(image -> !image.verified()).count(),
        profile,
        rules,
        Stream.concat(
                result.failures().stream().map(Trouble::of), missing.stream().map(Trouble::of))
            .toList(),
        visitor -> {
          int number = 0;
          for (Finding finding : result.findings()) {
            visitor.finding(ReportedFinding.of(finding.toJson(), ++number, finding.rule()));
          }
        },
        RunResults.of(result, missing, summary),
        since);
  }

  /** What the lines of a {@code failures.jsonl} say that this run has written. */
  public static List<Trouble> failuresOf(Path file) throws InputException, IOException {
    List<Trouble> failures = new ArrayList<>();
    JsonLines.read(file, Limits.OWN_LINES, (line, place) -> failures.add(trouble(line, place)));
    return failures;
  }

  private static Trouble trouble(JsonObject line, String place) throws InputException {
    String subject = line.textIn(place, "image");
    String code = line.textIn(place, "code");
    return new Trouble(
        subject,
        code,
        Failure.message(
            subject,
            line.textIn(place, "where"),
            code,
            line.textIn(place, "detail"),
            line.textIn(place, "next")));
  }

  /** Findings of a file of records, one a line, that this run has written. */
  public static Findings findingsOf(Path file) {
    return visitor -> {
      int[] number = {0};
      JsonLines.read(
          file,
          Limits.OWN_LINES,
          (line, place) -> visitor.finding(ReportedFinding.of(line, ++number[0], place)));
    };
  }

  /** What became of a finding since the baseline, or null if none was named. */
  FindingComparison.@Nullable State state(ReportedFinding finding) {
    return since == null ? null : since.of(finding.number());
  }

  /** How many images that are not what they claim make the run fail. */
  long stoppingImages() {
    return SinceBaseline.stoppingImages(profile, since, unverified);
  }

  /** Whether a finding makes the run fail. */
  boolean stopsAt(ReportedFinding finding) {
    if (profile.newOnly() && since != null) {
      return since.stopsAt(finding.number());
    }
    return profile.stopsAt(finding.rule(), finding.status().label(), finding.severity());
  }
}
