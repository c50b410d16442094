package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.layer.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The one jar that a cluster needs besides its own: all of this process's class path but what a
 * cluster has anyway, and what only local runs use. Every submission sends it, so it is lean (80
 * MB, where the whole class path has 170, which took most of the time of a short run to send). It
 * is made on first use and kept for as long as the class path stays the same.
 */
final class JobJar {
  private static final String PREFIX = "varve-job-";
  private static final String SERVICES = "META-INF/services/";

  /** The folder of a build that has Flink, and what Flink's runner of Beam brings besides. */
  private static final String FLINK_FOLDER = "flink";

  /** The folder of a build with what only the submitter writes with, at the end. */
  private static final String PARQUET_FOLDER = "parquet";

  /** Of Flink's folder, what belongs to the job. */
  private static final String BEAM_PREFIX = "beam-runners-";

  /** Runs pipelines in the process that submits them. */
  private static final String DIRECT_RUNNER = "beam-runners-direct-java-";

  /** Whoever still sends an earlier jar is done with it by then. */
  private static final Duration KEPT = Duration.ofDays(1);

  /** Any moment will do, as long as it is the same each time. */
  private static final FileTime ENTRY_TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  private JobJar() {}

  /**
   * The jar for a class path, which is made if it is not there.
   *
   * @param classPath jars and folders, those that go first first
   * @param folder where jars are kept
   */
  static Path of(List<Path> classPath, Path folder) throws IOException {
    List<Path> elements = new ArrayList<>();
    StringBuilder identity = new StringBuilder();
    for (Path element : classPath) {
      if (isOfJob(element) && Files.exists(element)) {
        elements.add(element);
        describe(element, identity);
      }
    }
    byte[] described = identity.toString().getBytes(StandardCharsets.UTF_8);
    Path jar = folder.resolve(PREFIX + Digest.sha256Of(described).hex().substring(0, 16) + ".jar");
    if (Files.exists(jar)) {
      return jar;
    }
    PrivateFiles.createFolders(folder);
    deleteEarlier(folder);
    Path temporary = folder.resolve(jar.getFileName() + "-" + ProcessHandle.current().pid());
    Files.deleteIfExists(temporary);
    try {
      write(elements, temporary);
      Files.move(temporary, jar, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return jar;
  }

  /** The class path of this process. */
  static List<Path> classPath() {
    return Stream.of(
            System.getProperty("java.class.path").split(System.getProperty("path.separator")))
        .filter(element -> !element.isEmpty())
        .map(Path::of)
        .toList();
  }

  private static boolean isOfJob(Path element) {
    String name = String.valueOf(element.getFileName());
    Path parent = element.toAbsolutePath().getParent();
    String folder = parent == null ? "" : String.valueOf(parent.getFileName());
    return !name.startsWith(DIRECT_RUNNER)
        && !folder.equals(PARQUET_FOLDER)
        && (!folder.equals(FLINK_FOLDER) || name.startsWith(BEAM_PREFIX));
  }

  /** What tells a class path from another: names, sizes and times of all its files. */
  private static void describe(Path element, StringBuilder identity) throws IOException {
    try (Stream<Path> files = Files.walk(element)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        identity.append(file.toAbsolutePath()).append('\n');
        identity.append(Files.size(file)).append(' ');
        identity.append(Files.getLastModifiedTime(file).toMillis()).append('\n');
      }
    }
  }

  private static void deleteEarlier(Path folder) throws IOException {
    Instant before = Instant.now().minus(KEPT);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (String.valueOf(file.getFileName()).startsWith(PREFIX)
            && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static void write(List<Path> elements, Path jar) throws IOException {
    try (OutputStream out =
            new BufferedOutputStream(Channels.newOutputStream(PrivateFiles.createFile(jar)));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      // The jar goes over the network once and is read once by each worker.
      zip.setLevel(Deflater.BEST_SPEED);
      Writer writer = new Writer(zip);
      writer.manifest();
      for (Path element : elements) {
        if (Files.isDirectory(element)) {
          writer.folder(element);
        } else {
          writer.jar(element);
        }
      }
      writer.services();
    }
  }

  /** Of several entries of one name the first one counts, as on a class path. */
  private static final class Writer {
    private final ZipOutputStream zip;
    private final Set<String> names = new HashSet<>();

    /** Lists of services count all together. */
    private final Map<String, ByteArrayOutputStream> services = new TreeMap<>();

    Writer(ZipOutputStream zip) {
      this.zip = zip;
    }

    /**
     * Some jars have classes for newer versions of Java, which only such a manifest makes count.
     */
    void manifest() throws IOException {
      start("META-INF/MANIFEST.MF");
      zip.write(
          "Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }

    void folder(Path folder) throws IOException {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
          String name = folder.relativize(file).toString().replace('\\', '/');
          try (InputStream in = Files.newInputStream(file)) {
            entry(name, in);
          }
        }
      }
    }

    void jar(Path jar) throws IOException {
      try (ZipFile file = new ZipFile(jar.toFile())) {
        Enumeration<? extends ZipEntry> entries = file.entries();
        while (entries.hasMoreElements()) {
          ZipEntry entry = entries.nextElement();
          if (!entry.isDirectory()) {
            try (InputStream in = file.getInputStream(entry)) {
              entry(entry.getName(), in);
            }
          }
        }
      }
    }

    private void entry(String name, InputStream in) throws IOException {
      if (name.startsWith(SERVICES)) {
        ByteArrayOutputStream list =
            services.computeIfAbsent(name, first -> new ByteArrayOutputStream());
        in.transferTo(list);
        list.write('\n');
      } else if (!isOfOneJar(name) && !names.contains(name)) {
        start(name);
        in.transferTo(zip);
        zip.closeEntry();
      }
    }

    /** Signatures and module descriptors, which speak of the jar they come from. */
    private static boolean isOfOneJar(String name) {
      return name.endsWith("module-info.class")
          || (name.startsWith("META-INF/")
              && name.indexOf('/', "META-INF/".length()) < 0
              && (name.endsWith(".SF") || name.endsWith(".RSA") || name.endsWith(".DSA")));
    }

    void services() throws IOException {
      for (Map.Entry<String, ByteArrayOutputStream> list : services.entrySet()) {
        start(list.getKey());
        list.getValue().writeTo(zip);
        zip.closeEntry();
      }
    }

    private void start(String name) throws IOException {
      names.add(name);
      ZipEntry entry = new ZipEntry(name);
      entry.setLastModifiedTime(ENTRY_TIME);
      zip.putNextEntry(entry);
    }
  }

  /**
   * The folder where jars of this installation are kept: beside varve's own jar or classes; null if
   * nothing may be written there.
   */
  static @Nullable Path besideProgram() {
    var source = JobJar.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return null;
    }
    Path parent;
    try {
      parent = Path.of(source.getLocation().toURI()).toAbsolutePath().getParent();
    } catch (java.net.URISyntaxException | IllegalArgumentException e) {
      return null; // no file, so nothing to lie beside
    }
    return parent != null && Files.isWritable(parent) ? parent.resolve("job") : null;
  }
}
