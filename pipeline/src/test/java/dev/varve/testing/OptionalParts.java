package dev.varve.testing;

import com.sun.jna.NativeLibrary;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Things that a test needs and a machine may lack: the overlay oracle with its corpus, programs,
 * and native libraries.
 *
 * <p>Each method returns the part, or skips the calling test with a message that says how to get
 * it. With {@code VARVE_REQUIRE_ALL=1} in the environment, as in CI, absence fails the test
 * instead, so that nothing is skipped unnoticed.
 */
public final class OptionalParts {

  /** Names the folder that holds {@code oracle/} and {@code corpus/}; environment or property. */
  static final String DIRECTORY_SETTING = "VARVE_ORACLE_DIR";

  /** Set to {@code 1} where an absent part is an error. */
  static final String STRICT_SETTING = "VARVE_REQUIRE_ALL";

  private static final OptionalParts HERE =
      new OptionalParts(System.getenv(), System::getProperty, Path.of("").toAbsolutePath());

  private final Map<String, String> environment;
  private final Function<String, @Nullable String> properties;
  private final Path workingDirectory;

  /** An instance over given surroundings, which is how this class itself is tested. */
  OptionalParts(
      Map<String, String> environment,
      Function<String, @Nullable String> properties,
      Path workingDirectory) {
    this.environment = environment;
    this.properties = properties;
    this.workingDirectory = workingDirectory;
  }

  /** The folder with {@code overlay_oracle.py} and {@code vectors.json}. */
  public static Path oracleDir() {
    return HERE.findDirectory("oracle", "overlay_oracle.py");
  }

  /** The folder with the images made by real tools, described by its {@code README.md}. */
  public static Path corpusDir() {
    return HERE.findDirectory("corpus", "README.md");
  }

  /**
   * The {@code opa} program: the project's own under {@code .tools/bin}, or the one on the path.
   */
  public static Path opa() {
    return HERE.findProgram("opa");
  }

  /** A program by name, sought in {@code .tools/bin} of the project and then on the path. */
  public static Path program(String name) {
    return HERE.findProgram(name);
  }

  /**
   * A file of a package of the system.
   *
   * @param remedy what brings it
   */
  public static Path file(Path file, String remedy) {
    return HERE.findFile(file, remedy);
  }

  /** Requires libisal 2, the accelerated inflater, to be loadable. */
  public static void libisal() {
    HERE.requireLibrary("libisal.so.2", "apt-get install libisal2");
  }

  /** The folder of libraries that the build makes, Flink's and Beam's below it. */
  public static Path libraries() {
    return HERE.findLibraries();
  }

  /** The folder of the root {@code pom.xml}, whichever module the tests run in. */
  public static Path projectRoot() {
    return HERE.findProjectRoot();
  }

  Path findDirectory(String name, String landmark) {
    Path home = optionalPartsHome();
    Path directory = home.resolve(name);
    if (Files.isRegularFile(directory.resolve(landmark))) {
      return directory;
    }
    throw absent(
        "no " + name + " folder with " + landmark + " at " + directory,
        "set " + DIRECTORY_SETTING + " to the folder that holds oracle/ and corpus/");
  }

  Path findFile(Path file, String remedy) {
    if (Files.isRegularFile(file)) {
      return file;
    }
    throw absent("no file " + file, remedy);
  }

  Path findProgram(String name) {
    String searchPath = environment.getOrDefault("PATH", "");
    return Stream.concat(
            Stream.of(findProjectRoot().resolve(".tools").resolve("bin")),
            Stream.of(searchPath.split(File.pathSeparator, -1))
                .filter(part -> !part.isEmpty())
                .map(Path::of))
        .map(directory -> directory.resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .orElseThrow(
            () ->
                absent(
                    "no program " + name + " in .tools/bin or on the PATH",
                    "run scripts/install-tools"));
  }

  Path findLibraries() {
    Path libraries = findProjectRoot().resolve("pipeline").resolve("target").resolve("lib");
    if (Files.isDirectory(libraries.resolve("flink"))) {
      return libraries;
    }
    throw absent("no folder flink in " + libraries, "run scripts/varve --version");
  }

  void requireLibrary(String fileName, String remedy) {
    try {
      NativeLibrary.getInstance(fileName);
    } catch (UnsatisfiedLinkError e) {
      throw absent("the native library " + fileName + " cannot be loaded", remedy);
    }
  }

  Path findProjectRoot() {
    Path root = null;
    for (Path at = workingDirectory; at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("pom.xml"))) {
        root = at;
      } else if (root != null) {
        break;
      }
    }
    return Optional.ofNullable(root)
        .orElseThrow(() -> new IllegalStateException("no pom.xml in or above " + workingDirectory));
  }

  private Path optionalPartsHome() {
    return Stream.of(properties.apply(DIRECTORY_SETTING), environment.get(DIRECTORY_SETTING))
        .filter(value -> value != null && !value.isBlank())
        .findFirst()
        .map(value -> findProjectRoot().resolve(value))
        .orElseThrow(
            () ->
                absent(
                    DIRECTORY_SETTING + " names no folder",
                    "set it to the folder that holds oracle/ and corpus/"));
  }

  private RuntimeException absent(String what, String remedy) {
    String message = what + "; " + remedy;
    if ("1".equals(environment.get(STRICT_SETTING))) {
      throw new AssertionError(message + " (" + STRICT_SETTING + "=1 forbids skipping)");
    }
    return new TestAbortedException("skipped: " + message);
  }
}
