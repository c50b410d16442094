package dev.varve.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An object store in memory, with the clock of whole seconds that real ones have. */
final class MemoryObjects implements ObjectStorage {
  final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  final AtomicInteger gets = new AtomicInteger();
  private final Map<String, Long> times = new ConcurrentHashMap<>();

  @Override
  public boolean get(String name, Path file) throws IOException {
    byte[] content = contents.get(name);
    if (content == null) {
      return false;
    }
    gets.incrementAndGet();
    Files.write(file, content);
    return true;
  }

  @Override
  public void put(Path file, String name) throws IOException {
    contents.put(name, Files.readAllBytes(file));
    times.put(name, System.currentTimeMillis() / 1000 * 1000);
  }

  @Override
  public List<Stored> list(String folder) {
    List<Stored> found = new ArrayList<>();
    for (Map.Entry<String, Long> one : times.entrySet()) {
      if (one.getKey().startsWith(folder + "/")) {
        found.add(new Stored(one.getKey(), one.getValue()));
      }
    }
    return found;
  }
}
