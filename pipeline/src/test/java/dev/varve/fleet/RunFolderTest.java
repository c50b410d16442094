package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the folder that the user named. */
class RunFolderTest {
  @TempDir Path folder;

  @Test
  void earlierRunComesBackIfItsPlaceCannotBeTaken() throws Exception {
    Path out = earlierRun("{\"record\":\"run\"}");
    Map<String, String> before = FixtureFleet.files(folder);

    try (RunFolder run = RunFolder.prepare(out)) {
      Files.delete(run.parts().resolveSibling("results"));

      assertThatThrownBy(run::moveIntoPlace).isInstanceOf(NoSuchFileException.class);
    }

    assertThat(FixtureFleet.files(folder)).isEqualTo(before);
  }

  @Test
  void earlierRunIsReplaced() throws Exception {
    Path out = earlierRun("{\"record\":\"run\"}");

    try (RunFolder run = RunFolder.prepare(out)) {
      Files.writeString(run.parts().resolveSibling("results").resolve("new"), "");
      run.moveIntoPlace();
    }

    assertThat(FixtureFleet.files(folder)).containsOnlyKeys("/", "out/", "out/new");
  }

  @Test
  void earlierRunWithFilesOfTheUsersStays() throws Exception {
    Path out = earlierRun("{\"record\":\"run\"}");
    for (String own : new String[] {"findings.jsonl", "summary.md", "timings.json"}) {
      Files.writeString(out.resolve(own), "");
    }
    Files.createDirectories(out.resolve("facts/listings-v1.1"));
    RunFolder.prepare(out).close();
    Files.writeString(out.resolve("notes.txt"), "mine");
    Files.createDirectories(out.resolve("junit.xml"));
    Files.writeString(out.resolve("facts/notes"), "mine");
    Files.createSymbolicLink(out.resolve("images.jsonl"), Path.of("elsewhere"));
    Map<String, String> before = FixtureFleet.files(folder);

    assertThatThrownBy(() -> RunFolder.prepare(out))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(
            out
                + ": the earlier run in it would be replaced, and beside it there lies what no scan"
                + " wrote: facts/notes, images.jsonl, junit.xml, notes.txt; move that elsewhere, or"
                + " name a new folder with -o");
    assertThat(FixtureFleet.files(folder)).isEqualTo(before);
  }

  @Test
  void fileThatComesDuringTheScanIsNotLostNorIsTheScan() throws Exception {
    Path out = earlierRun("{\"record\":\"run\"}");
    try (RunFolder run = RunFolder.prepare(out)) {
      Files.writeString(run.parts().resolveSibling("results").resolve("new"), "");
      Files.writeString(out.resolve("notes.txt"), "mine");

      assertThatThrownBy(run::moveIntoPlace)
          .hasMessageEndingWith("notes.txt; the results lie in " + out + ".1");
    }
    assertThat(FixtureFleet.files(folder))
        .containsOnlyKeys("/", "out/", "out/notes.txt", "out/run.json", "out.1/", "out.1/new");
  }

  @Test
  void earlierRunOfAKilledScanComesBackOverAnEmptyFolder() throws Exception {
    Path left = leftBetweenTheMoves();
    Path out = Files.createDirectories(folder.resolve("out"));

    RunFolder.prepare(out).close();

    assertThat(out.resolve("run.json")).hasContent("{\"record\":\"run\"}");
    assertThat(left).doesNotExist();
  }

  @Test
  void earlierRunOfAKilledScanStaysIfItsPlaceIsTaken() throws Exception {
    Path left = leftBetweenTheMoves();
    Path out = earlierRun("{\"record\":\"run\",\"other\":1}");
    Map<String, String> before = FixtureFleet.files(folder);

    RunFolder.prepare(out).close();

    assertThat(left.resolve("previous/run.json")).exists();
    assertThat(FixtureFleet.files(folder)).isEqualTo(before);
  }

  @Test
  void earlierRunThatAKilledScanHasReplacedGoes() throws Exception {
    Path left = leftBetweenTheMoves();
    Path out = Files.move(left.resolve("results"), folder.resolve("out"));
    Files.writeString(out.resolve("run.json"), "{\"record\":\"run\"}");

    RunFolder.prepare(out).close();

    assertThat(left).doesNotExist();
    assertThat(out.resolve("run.json")).exists();
  }

  /** What a scan leaves that is killed after it has moved the earlier run away. */
  private Path leftBetweenTheMoves() throws Exception {
    Path left = Files.createDirectories(folder.resolve(".out-123"));
    Files.createDirectories(left.resolve("results"));
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    Files.writeString(left.resolve("lock"), "varve work " + boot);
    Files.move(earlierRun("{\"record\":\"run\"}"), left.resolve("previous"));
    return left;
  }

  @Test
  void fileOfTheSameNameAsTheSummaryMakesNoRun() throws Exception {
    for (String foreign : new String[] {"{\"record\":\"walk\"}", "{\"record\":1}", "[]", "5 km"}) {
      Path out = earlierRun(foreign);
      Map<String, String> before = FixtureFleet.files(folder);

      assertThatThrownBy(() -> RunFolder.prepare(out))
          .as(foreign)
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(FixtureFleet.files(folder)).as(foreign).isEqualTo(before);
    }
  }

  private Path earlierRun(String summary) throws Exception {
    Path out = Files.createDirectories(folder.resolve("out"));
    Files.writeString(out.resolve("run.json"), summary);
    return out;
  }
}
