package dev.varve.tree;

/**
 * A name at one moment: the inode it stands for and the layer whose entry gave it this state.
 *
 * @param layer index of that layer; it differs from the inode's for hard links into lower layers
 */
record NameState(Inode inode, int layer) {}
