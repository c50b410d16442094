package dev.varve.cli;

import dev.varve.failure.Limits;
import picocli.CommandLine.Option;

/** The bounds on documents, among them each line of what a scan has left. */
@OptionGroup(heading = "Limits, against hostile images", common = true)
final class JsonLimitOptions {
  @Option(
      names = "--max-json-bytes",
      paramLabel = "N",
      converter = LimitOptions.SmallQuantity.class,
      description = "Bytes of a JSON or YAML document; default 16M.")
  private int maxJsonBytes = Limits.DEFAULT.maxJsonBytes();

  @Option(
      names = "--max-json-depth",
      paramLabel = "N",
      converter = LimitOptions.SmallQuantity.class,
      description = "Nesting of a JSON or YAML document; default 64.")
  private int maxJsonDepth = Limits.DEFAULT.maxJsonDepth();

  /** Limits with these bounds. */
  Limits within(Limits others) {
    return others.withJson(maxJsonBytes, maxJsonDepth);
  }
}
