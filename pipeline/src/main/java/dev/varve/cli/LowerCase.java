package dev.varve.cli;

import dev.varve.blob.InflaterChoice;
import dev.varve.json.NearestKey;
import dev.varve.report.export.ReportForm;
import dev.varve.tree.ParentLinks;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of an enum in lower case, and says which there are. */
final class LowerCase<E extends Enum<E>> implements ITypeConverter<E> {
  private final Class<E> type;

  LowerCase(Class<E> type) {
    this.type = type;
  }

  static void register(CommandLine line) {
    register(line, ListFormat.class);
    register(line, CheckFormat.class);
    register(line, DiffFormat.class);
    register(line, ReportForm.class);
    register(line, InspectFormat.class);
    register(line, InflaterChoice.class);
    register(line, ParentLinks.class);
    register(line, FileConditionOptions.Type.class);
    register(line, TalkOptions.Color.class);
    register(line, TalkOptions.LogFormat.class);
    register(line, CompletionCommand.Shell.class);
  }

  private static <E extends Enum<E>> void register(CommandLine line, Class<E> type) {
    line.registerConverter(type, new LowerCase<>(type));
  }

  @Override
  public E convert(String text) {
    for (E value : type.getEnumConstants()) {
      if (label(value).equals(text.toLowerCase(Locale.ROOT))) {
        return value;
      }
    }
    List<String> labels = labels(type);
    String nearest = NearestKey.of(text.toLowerCase(Locale.ROOT), labels);
    throw new TypeConversionException(
        "'"
            + text
            + "' is none of "
            + String.join(", ", labels)
            + (nearest == null ? "" : "; did you mean '" + nearest + "'?"));
  }

  /** What may be written for the values of an enum, in their order. */
  static List<String> labels(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(each -> label((Enum<?>) each)).toList();
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
