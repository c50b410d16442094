package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class BeamOptionsTest {
  @Command
  private static final class Scan {
    @Mixin BeamOptions beam = new BeamOptions();
  }

  @Test
  void workersMeanTheSameToEveryRunner() {
    assertThat(arguments("--workers=3"))
        .containsExactly("--runner=DirectRunner", "--targetParallelism=3");
    assertThat(arguments("--workers=3", "--flink-master=host:8081"))
        .containsExactly("--runner=FlinkRunner", "--flinkMaster=host:8081", "--parallelism=3");
    assertThat(arguments("--workers=3", "--runner=SparkRunner"))
        .containsExactly("--runner=SparkRunner", "--sparkMaster=local[3]");
    assertThat(arguments("--runner=SparkRunner", "--beam=--sparkMaster=spark://host:7077"))
        .containsExactly("--runner=SparkRunner", "--sparkMaster=spark://host:7077");
  }

  @Test
  void workersThatWouldHaveNoEffectAreRefused() {
    assertThatThrownBy(
            () ->
                arguments(
                    "--workers=3",
                    "--runner=SparkRunner",
                    "--beam=--sparkMaster=spark://host:7077"))
        .isInstanceOf(ParameterException.class)
        .hasMessageStartingWith("--workers has no effect on a named Spark master");
    assertThatThrownBy(() -> arguments("--workers=3", "--runner=DataflowRunner"))
        .isInstanceOf(ParameterException.class)
        .hasMessage("--workers has no effect on DataflowRunner: use its own options, with --beam");
  }

  /** Beam's options have passwords among them. */
  @Test
  void valuesOfBeamsOptionsStayOutOfMessages() {
    CommandLineRun run =
        CommandLineRun.of(
            Map.of(), List.of("scan", "a", "-o", "b", "--beam=--stableUniqueNames=hunter2"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("beam-option-invalid: Beam does not take the value of --stableUniqueNames")
        .doesNotContain("hunter2");
  }

  private static List<String> arguments(String... options) {
    Scan scan = new Scan();
    new CommandLine(scan).parseArgs(options);
    return scan.beam.arguments();
  }
}
