package dev.varve.gate;

import dev.varve.image.ImageSource;
import dev.varve.stack.LayerStack;

/**
 * An image with all its layers in the facts store.
 *
 * @param source where its stored bytes can be read again; open as long as the image is in use
 */
public record AnalyzedImage(ImageSource source, LayerStack stack) {}
