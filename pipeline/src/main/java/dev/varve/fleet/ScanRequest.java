package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.blob.InflaterChoice;
import dev.varve.failure.Failure;
import dev.varve.failure.Limits;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.layer.StoreAddress;
import dev.varve.plan.FleetFile;
import dev.varve.plan.ImageFilter;
import dev.varve.policy.JudgementSettings;
import dev.varve.report.seal.SigningKey;
import dev.varve.runtime.ImageMatch;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SourceDocument;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scan to make.
 *
 * @param filter which images are wanted of those that are found
 * @param unlisted registries and repositories that could not be searched for images
 * @param runs the containers that the fleet file's run specs describe
 * @param documents the run specs as they were written, which workers get only if rules read them
 * @param match which image each of them goes with
 * @param inputDigest SHA-256 over the fleet files and then the run specs they name
 * @param out where the results go; appears whole, at the end
 * @param store where the facts store lies
 * @param registries what may be done with registries
 * @param withFacts whether to copy the listings of all layers into {@code out}
 * @param parquet whether to leave the results as Parquet tables too
 * @param signingKey with which the results are signed, or null
 * @param baseline folder of an earlier run to compare with, or null; may be {@code out} itself
 * @param onlyFailed folder of an earlier run of the same fleet whose images need not be read again,
 *     or null; may be {@code out} itself
 * @param ruleTimes whether to measure what each rule takes
 * @param reuse whether what earlier runs have judged serves again as long as nothing has changed
 * @param beamOptions options for Beam, such as {@code --runner=FlinkRunner}
 */
public record ScanRequest(
    FleetFile fleet,
    ImageFilter filter,
    List<Failure> unlisted,
    List<RunSpec> runs,
    List<SourceDocument> documents,
    ImageMatch match,
    Digest inputDigest,
    Path out,
    StoreAddress store,
    Limits limits,
    InflaterChoice inflater,
    JudgementSettings judgement,
    RegistryAccess registries,
    boolean withFacts,
    boolean parquet,
    @Nullable SigningKey signingKey,
    @Nullable Path baseline,
    @Nullable Path onlyFailed,
    boolean ruleTimes,
    boolean reuse,
    List<String> beamOptions) {
  public ScanRequest {
    unlisted = List.copyOf(unlisted);
    runs = List.copyOf(runs);
    documents = List.copyOf(documents);
    beamOptions = List.copyOf(beamOptions);
  }

  /** The documents as rules over them see them: each alone, or all as one. */
  List<SourceDocument> judgedDocuments() {
    return judgement.policies().combine() ? SourceDocument.combined(documents) : documents;
  }
}
