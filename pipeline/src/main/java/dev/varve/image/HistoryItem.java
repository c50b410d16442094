package dev.varve.image;

/**
 * One build step of an image config's history; absent texts are empty.
 *
 * @param emptyLayer whether the step made no layer
 */
public record HistoryItem(
    String created, String createdBy, String author, String comment, boolean emptyLayer)
    implements java.io.Serializable {}
