package dev.varve.tree;

/** How many paths one layer changed, by kind (semantics.md section 6). */
public record ChangeCounts(
    long added, long modifiedContent, long modifiedMetadata, long reshipped, long deleted)
    implements java.io.Serializable {}
