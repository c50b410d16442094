package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobJarTest {
  @TempDir Path folder;
  private Path classes;
  private List<Path> classPath;

  @BeforeEach
  void makeAClassPath() throws IOException {
    classes = folder.resolve("classes");
    Files.createDirectories(classes.resolve("dev/varve"));
    Files.writeString(classes.resolve("dev/varve/A.class"), "ours");
    classPath =
        List.of(
            classes,
            jar(
                "lib/one.jar",
                Map.of(
                    "dev/varve/A.class", "another's",
                    "one/B.class", "of one",
                    "module-info.class", "its module",
                    "META-INF/ONE.SF", "its signature",
                    "META-INF/services/s.Service", "one.B")),
            jar("lib/beam/two.jar", Map.of("META-INF/services/s.Service", "two.C\ntwo.D\n")),
            jar("lib/beam/beam-runners-direct-java-2.jar", Map.of("direct/E.class", "local")),
            jar("lib/flink/flink-core-1.jar", Map.of("flink/F.class", "the cluster's own")),
            jar("lib/flink/guava-1.jar", Map.of("google/G.class", "not needed")),
            jar("lib/flink/beam-runners-flink-1.jar", Map.of("runner/H.class", "the job's")),
            folder.resolve("lib/is-not-there.jar"));
  }

  @Test
  void holdsTheClassPathWithoutWhatAClusterHasAnyway() throws IOException {
    Path jar = JobJar.of(classPath, folder.resolve("job"));

    assertThat(entries(jar))
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n",
                    "META-INF/services/s.Service", "one.B\ntwo.C\ntwo.D\n\n",
                    "dev/varve/A.class", "ours",
                    "one/B.class", "of one",
                    "runner/H.class", "the job's")));
  }

  @Test
  void isMadeOnceForAClassPathAndAnewForAnother() throws IOException {
    Path jar = JobJar.of(classPath, folder.resolve("job"));
    Files.writeString(jar, "kept");

    assertThat(JobJar.of(classPath, folder.resolve("job"))).isEqualTo(jar).hasContent("kept");

    Files.writeString(classes.resolve("dev/varve/A.class"), "longer than before");
    Path changed = JobJar.of(classPath, folder.resolve("job"));
    assertThat(changed).isNotEqualTo(jar);
    assertThat(entries(changed)).containsEntry("dev/varve/A.class", "longer than before");
    try (Stream<Path> files = Files.list(folder.resolve("job"))) {
      assertThat(files).containsExactlyInAnyOrder(jar, changed);
    }
  }

  private Path jar(String name, Map<String, String> contents) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> entry : contents.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  private static Map<String, String> entries(Path jar) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (ZipFile file = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        byte[] content = file.getInputStream(entry).readAllBytes();
        contents.put(entry.getName(), new String(content, StandardCharsets.UTF_8));
      }
    }
    return contents;
  }
}
