package dev.varve.fleet;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.ObjectStorage;
import dev.varve.layer.PrivateFiles;
import dev.varve.layer.StoreAddress;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
    try (InputStream in = Channels.newInputStream(FileSystems.open(resource(name)));
        OutputStream out = Channels.newOutputStream(PrivateFiles.createFile(file))) {
      in.transferTo(out);
      return true;
    } catch (FileNotFoundException | NoSuchFileException e) {
      // Some file systems notice when a file is opened, others when it is read.
      Files.deleteIfExists(file);
      return false;
    }
  }

  @Override
  public void put(Path file, String name) throws IOException {
    try (OutputStream out =
        Channels.newOutputStream(FileSystems.create(resource(name), MimeTypes.BINARY))) {
      Files.copy(file, out);
    }
  }

  @Override
  public List<Stored> list(String folder) throws IOException {
    // Each file system has its own way to write the name of a folder, which ends in a slash.
    ResourceId named = FileSystems.matchNewResource(root + "/" + folder, true);
    MatchResult matched = FileSystems.match(named + "*", EmptyMatchTreatment.ALLOW);
    List<Stored> found = new ArrayList<>();
    if (matched.status() == MatchResult.Status.NOT_FOUND) {
      return found;
    }
    for (MatchResult.Metadata one : matched.metadata()) {
      found.add(
          new Stored(folder + "/" + one.resourceId().getFilename(), one.lastModifiedMillis()));
    }
    return found;
  }

  private ResourceId resource(String name) {
    return FileSystems.matchNewResource(root + "/" + name, false);
  }
}
