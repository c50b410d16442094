package dev.varve.fleet;

import dev.varve.blob.InflaterChoice;
import dev.varve.failure.Limits;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.policy.JudgementSettings;
import java.io.Serializable;

/**
 * What every worker of a scan must know.
 *
 * @param store path of the facts store, as every worker sees it
 * @param parts path of the folder that takes the parts of the results, likewise
 * @param registries what may be done with registries
 * @param ruleTimes whether to measure what each rule takes
 */
public record ScanSettings(
    String store,
    String parts,
    Limits limits,
    InflaterChoice inflater,
    JudgementSettings judgement,
    RegistryAccess registries,
    boolean ruleTimes)
    implements Serializable {}
