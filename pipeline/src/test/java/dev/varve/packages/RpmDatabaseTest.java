package dev.varve.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that rpm itself made, against what rpm itself says of it. */
class RpmDatabaseTest {
  /** More than one page of SQLite's for the table, and headers that overflow theirs. */
  private static final int PACKAGES = 40;

  @TempDir private Path folder;

  @Test
  void everyPackageAndFileIsReadAsRpmReadsIt() throws Exception {
    for (int i = 0; i < PACKAGES; i++) {
      build(i);
    }
    List<String> install = new ArrayList<>(List.of("--install", "--justdb", "--nodeps"));
    try (Stream<Path> files = Files.list(folder.resolve("top/RPMS"))) {
      files.sorted().map(Path::toString).forEach(install::add);
    }
    rpm(install);

    Path database = folder.resolve("db/rpmdb.sqlite");
    assertThat(Files.size(folder.resolve("db/rpmdb.sqlite-wal"))).isZero();
    TestDatabase read =
        new TestDatabase()
            .file("var/lib/rpm/rpmdb.sqlite", Bytes.wrap(Files.readAllBytes(database)));

    assertThat(read.rpm()).isEqualTo(PACKAGES);
    String packages = "%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} %{ARCH} %{SOURCERPM}\\n";
    assertThat(read.packages())
        .containsExactlyInAnyOrderElementsOf(query("%{NAME} " + packages))
        .hasSize(PACKAGES);
    assertThat(read.owners()).isEqualTo(owners()).hasSizeGreaterThan(40 * PACKAGES);
  }

  /** Owners by path in the form of {@link TestDatabase#owners}, as rpm tells them. */
  private Map<String, String> owners() throws Exception {
    Map<String, String> owners = new TreeMap<>();
    for (String line :
        query("[%{FILENAMES}\\t%{=NAME}\\t%{FILEFLAGS:fflags}\\t%{FILEDIGESTS}\\n]")) {
      String[] cells = line.split("\t", -1);
      owners.put(
          cells[0].substring(1),
          cells[1]
              + (cells[2].contains("c") ? " config" : "")
              + (cells[3].isEmpty() ? "" : " SHA256:" + cells[3].substring(0, 8)));
    }
    return owners;
  }

  private List<String> query(String format) throws Exception {
    return rpm(List.of("--query", "--all", "--queryformat", format)).lines().toList();
  }

  private void build(int i) throws Exception {
    String name = "tool" + i;
    List<String> many =
        IntStream.range(0, i * 3).mapToObj(n -> "/usr/share/" + name + "/file" + n).toList();
    StringBuilder spec = new StringBuilder();
    spec.append("Name: ").append(name).append('\n');
    if (i % 3 == 0) {
      spec.append("Epoch: ").append(i).append('\n');
    }
    spec.append("Version: 1.").append(i).append("\nRelease: 3~rc1\nSummary: ünïcode\n");
    spec.append("License: none\nBuildArch: noarch\n%description\ntext\n%install\n");
    spec.append("mkdir -p %{buildroot}/usr/bin %{buildroot}/etc %{buildroot}/usr/share/")
        .append(name)
        .append('\n');
    spec.append("echo ").append(i).append(" > %{buildroot}/usr/bin/").append(name).append('\n');
    spec.append("ln -s ").append(name).append(" %{buildroot}/usr/bin/alias").append(i).append('\n');
    spec.append("echo conf > %{buildroot}/etc/").append(name).append(".conf\n");
    many.forEach(path -> spec.append("echo ").append(path).append(" > %{buildroot}" + path + "\n"));
    spec.append("%files\n%attr(4755,root,root) /usr/bin/").append(name).append('\n');
    spec.append("/usr/bin/alias").append(i).append("\n%config /etc/").append(name);
    spec.append(".conf\n%ghost /var/log/").append(name).append(".log\n");
    many.forEach(path -> spec.append(path).append('\n'));
    Path file = folder.resolve(name + ".spec");
    Files.writeString(file, spec, StandardCharsets.UTF_8);
    run(
        OptionalParts.program("rpmbuild").toString(),
        "--quiet",
        "-bb",
        "--define",
        "_topdir " + folder.resolve("top"),
        "--define",
        "_build_name_fmt %%{NAME}.rpm",
        file.toString());
  }

  private String rpm(List<String> arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(OptionalParts.program("rpm").toString(), "--dbpath"));
    command.add(folder.resolve("db").toString());
    command.addAll(arguments);
    return run(command.toArray(String[]::new));
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return printed;
  }
}
