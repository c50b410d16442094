package dev.varve.runtime.source;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.json.Yaml;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.compose.ComposeReader;
import dev.varve.runtime.docker.DockerInspectReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads run specs of any kind; the kind is told by the content, never by the name of the file. */
public final class RunSpecs {
  private static final String KINDS = "a compose file or the output of docker inspect";

  private RunSpecs() {}

  /** As {@link #read(Path, String, Limits)}, for a file called as the user named it. */
  public static List<RunSpec> read(Path file, Limits limits) throws InputException, IOException {
    return read(file, file.toString(), limits);
  }

  /**
   * The containers that a file describes, in file order. For compose files, {@code .env} beside it
   * is read too.
   *
   * @param shown how messages and origins name the file
   */
  public static List<RunSpec> read(Path file, String shown, Limits limits)
      throws InputException, IOException {
    byte[] content = content(file, limits);
    JsonValue document = parse(content, shown, limits);
    Path directory = file.toAbsolutePath().normalize().getParent();
    Path name = directory == null ? null : directory.getFileName();
    String envFile = "";
    if (directory != null && ComposeReader.recognizes(document)) {
      Path env = directory.resolve(".env");
      envFile = Files.isRegularFile(env) ? Bytes.wrap(content(env, limits)).text() : "";
    }
    return read(document, shown, name == null ? "" : name.toString(), envFile);
  }

  /** As {@link #read(Path, Limits)}, for a document that is already in memory. */
  static List<RunSpec> read(JsonValue document, String name, String directory, String envFile)
      throws InputException {
    if (ComposeReader.recognizes(document)) {
      return ComposeReader.read(document, name, directory, envFile);
    }
    if (DockerInspectReader.recognizes(document)) {
      return DockerInspectReader.read(document, name);
    }
    throw new InputException(ReasonCode.RUN_SPEC_INVALID, name, unrecognized(document));
  }

  private static String unrecognized(JsonValue document) {
    JsonObject object = document.objectOrNull();
    if (object != null && object.has("apiVersion") && object.has("kind")) {
      return "a Kubernetes manifest; this version reads " + KINDS;
    }
    if (object != null && object.has("ociVersion")) {
      return "an OCI runtime config; this version reads " + KINDS;
    }
    if (object != null && object.has("HostConfig")) {
      return "a single container; docker inspect prints an array of them";
    }
    return "not " + KINDS;
  }

  /** JSON where the document looks like it, since that is stricter; else YAML. */
  static JsonValue parse(byte[] content, String name, Limits limits) throws InputException {
    try {
      return looksLikeJson(content)
          ? Json.parse(content, name, limits)
          : Yaml.parse(content, name, limits);
    } catch (InputException e) {
      if (e.reason() != ReasonCode.JSON_MALFORMED) {
        throw e;
      }
      InputException invalid =
          new InputException(ReasonCode.RUN_SPEC_INVALID, e.source(), e.detail());
      invalid.initCause(e);
      throw invalid;
    }
  }

  private static boolean looksLikeJson(byte[] content) {
    for (byte b : content) {
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return b == '[' || b == '{';
      }
    }
    return false;
  }

  private static byte[] content(Path file, Limits limits) throws InputException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limits.maxJsonBytes() + 1);
    } catch (NoSuchFileException e) {
      InputException missing =
          new InputException(ReasonCode.UNREADABLE, file.toString(), "there is no such file");
      missing.initCause(e);
      throw missing;
    }
  }
}
