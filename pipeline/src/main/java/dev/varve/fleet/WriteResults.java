package dev.varve.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Leaves every part of the results in the folder from which the submitter puts them together. */
final class WriteResults extends PTransform<PCollection<Part>, PDone> {
  private final ScanSettings settings;

  WriteResults(ScanSettings settings) {
    this.settings = settings;
  }

  @Override
  public PDone expand(PCollection<Part> parts) {
    parts.apply("WriteParts", ParDo.of(new WritePartsFn(settings.parts())));
    return PDone.in(parts.getPipeline());
  }

  private static final class WritePartsFn extends DoFn<Part, Void> {
    /** What may be waiting for the end of its bundle. */
    private static final int MOST_BYTES = 4 << 20;

    private final String folder;

    private transient Map<ResultFile, List<Part>> waiting = new EnumMap<>(ResultFile.class);
    private transient long bytes;

    WritePartsFn(String folder) {
      this.folder = folder;
    }

    @Setup
    public void open() throws IOException {
      new PartFolder(Path.of(folder)).requireShared();
    }

    @StartBundle
    public void start() {
      waiting = new EnumMap<>(ResultFile.class);
      bytes = 0;
    }

    @ProcessElement
    public void process(@Element Part part) throws IOException {
      waiting.computeIfAbsent(part.file(), file -> new ArrayList<>()).add(part);
      bytes += part.lines().length;
      if (bytes > MOST_BYTES) {
        write();
      }
    }

    @FinishBundle
    public void write() throws IOException {
      PartFolder parts = new PartFolder(Path.of(folder));
      for (Map.Entry<ResultFile, List<Part>> file : waiting.entrySet()) {
        parts.write(file.getKey(), file.getValue());
      }
      start();
    }
  }
}
