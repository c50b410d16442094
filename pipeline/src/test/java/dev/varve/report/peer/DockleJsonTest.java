package dev.varve.report.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.report.CheckResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DockleJsonTest {
  @Test
  void whatNoRuleAskedAboutIsNoPass() throws IOException {
    CheckResult nothing =
        new CheckResult(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    DockleJson.write(nothing, List.of(), out);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .endsWith("\"summary\":{\"fatal\":0,\"info\":0,\"pass\":0,\"skip\":16,\"warn\":0}}\n");
  }
}
