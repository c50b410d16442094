package dev.varve.fleet;

import dev.varve.policy.LayerShare;
import java.io.Serializable;

/**
 * What an image says of one of its layers.
 *
 * @param layer digits of its diffID
 */
record LayerBlame(String layer, LayerShare share) implements Serializable {}
