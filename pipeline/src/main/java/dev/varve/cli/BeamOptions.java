package dev.varve.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who does the work of a scan, and how much of it at once. */
@OptionGroup(heading = "Who does the work")
final class BeamOptions {
  @Option(
      names = "--runner",
      paramLabel = "NAME",
      description = "Beam runner: DirectRunner (default) or FlinkRunner.")
  private @Nullable String runner;

  @Option(
      names = {"--flink-master", "--flinkMaster"},
      paramLabel = "HOST:PORT",
      description =
          "Job manager of a Flink cluster that does the work; OUT, the store and the images must"
              + " lie where every worker sees them under the same path.")
  private @Nullable String flinkMaster;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Threads of a local run, default one for each processor; on a Flink cluster the tasks at"
              + " once, default its slots. Spark has it only without --beam=--sparkMaster=…; a"
              + " cluster's own settings say how much it does at once.")
  private @Nullable Integer workers;

  @Option(
      names = "--beam",
      paramLabel = "OPTION",
      description = "Option handed to Beam as it is, such as --beam=--parallelism=8; repeatable.")
  private List<String> beam = List.of();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** As Beam reads them. */
  List<String> arguments() {
    List<String> options = new ArrayList<>();
    String chosen = runner;
    if (chosen == null) {
      chosen = flinkMaster == null ? "DirectRunner" : "FlinkRunner";
    }
    options.add("--runner=" + chosen);
    if (flinkMaster != null) {
      options.add("--flinkMaster=" + flinkMaster);
    }
    if (workers != null) {
      if (workers < 1) {
        throw new ParameterException(command.commandLine(), "--workers is 1 or more");
      }
      options.add(parallelism(chosen, workers));
    }
    options.addAll(beam);
    return options;
  }

  /** The option by which a runner is told how many tasks there may be at once. */
  private String parallelism(String chosen, int tasks) {
    String name = chosen.substring(chosen.lastIndexOf('.') + 1);
    if (name.equals("DirectRunner")) {
      return "--targetParallelism=" + tasks;
    }
    if (name.equals("FlinkRunner")) {
      return "--parallelism=" + tasks;
    }
    boolean hasMaster = beam.stream().anyMatch(option -> option.startsWith("--sparkMaster="));
    if (name.equals("SparkRunner") && !hasMaster) {
      return "--sparkMaster=local[" + tasks + "]";
    }
    throw new ParameterException(
        command.commandLine(),
        name.equals("SparkRunner")
            ? "--workers has no effect on a named Spark master: say local[N] in --sparkMaster, or"
                + " spark.cores.max and the like to the cluster"
            : "--workers has no effect on " + chosen + ": use its own options, with --beam");
  }
}
