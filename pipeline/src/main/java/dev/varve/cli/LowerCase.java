package dev.varve.cli;

import dev.varve.blob.InflaterChoice;
import dev.varve.report.export.ReportForm;
import dev.varve.tree.ParentLinks;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
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
    throw new TypeConversionException(
        "'"
            + text
            + "' is none of "
            + Arrays.stream(type.getEnumConstants())
                .map(LowerCase::label)
                .collect(Collectors.joining(", ")));
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
