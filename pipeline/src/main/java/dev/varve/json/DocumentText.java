package dev.varve.json;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The text of a JSON or YAML document: bounded, UTF-8, without a byte order mark. */
final class DocumentText {
  private static final int MARK_BYTES = 3;

  private DocumentText() {}

  static String decode(byte[] content, String document, Limits limits) throws InputException {
    if (content.length > limits.maxJsonBytes()) {
      throw new InputException(
          ReasonCode.JSON_TOO_LARGE, document, "longer than " + limits.maxJsonBytes() + " bytes");
    }
    boolean marked =
        content.length >= MARK_BYTES
            && content[0] == (byte) 0xEF
            && content[1] == (byte) 0xBB
            && content[2] == (byte) 0xBF;
    int from = marked ? MARK_BYTES : 0;
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(content, from, content.length - from))
          .toString();
    } catch (CharacterCodingException e) {
      InputException malformed =
          new InputException(ReasonCode.JSON_MALFORMED, document, "the text is not valid UTF-8");
      malformed.initCause(e);
      throw malformed;
    }
  }
}
