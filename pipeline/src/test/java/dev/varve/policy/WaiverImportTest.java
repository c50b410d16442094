package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaiverImportTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);
  private static final LocalDate LAST = LocalDate.of(2026, 12, 31);
  private static final WaiverImport.Answer ANSWER =
      new WaiverImport.Answer("platform@acme.io", "", LAST);

  private static WaiverImport imported(String document, String... lines) throws InputException {
    byte[] content = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    return WaiverImport.of(content, document, ANSWER, Limits.DEFAULT);
  }

  /** What is written is what the reader of exceptions reads. */
  private static List<Waiver> waivers(WaiverImport imported) throws InputException {
    List<Waiver> waivers =
        WaiverReader.read(
            imported.yaml().getBytes(StandardCharsets.UTF_8),
            "exceptions.yaml",
            TODAY,
            Limits.DEFAULT);
    assertThat(waivers).hasSize(imported.entries());
    return waivers;
  }

  @Test
  void dockleIdsBecomeEntriesWithTheCommentAboveAsTheirReason() throws Exception {
    WaiverImport imported =
        imported(
            ".dockleignore",
            "# the entrypoint drops",
            "# to \"www-data\"",
            "CIS-DI-0001",
            "",
            "# both hold keys for tests",
            "CIS-DI-0010",
            "CIS-DI-0005   # no content trust here");

    assertThat(waivers(imported))
        .extracting(w -> w.rule().toString(), Waiver::reason, Waiver::owner, Waiver::expires)
        .containsExactly(
            tuple("ENT-01", "the entrypoint drops to \"www-data\"", "platform@acme.io", LAST),
            tuple("SEC-01", "both hold keys for tests", "platform@acme.io", LAST),
            tuple("SEC-05", "both hold keys for tests", "platform@acme.io", LAST));
    assertThat(imported.leftOut())
        .containsExactly(".dockleignore line 7: CIS-DI-0005 is left out: no rule asks the same");
    assertThat(imported.yaml()).startsWith("# CIS-DI-0001, line 3\n- id: ENT-01\n");
  }

  @Test
  void trivyIdsAreKnownInEverySpellingAndKeepEarlierDates() throws Exception {
    WaiverImport imported =
        imported(
            ".trivyignore",
            "# reviewed",
            "AVD-DS-0002 exp:2026-08-01",
            "KSV017",
            "KSV-0104 exp:2030-01-01",
            "CVE-2024-1234");

    assertThat(waivers(imported))
        .extracting(w -> w.rule().toString(), Waiver::expires)
        .containsExactly(
            tuple("ENT-01", LocalDate.of(2026, 8, 1)),
            tuple("PRV-01", LAST),
            tuple("PRV-04", LAST));
    assertThat(imported.leftOut()).singleElement().asString().contains("CVE-2024-1234");
  }

  /** An entry for a path in a manifest would hold for every container, were the path dropped. */
  @Test
  void nothingBecomesWiderThanItWas() throws Exception {
    WaiverImport imported =
        imported(
            ".trivyignore.yaml",
            "misconfigurations:",
            "  - id: AVD-KSV-0017",
            "    paths: [deploy/agent.yaml]",
            "    statement: needs the host",
            "  - id: AVD-KSV-0014",
            "    statement: writes a cache",
            "    expired_at: 2026-07-01",
            "secrets:",
            "  - id: private-key",
            "    paths: [srv/test.pem, 'opt/**/*.key']",
            "    statement: keys of the tests",
            "vulnerabilities:");

    assertThat(waivers(imported))
        .extracting(
            w -> w.rule().toString(), w -> String.valueOf(w.path()), w -> w.expires().toString())
        .containsExactly(
            tuple("PRV-08", "null", "2026-07-01"),
            tuple("SEC-01", "/srv/test.pem", LAST.toString()),
            tuple("SEC-01", "/opt/**/*.key", LAST.toString()),
            tuple("SEC-06", "/srv/test.pem", LAST.toString()),
            tuple("SEC-06", "/opt/**/*.key", LAST.toString()));
    assertThat(imported.leftOut())
        .singleElement()
        .asString()
        .contains("line 2: AVD-KSV-0017", "certain configuration files", "PRV-01");
  }

  @Test
  void pathsAreWrittenAsExceptionsHaveThem() throws Exception {
    WaiverImport imported =
        imported(
            ".trivyignore.yaml",
            "secrets:",
            "  - id: private-key",
            "    paths: [./a, .//./b/./c, 'd//e', './**/*.key', /f, ./.ssh/key, g/.h/..i]",
            "    statement: keys of the tests");

    assertThat(waivers(imported))
        .filteredOn(waiver -> waiver.rule().toString().equals("SEC-01"))
        .extracting(waiver -> String.valueOf(waiver.path()))
        .containsExactly("/a", "/b/c", "/d/e", "**/*.key", "/f", "/.ssh/key", "/g/.h/..i");
  }

  @Test
  void somebodyHasToSayWhy() {
    assertThatThrownBy(() -> imported(".dockleignore", "CIS-DI-0001", "", "DKL-LI-0001"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("exceptions-invalid: .dockleignore: ")
        .hasMessageContaining("line 1, 3; give --reason");
  }

  @ParameterizedTest
  @CsvSource({
    ".trivyignore, CIS-DI-0001 tomorrow, line 1: 'tomorrow' after the id is no exp:",
    ".trivyignore, DS-0002 exp:2026-13-01, line 1: '2026-13-01' is no date",
    ".dockleignore, -x, line 1: '-x' is no id",
    ".trivyignore.yaml, 'secrets: x', line 1: 'secrets' is no list",
    ".trivyignore.yaml, 'secret: []', line 1: unknown key 'secret'; did you mean 'secrets'?",
    ".trivyignore.yaml, 'secrets: [{id: a, path: b}]', unknown key 'path'; did you mean 'paths'?",
    ".trivyignore.yaml, 'secrets: [{paths: []}]', line 1: 'id' is missing",
    ".trivyignore.yaml, 'secrets: [{id: a, paths: [{}]}]', line 1: a path is an object",
    ".trivyignore.yaml, '[]', 'line 1: it is an array, not a mapping'",
    ".trivyignore.yaml, '{', line",
    "exception.rego, package main, name their folder with --policy"
  })
  void whatIsMalformedIsRefusedWithItsLine(String document, String content, String message) {
    assertThatThrownBy(() -> imported(document, content))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("exceptions-invalid: " + document)
        .hasMessageContaining(message);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertThatThrownBy(
            () ->
                WaiverImport.of(new byte[] {(byte) 0xff}, ".dockleignore", ANSWER, Limits.DEFAULT))
        .hasMessageContaining("not UTF-8");
  }

  /** So that the table does not name rules that nobody ever wrote. */
  @Test
  void tableNamesRulesOfTheCatalogueOnly() {
    assertThat(PeerIds.allRules())
        .allMatch(id -> id.matches("(CMB|ENT|HYG|IMG|KUB|LIM|MNT|NET|NS|PRV|SEC|USR)-[0-9]{2}"));
    assertThat(PeerIds.rules("avd-ds-0002")).containsExactly("ENT-01");
    assertThat(PeerIds.rules("DS-9999")).isEmpty();
  }
}
