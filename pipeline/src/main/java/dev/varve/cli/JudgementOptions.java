package dev.varve.cli;

import dev.varve.policy.RuleSeverity;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What makes a run fail, and the date that rules go by. */
final class JudgementOptions {
  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      converter = SeverityConverter.class,
      description =
          "Exit code 1 from this severity on: info, low, medium, high (default), critical.")
  private RuleSeverity failOn = RuleSeverity.HIGH;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      converter = DateConverter.class,
      description = "The only date that rules see; default: $SOURCE_DATE_EPOCH, else today in UTC.")
  private @Nullable LocalDate asOf;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  RuleSeverity failOn() {
    return failOn;
  }

  /** The date in ISO form. */
  String asOf(Map<String, String> environment) {
    if (asOf != null) {
      return asOf.toString();
    }
    String epoch = environment.getOrDefault("SOURCE_DATE_EPOCH", "");
    if (epoch.isEmpty()) {
      return LocalDate.now(Clock.systemUTC()).toString();
    }
    if (!epoch.matches("[0-9]{1,11}")) {
      throw new ParameterException(
          command.commandLine(),
          "SOURCE_DATE_EPOCH is '" + epoch + "', not a number of seconds since 1970");
    }
    return Instant.ofEpochSecond(Long.parseLong(epoch))
        .atZone(ZoneOffset.UTC)
        .toLocalDate()
        .toString();
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
