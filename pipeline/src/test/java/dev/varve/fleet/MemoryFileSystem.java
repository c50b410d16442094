package dev.varve.fleet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * {@code memory://…}, a file system of Beam's with what object stores have and no more: an object
 * appears when its writer closes it, times are whole seconds, and whoever wants to copy, rename or
 * delete is refused.
 */
final class MemoryFileSystem extends FileSystem<MemoryFileSystem.Id> {
  private static final Map<String, Stored> OBJECTS = new ConcurrentHashMap<>();

  /** Objects below these URIs cannot be read. */
  private static final Set<String> UNREADABLE = ConcurrentHashMap.newKeySet();

  private record Stored(byte[] content, long modifiedMillis) {}

  /** Found by Beam as the file systems of object stores are. */
  public static final class Registrar implements FileSystemRegistrar {
    @Override
    public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
      return List.of(new MemoryFileSystem());
    }
  }

  record Id(String uri) implements ResourceId {
    @Override
    public ResourceId resolve(String other, ResolveOptions options) {
      return new Id(uri + "/" + other);
    }

    @Override
    public ResourceId getCurrentDirectory() {
      return new Id(uri.substring(0, uri.lastIndexOf('/')));
    }

    @Override
    public String getScheme() {
      return "memory";
    }

    @Override
    public String getFilename() {
      return uri.substring(uri.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isDirectory() {
      return uri.endsWith("/");
    }

    @Override
    public String toString() {
      return uri;
    }
  }

  /** The names of all objects below a URI. */
  static List<String> names(String root) {
    return OBJECTS.keySet().stream().filter(name -> name.startsWith(root + "/")).sorted().toList();
  }

  /** Cuts an object short. */
  static void damage(String name) {
    OBJECTS.computeIfPresent(
        name,
        (same, stored) ->
            new Stored(
                Arrays.copyOf(stored.content(), stored.content().length / 2),
                stored.modifiedMillis()));
  }

  /** From now on, what lies below a URI is there and cannot be read. */
  static void refuse(String root) {
    UNREADABLE.add(root + "/");
  }

  @Override
  protected List<MatchResult> match(List<String> specs) {
    List<MatchResult> results = new ArrayList<>();
    for (String spec : specs) {
      Pattern pattern = Pattern.compile(Pattern.quote(spec).replace("*", "\\E[^/]*\\Q"));
      List<MatchResult.Metadata> found = new ArrayList<>();
      OBJECTS.forEach(
          (name, stored) -> {
            if (pattern.matcher(name).matches()) {
              found.add(
                  MatchResult.Metadata.builder()
                      .setResourceId(new Id(name))
                      .setSizeBytes(stored.content().length)
                      .setIsReadSeekEfficient(false)
                      .setLastModifiedMillis(stored.modifiedMillis())
                      .build());
            }
          });
      results.add(
          MatchResult.create(
              found.isEmpty() ? MatchResult.Status.NOT_FOUND : MatchResult.Status.OK, found));
    }
    return results;
  }

  @Override
  protected WritableByteChannel create(Id id, CreateOptions options) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    WritableByteChannel channel = Channels.newChannel(content);
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer bytes) throws IOException {
        return channel.write(bytes);
      }

      @Override
      public boolean isOpen() {
        return channel.isOpen();
      }

      @Override
      public void close() throws IOException {
        if (channel.isOpen()) {
          channel.close();
          long second = System.currentTimeMillis() / 1000 * 1000;
          OBJECTS.put(id.uri(), new Stored(content.toByteArray(), second));
        }
      }
    };
  }

  /** As the client for S3 does, what is not there is noticed late and told in its own way. */
  @Override
  protected ReadableByteChannel open(Id id) throws IOException {
    if (UNREADABLE.stream().anyMatch(id.uri()::startsWith)) {
      throw new IOException("503 Slow Down: " + id);
    }
    Stored stored = OBJECTS.get(id.uri());
    if (stored != null) {
      return Channels.newChannel(new ByteArrayInputStream(stored.content()));
    }
    return Channels.newChannel(
        new InputStream() {
          @Override
          public int read() {
            throw new IllegalStateException("no such key: " + id);
          }
        });
  }

  @Override
  protected void copy(List<Id> from, List<Id> to) {
    throw new UnsupportedOperationException("no object store copies at once");
  }

  @Override
  protected void rename(List<Id> from, List<Id> to, MoveOptions... options) {
    throw new UnsupportedOperationException("no object store renames");
  }

  @Override
  protected void delete(Collection<Id> ids) {
    throw new UnsupportedOperationException("the facts store deletes nothing");
  }

  @Override
  protected Id matchNewResource(String uri, boolean isDirectory) {
    return new Id(isDirectory && !uri.endsWith("/") ? uri + "/" : uri);
  }

  @Override
  protected String getScheme() {
    return "memory";
  }
}
