package dev.varve.tree;

import dev.varve.blob.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One name of a squashed tree.
 *
 * @param path real path in normal form; empty for the root
 * @param layer whose entry gave the name its present state
 * @param links names of the inode; 1 for directories
 * @param linkGroup the first name in tree order if {@code links} is more than 1, else null
 */
public record TreeEntry(Bytes path, Inode inode, int layer, int links, @Nullable Bytes linkGroup) {}
