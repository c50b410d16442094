package dev.varve.fleet;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.ObjectStorage;
import dev.varve.layer.PrivateFiles;
import dev.varve.layer.StoreAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;

/**
 * Objects in any of Beam's file systems, below a URI. Which schemes there are depends on what is on
 * the class path; credentials are Beam's options.
 */
final class BeamObjects implements ObjectStorage {
  private final String root;

  /**
   * Below an address with a scheme.
   *
   * @throws InputException {@code beam-option-invalid} if nothing on the class path knows it
   */
  BeamObjects(StoreAddress address) throws InputException {
    String named = address.text();
    try {
      // Beam's own file system takes a URI for the name of a folder.
      this.root = named.startsWith("file://") ? Path.of(URI.create(named)).toString() : named;
      resource("probe");
    } catch (IllegalArgumentException e) {
      throw new InputException(
          ReasonCode.BEAM_OPTION_INVALID,
          "--store",
          "no file system for "
              + named
              + " ("
              + e.getMessage()
              + "); pipeline/README.md says which jars bring one");
    }
  }

  @Override
  public boolean get(String name, Path file) throws IOException {
    try {
      return told("read", name, () -> copy(name, file));
    } catch (IOException e) {
      Files.deleteIfExists(file);
      // Each file system has its own way to say that there is nothing, some only when it is read.
      if (isAbsent(name)) {
        return false;
      }
      throw e;
    }
  }

  private boolean copy(String name, Path file) throws IOException {
    try (InputStream in = Channels.newInputStream(FileSystems.open(resource(name)));
        OutputStream out = Channels.newOutputStream(PrivateFiles.createFile(file))) {
      in.transferTo(out);
      return true;
    }
  }

  private boolean isAbsent(String name) throws IOException {
    return told("look for", name, () -> match(resource(name).toString()).isEmpty());
  }

  @Override
  public void put(Path file, String name) throws IOException {
    told(
        "write",
        name,
        () -> {
          try (OutputStream out =
              Channels.newOutputStream(FileSystems.create(resource(name), MimeTypes.BINARY))) {
            return Files.copy(file, out);
          }
        });
  }

  @Override
  public List<Stored> list(String folder) throws IOException {
    // Each file system has its own way to write the name of a folder, which ends in a slash.
    ResourceId named = FileSystems.matchNewResource(root + "/" + folder, true);
    List<Stored> found = new ArrayList<>();
    for (MatchResult.Metadata one : told("list", folder, () -> match(named + "*"))) {
      String name = folder + "/" + one.resourceId().getFilename();
      found.add(new Stored(name, one.lastModifiedMillis()));
    }
    return found;
  }

  private static List<MatchResult.Metadata> match(String spec) throws IOException {
    MatchResult matched = FileSystems.match(spec, EmptyMatchTreatment.ALLOW);
    return matched.status() == MatchResult.Status.NOT_FOUND ? List.of() : matched.metadata();
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  /** What a client of an object store throws without being asked for it is trouble of the store. */
  private <T> T told(String what, String name, Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (RuntimeException e) {
      throw new IOException(
          "cannot " + what + " " + root + "/" + name + " in the facts store: " + e.getMessage(), e);
    }
  }

  private ResourceId resource(String name) {
    return FileSystems.matchNewResource(root + "/" + name, false);
  }
}
