package dev.varve.runtime.source;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.runtime.Gap;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SourceDocument;
import dev.varve.runtime.kubernetes.KubernetesReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Kubernetes manifests of a scan, gathered until all of them are there. */
final class Manifests {
  private final List<KubernetesReader.Manifest> all = new ArrayList<>();
  private final Map<String, String> podTemplates = new TreeMap<>();
  private @Nullable KubernetesReader reader;

  /** The manifests of one source; their containers are known once all sources have been read. */
  OfSource add(
      List<KubernetesReader.Manifest> manifests, Map<String, String> templates, List<Bytes> inputs)
      throws InputException {
    for (KubernetesReader.Manifest manifest : manifests) {
      if (!KubernetesReader.recognizes(manifest.documents())) {
        throw new InputException(
            ReasonCode.RUN_SPEC_INVALID,
            manifest.name(),
            "not a Kubernetes manifest: no document has apiVersion and kind");
      }
    }
    int first = all.size();
    all.addAll(manifests);
    podTemplates.putAll(templates);
    return new OfSource(first, all.size(), inputs);
  }

  void complete() throws InputException {
    reader = new KubernetesReader(all, podTemplates);
  }

  /** The files, and those with manifests in folders among them. */
  static List<RunSource.Named> inFolders(List<RunSource.Named> files)
      throws InputException, IOException {
    List<RunSource.Named> found = new ArrayList<>();
    for (RunSource.Named file : files) {
      if (!Files.isDirectory(file.path())) {
        found.add(file);
        continue;
      }
      int before = found.size();
      try (Stream<Path> inside = Files.list(file.path())) {
        inside
            .map(path -> path.getFileName().toString())
            .filter(name -> name.matches(".*\\.(ya?ml|json)"))
            .sorted()
            .map(
                name ->
                    new RunSource.Named(
                        file.name().replaceFirst("/+$", "") + "/" + name,
                        file.path().resolve(name)))
            .forEach(found::add);
      }
      if (found.size() == before) {
        throw new InputException(
            ReasonCode.UNREADABLE, file.name(), "no .yaml, .yml or .json file in this folder");
      }
    }
    return found;
  }

  /** The manifests of one source, by their places among all. */
  final class OfSource {
    private final int from;
    private final int to;
    private final List<Bytes> inputs;

    private OfSource(int from, int to, List<Bytes> inputs) {
      this.from = from;
      this.to = to;
      this.inputs = inputs;
    }

    RunSpecs.Result result() throws InputException {
      KubernetesReader complete = reader;
      if (complete == null) {
        throw new IllegalStateException("not all sources have been read yet");
      }
      List<RunSpec> runs = new ArrayList<>();
      int told = complete.notes().size();
      for (int manifest = from; manifest < to; manifest++) {
        runs.addAll(complete.read(manifest));
      }
      List<Gap> notes = complete.notes();
      List<SourceDocument> written = new ArrayList<>();
      for (KubernetesReader.Manifest manifest : all.subList(from, to)) {
        written.addAll(RunSpecs.written(manifest.name(), manifest.documents()));
      }
      return new RunSpecs.Result(runs, notes.subList(told, notes.size()), inputs, written);
    }
  }
}
