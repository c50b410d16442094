/**
 * One layer by itself: its tar members as {@link dev.varve.layer.Entry entries}, the expansion that
 * reads them from a blob, the sorted listing that keeps them, and the facts store that holds the
 * listings of all layers by diffID. The home of Avro.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.layer;
