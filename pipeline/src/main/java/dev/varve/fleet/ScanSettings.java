package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.blob.InflaterChoice;
import dev.varve.failure.Limits;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.layer.StoreAddress;
import dev.varve.policy.JudgementSettings;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What every worker of a scan must know.
 *
 * @param store where the facts store lies; a folder as every worker sees it
 * @param parts path of the folder that takes the parts of the results, likewise
 * @param registries what may be done with registries
 * @param ruleTimes whether to measure what each rule takes
 * @param reusable digest of the program whose earlier results serve again; null if everything is to
 *     be judged anew
 */
public record ScanSettings(
    StoreAddress store,
    String parts,
    Limits limits,
    InflaterChoice inflater,
    JudgementSettings judgement,
    RegistryAccess registries,
    boolean ruleTimes,
    @Nullable Digest reusable)
    implements Serializable {}
