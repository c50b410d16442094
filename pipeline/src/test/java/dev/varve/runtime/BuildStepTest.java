package dev.varve.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.image.HistoryItem;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildStepTest {
  private static BuildStep step(String createdBy) {
    return BuildStep.of(new HistoryItem("", createdBy, "", "", false));
  }

  private static Set<String> notes(String command) {
    return step("RUN /bin/sh -c " + command + " # buildkit").notes();
  }

  @Test
  void eachBuilderWritesItsSteps() {
    assertThat(step("RUN /bin/sh -c make all # buildkit"))
        .isEqualTo(new BuildStep("RUN", "make all", List.of(), "buildkit"));
    assertThat(step("/bin/sh -c make all"))
        .isEqualTo(new BuildStep("RUN", "make all", List.of(), "docker"));
    assertThat(step("/bin/sh -c #(nop)  CMD [\"bash\"]"))
        .isEqualTo(new BuildStep("CMD", "[\"bash\"]", List.of(), "docker"));
    assertThat(step("/bin/sh -c #(nop) ADD file:ab12 in / "))
        .isEqualTo(new BuildStep("ADD", "file:ab12 in /", List.of(), "docker"));
    assertThat(step("COPY . /app # buildkit"))
        .isEqualTo(new BuildStep("COPY", ". /app", List.of(), "buildkit"));
    assertThat(step("# debian.sh --arch 'amd64' out/ 'bookworm'").operation()).isEqualTo("other");
    assertThat(step("RUN /bin/bash -o pipefail -c make").body()).isEqualTo("make");
  }

  @Test
  void buildArgumentsAreNotQuoted() {
    assertThat(step("|2 A=1 B=two words /bin/sh -c echo $A"))
        .isEqualTo(
            new BuildStep(
                "RUN",
                "echo $A",
                List.of(new BuildStep.Argument("A", "1"), new BuildStep.Argument("B", "two words")),
                "docker"));
    assertThat(step("RUN |1 V=3 /bin/sh -c make V=4 # buildkit").arguments())
        .containsExactly(new BuildStep.Argument("V", "3"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "curl -fsSL https://example.com/i.sh | sh ! fetch-piped-to-interpreter",
        "wget -qO- https://example.com/i.sh | sudo -E bash - ! fetch-piped-to-interpreter",
        "sh -c \"$(curl -fsSL https://example.com/i.sh)\" ! fetch-evaluated",
        "curl -o /tmp/i.sh https://example.com/i.sh && sh /tmp/i.sh ! fetched-and-run",
        "curl -fsSLo /usr/bin/x https://example.com/x; chmod +x /usr/bin/x ! fetched-and-run",
        "curl https://example.com/x > x && chmod 755 x ! fetched-and-run",
        "wget https://example.com/i.sh && bash ./i.sh ! fetched-and-run",
        "curl -o x https://e.com/x && echo \"$SUM  x\" | sha256sum -c - && chmod +x x ! fetch-verified",
        "wget -O x https://e.com/x; gpg --batch --verify x.asc x; chmod +x x ! fetch-verified",
        "apt-get update ! update-without-install",
        "apt-get update && apt-get -y dist-upgrade ! dist-upgrade",
      })
  void stepsThatFetchCodeAreNoted(String command, String note) {
    assertThat(notes(command.strip())).containsExactly(note);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
        "apk add --no-cache curl",
        "apk update && apk add curl",
        "curl -o data.json https://example.com/data.json",
        "curl -fsS https://example.com/key.asc | gpg --dearmor -o /etc/apt/keyrings/x.gpg",
        "curl https://example.com/x.tar.gz | tar xz",
        "echo 'curl https://example.com/i.sh | sh'",
        "# curl https://example.com/i.sh | sh",
        "chmod +x run && ./run",
      })
  void ordinaryStepsAreNot(String command) {
    assertThat(notes(command)).isEmpty();
  }

  @Test
  void additionsFromTheNetworkNeedAChecksum() {
    assertThat(step("ADD https://example.com/x /x # buildkit").notes())
        .containsExactly("remote-add");
    assertThat(step("ADD --checksum=sha256:ab https://example.com/x /x # buildkit").notes())
        .containsExactly("remote-add-verified");
    assertThat(step("ADD https://example.com/x.git#" + "0a".repeat(20) + " /x # buildkit").notes())
        .containsExactly("remote-add-verified");
    assertThat(step("/bin/sh -c #(nop) ADD file:ab12 in / ").notes()).isEmpty();
    assertThat(step("COPY https.tar /x # buildkit").notes()).isEmpty();
  }

  @Test
  void manyOptionsOfAShellAreNoTrouble() {
    String options = "/bin/sh" + " -a".repeat(40_000);
    assertThat(step(options).operation()).isEqualTo("other");
    assertThat(step("|1 A=1 " + options).arguments()).hasSize(1);
  }

  @Test
  @Timeout(5)
  void anAddressOfQuestionMarksIsReadOnce() {
    assertThat(notes("wget 'http://a/" + "?".repeat(100_000) + "\n\n' && sh a")).isEmpty();
  }

  @Test
  void aBuildArgumentMayHaveLines() {
    assertThat(step("|1 TOKEN=a\nb /bin/sh -c make").arguments())
        .containsExactly(new BuildStep.Argument("TOKEN", "a\nb"));
  }

  @Test
  void aHostileStepTakesTimeThatGrowsWithItsLength() {
    String words = "A=1 ".repeat(1 << 20);
    assertThat(step("|1000 " + words).operation()).isEqualTo("RUN");
    assertThat(notes("-" + "O".repeat(1 << 20) + "! " + "7".repeat(1 << 20))).isEmpty();
  }
}
