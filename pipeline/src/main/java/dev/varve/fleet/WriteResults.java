package dev.varve.fleet;

import java.io.IOException;
import java.nio.file.Path;
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
    parts.apply("WritePart", ParDo.of(new WritePartFn(settings.parts())));
    return PDone.in(parts.getPipeline());
  }

  private static final class WritePartFn extends DoFn<Part, Void> {
    private final String folder;

    WritePartFn(String folder) {
      this.folder = folder;
    }

    @Setup
    public void open() throws IOException {
      new PartFolder(Path.of(folder)).requireShared();
    }

    @ProcessElement
    public void process(@Element Part part) throws IOException {
      new PartFolder(Path.of(folder)).write(part);
    }
  }
}
