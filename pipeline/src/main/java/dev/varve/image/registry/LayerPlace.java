package dev.varve.image.registry;

import dev.varve.blob.Digest;
import java.net.URI;
import java.util.List;

/**
 * Where a layer is to be had.
 *
 * @param label what messages call it
 * @param uri at the registry
 * @param scope that reading it there takes
 * @param digest that its bytes must have
 * @param claimedBytes how many bytes there are, as the manifest claims, or -1 if it does not
 * @param elsewhere where a manifest says that it is, for layers that must not be given on
 *     (image-spec, "Non-distributable layers"); tried only if the registry does not have it
 */
record LayerPlace(
    String label, URI uri, String scope, Digest digest, long claimedBytes, List<URI> elsewhere) {
  LayerPlace {
    elsewhere = List.copyOf(elsewhere);
  }
}
