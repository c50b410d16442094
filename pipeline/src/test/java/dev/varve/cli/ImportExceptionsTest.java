package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another scanner was told to ignore, as exceptions of a check. */
class ImportExceptionsTest {
  @TempDir Path folder;

  @Test
  void whatIsImportedHoldsInACheck() throws IOException {
    Path ignored = folder.resolve(".dockleignore");
    Files.writeString(ignored, "# an image for tests\nDKL-LI-0002\nCIS-DI-0005\n");

    CommandLineRun run =
        run("policy", "import-exceptions", ignored, "--owner", "ops", "--expires", "2026-12-31");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("line 3: CIS-DI-0005 is left out", "1 exception written, 1 left out");
    Path exceptions = Files.writeString(folder.resolve("exceptions.yaml"), run.out());

    CommandLineRun check =
        run(
            "check",
            OptionalParts.projectRoot().resolve("fixtures/built/team"),
            "--tag",
            "team/setuid-start:1",
            "--as-of",
            "2026-06-01",
            "--exceptions",
            exceptions);
    assertThat(check.out())
        .contains(
            "waived   USR-01", "(ops\n                  until 2026-12-31: an image for tests)")
        .contains("exceptions: 1 listed, 1 used");
  }

  @Test
  void malformedFileIsRefusedAndNothingIsWritten() throws IOException {
    Path ignored = folder.resolve(".trivyignore.yaml");
    Files.writeString(ignored, "secrets:\n  - name: x\n");

    CommandLineRun run =
        run("policy", "import-exceptions", ignored, "--owner", "ops", "--expires", "2026-12-31");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("line 2: exceptions-invalid: unknown key 'name'; valid are");
    assertThat(run("policy", "import-exceptions", ignored).err()).contains("--owner");
  }

  private CommandLineRun run(Object... arguments) {
    return CommandLineRun.of(
        Map.of(
            "VARVE_STORE", folder.resolve("store").toString(),
            "TMPDIR", folder.resolve("tmp").toString()),
        Arrays.stream(arguments).map(Object::toString).toList());
  }
}
