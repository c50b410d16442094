package dev.varve.testing;

import dev.varve.blob.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The files of an image archive or layout by name, for tests about its outer shape and broken
 * documents; sound images are built by {@link TestImage}. Documents are written with single quotes
 * for double ones, so that tests stay readable.
 */
public final class OuterFiles {
  private final List<Member> members = new ArrayList<>();

  private record Member(String name, byte type, String link, byte[] content) {}

  /** A file with exactly this text. */
  public OuterFiles file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  public OuterFiles file(String name, byte[] content) {
    members.add(new Member(name, TarConstants.LF_NORMAL, "", content));
    return this;
  }

  /** A JSON document; single quotes become double ones. */
  public OuterFiles json(String name, String text) {
    return file(name, quoted(text));
  }

  public OuterFiles symlink(String name, String target) {
    members.add(new Member(name, TarConstants.LF_SYMLINK, target, new byte[0]));
    return this;
  }

  public OuterFiles hardlink(String name, String target) {
    members.add(new Member(name, TarConstants.LF_LINK, target, new byte[0]));
    return this;
  }

  /** Adds a JSON document under its digest in {@code blobs/} and returns its descriptor. */
  public String blob(String mediaType, String text) {
    String json = quoted(text);
    String digest = Digest.sha256Of(json.getBytes(StandardCharsets.UTF_8)).toString();
    file("blobs/" + digest.replace(':', '/'), json);
    return "{'mediaType':'%s','digest':'%s','size':%d}"
        .formatted(mediaType, digest, json.getBytes(StandardCharsets.UTF_8).length);
  }

  public static String quoted(String text) {
    return text.replace('\'', '"');
  }

  /** The files that are no links, by name. */
  public Map<String, byte[]> contents() {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    members.stream()
        .filter(member -> member.type == TarConstants.LF_NORMAL)
        .forEach(member -> contents.put(member.name, member.content));
    return contents;
  }

  public byte[] tar() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, 512)) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      for (Member member : members) {
        TarArchiveEntry entry = new TarArchiveEntry(member.name, member.type, true);
        entry.setLinkName(member.link);
        entry.setSize(member.content.length);
        out.putArchiveEntry(entry);
        out.write(member.content);
        out.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public Path writeTar(Path file) throws IOException {
    return Files.write(file, tar());
  }

  public Path writeGzip(Path file) throws IOException {
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(tar());
    }
    return file;
  }

  /** Writes files and symlinks below a new folder. */
  public Path writeFolder(Path folder) throws IOException {
    for (Member member : members) {
      Path path = folder.resolve(member.name);
      Files.createDirectories(path.getParent());
      if (member.type == TarConstants.LF_SYMLINK) {
        Files.createSymbolicLink(path, Path.of(member.link));
      } else {
        Files.write(path, member.content);
      }
    }
    return folder;
  }
}
