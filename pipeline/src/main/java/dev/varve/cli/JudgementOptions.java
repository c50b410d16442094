package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonObject;
import dev.varve.json.NearestKey;
import dev.varve.plan.FleetFile;
import dev.varve.plan.NamedFile;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.PolicyChoice;
import dev.varve.policy.PolicyPack;
import dev.varve.policy.PolicyParams;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.policy.Waiver;
import dev.varve.policy.WaiverAudit;
import dev.varve.policy.WaiverReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What makes a run fail, and the date that rules go by. */
@OptionGroup(
    heading = "Judging",
    environment = {"SOURCE_DATE_EPOCH: the date that rules see, unless --as-of says so"})
final class JudgementOptions {
  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = {
        "Which rules count, and what makes the run fail: gate (default of check), nightly (default",
        "of scan), audit (every rule), pss-baseline, pss-restricted, cis-docker-1.6, dev. What",
        "lies outside is counted."
      })
  private @Nullable String profile;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      converter = SeverityConverter.class,
      description =
          "Exit code 1 from this severity on: info, low, medium, high, critical. Default: what the"
              + " profile says.")
  private @Nullable RuleSeverity failOn;

  @Option(
      names = "--baseline",
      paramLabel = "RUN",
      description = {
        "Folder of an earlier scan to compare with: which findings are new, fixed, changed. A scan",
        "may name its own OUT."
      })
  private @Nullable Path baseline;

  @Option(
      names = "--fail-on-new",
      negatable = true,
      description = {
        "With --baseline: only findings that are new or got worse make the run fail, not those the",
        "baseline has as well. The default of the profile nightly; --no-fail-on-new undoes that."
      })
  private @Nullable Boolean failOnNew;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      converter = DateConverter.class,
      description = "The only date that rules see; default: $SOURCE_DATE_EPOCH, else today in UTC.")
  private @Nullable LocalDate asOf;

  @Option(
      names = "--exceptions",
      paramLabel = "FILE",
      description =
          "Findings that somebody answers for, with reason, owner and date; may be repeated.")
  private List<Path> exceptions = new ArrayList<>();

  @Option(
      names = "--strict-exceptions",
      description = "Exit code 1 also if an exception has expired or matches no rule.")
  private boolean strictExceptions;

  @Option(
      names = "--params",
      paramLabel = "FILE",
      description = "Lists and thresholds that replace those the rules come with.")
  private @Nullable Path params;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** The date to go by if no option says another: that of the run whose facts are judged. */
  void assumeAsOf(LocalDate date) {
    if (asOf == null) {
      asOf = date;
    }
  }

  /** The earlier run to compare with, or null. */
  @Nullable Path baseline() {
    return baseline;
  }

  /** Whether the exceptions by themselves make a run fail. */
  boolean fails(List<WaiverAudit.Line> audited) {
    return strictExceptions && audited.stream().anyMatch(line -> !line.state().isInOrder());
  }

  /**
   * What judges, with what fleet files add.
   *
   * @param usualProfile if neither the option, nor a fleet file, nor the parameters name one
   * @param fleetParams that a fleet file names, or null; the option wins
   * @param fleetExceptions that fleet files name, to which those of the option are added
   * @param policies to judge by
   */
  JudgementSettings settings(
      Map<String, String> environment,
      Limits limits,
      String usualProfile,
      FleetFile.@Nullable ProfileName fleetProfile,
      @Nullable NamedFile fleetParams,
      List<NamedFile> fleetExceptions,
      PolicyChoice policies)
      throws InputException, IOException {
    LocalDate date = asOf(environment);
    NamedFile paramsFile = params == null ? fleetParams : NamedFile.of(params);
    JsonObject replaced = JsonObject.EMPTY;
    if (paramsFile != null) {
      JsonObject known = PolicyParams.of(PolicyPack.builtin().data());
      replaced = PolicyParams.read(paramsFile.content(limits), paramsFile.name(), known, limits);
    }
    List<Waiver> entries = new ArrayList<>();
    List<NamedFile> files = new ArrayList<>(fleetExceptions);
    exceptions.forEach(file -> files.add(NamedFile.of(file)));
    for (NamedFile file : files) {
      byte[] content = file.content(limits);
      entries.addAll(WaiverReader.read(content, file.name(), date, limits));
    }
    if (failOnNew != null && baseline == null) {
      throw new ParameterException(
          command.commandLine(), "--fail-on-new needs --baseline RUN to tell what is new");
    }
    JsonObject rulesRead = JudgementSettings.params(policies, replaced);
    PolicyProfile chosen = profile(rulesRead, usualProfile, fleetProfile);
    if (failOn != null) {
      chosen = chosen.failingOn(failOn);
    }
    if (failOnNew != null) {
      chosen = chosen.stoppingAtNewOnly(failOnNew);
    }
    return new JudgementSettings(date, replaced, chosen, entries, policies);
  }

  private PolicyProfile profile(
      JsonObject params, String usual, FleetFile.@Nullable ProfileName ofFleet)
      throws InputException {
    Map<String, PolicyProfile> known = PolicyProfile.all(params);
    String ofParams = params.textIn("the parameters", "profile");
    String name;
    if (profile != null) {
      name = profile;
    } else if (ofFleet != null) {
      name = ofFleet.name();
    } else {
      name = ofParams.isEmpty() ? usual : ofParams;
    }
    PolicyProfile found = known.get(name);
    if (found != null) {
      return found;
    }
    String unknown =
        "no profile is called '" + name + "'; " + NearestKey.hint(name, known.keySet());
    if (profile != null) {
      throw new ParameterException(command.commandLine(), "--profile: " + unknown);
    }
    throw ofFleet != null
        ? new InputException(ReasonCode.FLEET_FILE_INVALID, ofFleet.place(), unknown)
        : new InputException(ReasonCode.PARAMS_INVALID, "the parameters", unknown);
  }

  private LocalDate asOf(Map<String, String> environment) {
    if (asOf != null) {
      return asOf;
    }
    String epoch = environment.getOrDefault("SOURCE_DATE_EPOCH", "");
    if (epoch.isEmpty()) {
      return LocalDate.now(Clock.systemUTC());
    }
    if (!epoch.matches("[0-9]{1,11}")) {
      throw new ParameterException(
          command.commandLine(),
          "SOURCE_DATE_EPOCH is '" + epoch + "', not a number of seconds since 1970");
    }
    return Instant.ofEpochSecond(Long.parseLong(epoch)).atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** Apart from the other enums, so that commands without rules load nothing of policies. */
  static final class SeverityConverter implements ITypeConverter<RuleSeverity> {
    @Override
    public RuleSeverity convert(String text) {
      return new LowerCase<>(RuleSeverity.class).convert(text);
    }
  }

  static final class DateConverter implements ITypeConverter<LocalDate> {
    @Override
    public LocalDate convert(String text) {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException("'" + text + "' is no date such as 2026-06-01");
      }
    }
  }
}
