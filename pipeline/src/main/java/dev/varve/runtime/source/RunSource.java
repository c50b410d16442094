package dev.varve.runtime.source;

import dev.varve.runtime.docker.RunCommandReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a run spec is to be found. */
public sealed interface RunSource {

  /**
   * Files that belong together: one compose project, or manifests. A folder stands for the compose
   * files that lie in it under their usual names, or for all manifests in it.
   *
   * @param kind that they must have
   */
  record Documents(Kind kind, List<Named> files) implements RunSource {
    public Documents {
      files = List.copyOf(files);
    }

    /** Files whose kind their content tells. */
    public Documents(List<Named> files) {
      this(Kind.ANY, files);
    }

    /** One file. */
    public static Documents of(String name, Path path) {
      return new Documents(List.of(new Named(name, path)));
    }
  }

  /** What a user says that files are, so that nothing else is made of them. */
  enum Kind {
    ANY(""),
    COMPOSE("a compose file", "compose"),
    KUBERNETES("a Kubernetes manifest", "kubernetes"),
    INSPECT("the output of docker inspect", "inspect"),
    OCI("an OCI runtime config", "oci-runtime", "runtime");

    private final String described;
    private final List<String> prefixes;

    Kind(String described, String... prefixes) {
      this.described = described;
      this.prefixes = List.of(prefixes);
    }

    /** What messages call it. */
    String described() {
      return described;
    }

    /** The kind that is called so in front of a path or in a fleet file; null if none is. */
    public static @Nullable Kind called(String prefix) {
      return Arrays.stream(values())
          .filter(kind -> kind.prefixes.contains(prefix))
          .findFirst()
          .orElse(null);
    }
  }

  /**
   * A command that runs a container.
   *
   * @param document in which it stands, as messages call it
   * @param line on which it begins
   * @param folder to which the files it names are relative
   */
  record Command(String text, String document, int line, Path folder) implements RunSource {}

  /**
   * A file.
   *
   * @param name how messages call it
   */
  record Named(String name, Path path) {}

  /**
   * What a user wrote: a path, several paths joined by commas, or a command in quotes; with {@code
   * compose:}, {@code kubernetes:}, {@code inspect:}, {@code oci-runtime:} or {@code command:} in
   * front of it where its kind is to be certain.
   *
   * @param option by which it was given, as messages call it
   */
  static RunSource parse(String text, String option) {
    int colon = text.indexOf(':');
    String prefix = colon < 0 || isThere(text) ? "" : text.substring(0, colon);
    if (prefix.equals("command")) {
      return new Command(text.substring(colon + 1), option, 1, Path.of(""));
    }
    Kind kind = Kind.called(prefix);
    if (kind != null) {
      return documents(kind, text.substring(colon + 1));
    }
    if (!isThere(text) && text.indexOf(',') > 0) {
      List<String> names = Arrays.asList(text.split(","));
      if (names.stream().allMatch(RunSource::isThere)) {
        return documents(Kind.ANY, text);
      }
    }
    if (!isThere(text) && RunCommandReader.recognizes(text)) {
      return new Command(text, option, 1, Path.of(""));
    }
    return Documents.of(text, Path.of(text));
  }

  private static Documents documents(Kind kind, String text) {
    List<String> names =
        isThere(text) || text.isEmpty() ? List.of(text) : Arrays.asList(text.split(","));
    return new Documents(kind, names.stream().map(name -> new Named(name, Path.of(name))).toList());
  }

  private static boolean isThere(String name) {
    try {
      return !name.isEmpty() && Files.exists(Path.of(name));
    } catch (InvalidPathException e) {
      // A command may hold characters that no file name can.
      return false;
    }
  }
}
