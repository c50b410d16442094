package dev.varve.report;

import dev.varve.image.Image;
import dev.varve.stack.LayerStack;
import java.io.IOException;

/** The lines that say which image a text speaks of. */
final class ImageHeader {
  private ImageHeader() {}

  static void write(LayerStack stack, TextPage page) throws IOException {
    Image image = stack.image();
    String name = TerminalText.of(image.refs().isEmpty() ? image.name() : refs(image));
    page.wrapped(
        "",
        2,
        page.ink().paint(Ink.Tone.HEADING, name)
            + "  "
            + TerminalText.of(image.platform().toString())
            + "  "
            + page.ink().paint(Ink.Tone.DIM, image.format().label())
            + "  "
            + verdict(stack, page.ink()));
  }

  private static String refs(Image image) {
    return String.join(", ", image.refs());
  }

  static String verdict(LayerStack stack, Ink ink) {
    return stack.isVerified()
        ? ink.paint(Ink.Tone.GOOD, "verified")
        : ink.paint(Ink.Tone.BAD, "NOT VERIFIED");
  }
}
