package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.layer.StoreAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTallyTest {
  @TempDir Path folder;

  /** An image may have a history as long as its config may be, and no other image pays for it. */
  @Test
  void linesOfTheRunItselfHaveNoLimit() throws Exception {
    String padding = " ".repeat(16 << 20);
    Files.writeString(
        folder.resolve("images.jsonl"),
        "{" + padding + "\"image\":\"a\",\"verified\":false}\n{\"image\":\"b\"}\n");
    Files.writeString(folder.resolve("findings.jsonl"), "");
    ScanRequest request =
        FixtureFleet.request(folder.resolve("out"), StoreAddress.of(folder.resolve("store")));

    assertThat(RunTally.of(folder, request, List.of()).unverified()).isEqualTo(1);
  }
}
