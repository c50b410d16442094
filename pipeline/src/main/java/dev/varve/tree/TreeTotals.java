package dev.varve.tree;

/**
 * Totals of a merged image (semantics.md sections 7 and 10).
 *
 * @param paths names in the squashed tree, the root left out
 * @param others names that are neither files, directories nor symlinks
 * @param inodes distinct regular files
 */
public record TreeTotals(
    long paths,
    long files,
    long dirs,
    long symlinks,
    long others,
    long inodes,
    long liveBytes,
    long shippedBytes,
    long hiddenBytes,
    long hiddenEntries)
    implements java.io.Serializable {}
