package dev.varve.fleet;

import dev.varve.failure.Failure;
import dev.varve.stack.ResolvedLayer;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What became of one layer of one image: exactly one of the two is present.
 *
 * @param layer index from 0
 */
record LayerOutcome(int layer, @Nullable ResolvedLayer resolved, @Nullable Failure failure)
    implements Serializable {}
