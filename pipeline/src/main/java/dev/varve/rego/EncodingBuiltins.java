package dev.varve.rego;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Texts as other texts: base64, hexadecimal, URL queries, JSON, and digests. OPA:
 * topdown/encoding.go, crypto.go; Go's packages {@code encoding} and {@code net/url}.
 */
final class EncodingBuiltins {
  private static final String UNRESERVED = "-_.~";
  private static final String OBJECT_VALUES =
      "values must be string, array[string], or set[string]";

  private EncodingBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("base64.encode", a -> base64(Base64.getEncoder(), a));
    all.put("base64url.encode", a -> base64(Base64.getUrlEncoder(), a));
    all.put("base64url.encode_no_pad", a -> base64(Base64.getUrlEncoder().withoutPadding(), a));
    all.put("base64.decode", a -> GoText.of(fromBase64(Operands.text(a, 0), false)));
    all.put("base64.is_valid", EncodingBuiltins::isBase64);
    all.put("base64url.decode", EncodingBuiltins::fromBase64Url);
    all.put("hex.encode", a -> hex(GoText.bytes(Operands.text(a, 0))));
    all.put("hex.decode", a -> fromHex(Operands.text(a, 0)));
    all.put("urlquery.encode", a -> escaped(Operands.text(a, 0)));
    all.put("urlquery.decode", a -> unescaped(Operands.text(a, 0)));
    all.put("urlquery.encode_object", EncodingBuiltins::query);
    all.put("urlquery.decode_object", EncodingBuiltins::fromQuery);
    all.put("crypto.md5", a -> hex(digest("MD5", a)));
    all.put("crypto.sha1", a -> hex(digest("SHA-1", a)));
    all.put("crypto.sha256", a -> hex(digest("SHA-256", a)));
    all.put("crypto.hmac.md5", a -> hex(mac("HmacMD5", a)));
    all.put("crypto.hmac.sha1", a -> hex(mac("HmacSHA1", a)));
    all.put("crypto.hmac.sha256", a -> hex(mac("HmacSHA256", a)));
    all.put("crypto.hmac.sha512", a -> hex(mac("HmacSHA512", a)));
    all.put("crypto.hmac.equal", a -> Operands.text(a, 0).equals(Operands.text(a, 1)));
  }

  private static String base64(Base64.Encoder encoder, Object[] arguments) {
    return encoder.encodeToString(GoText.bytes(Operands.text(arguments, 0)));
  }

  /** Padding is required, ends of lines are passed over. */
  private static byte[] fromBase64(String text, boolean url) {
    StringBuilder digits = new StringBuilder(text.length());
    int padding = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        continue;
      }
      boolean digit =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || c == (url ? '-' : '+')
              || c == (url ? '_' : '/');
      padding += c == '=' ? 1 : 0;
      if ((!digit && c != '=')
          || (digit && padding > 0)
          || padding > 2
          || (c == '=' && digits.length() % 4 < 2)) {
        throw illegal(text, i);
      }
      digits.append(c);
    }
    if (digits.length() % 4 != 0) {
      throw illegal(text, text.length());
    }
    Base64.Decoder decoder = url ? Base64.getUrlDecoder() : Base64.getDecoder();
    return decoder.decode(digits.toString());
  }

  private static BuiltinError illegal(String text, int at) {
    return new BuiltinError(
        "illegal base64 data at input byte " + GoText.length(text.substring(0, at)));
  }

  private static Object isBase64(Object[] arguments) {
    try {
      fromBase64(Operands.text(arguments, 0), false);
      return true;
    } catch (BuiltinError e) {
      return false;
    }
  }

  private static Object fromBase64Url(Object[] arguments) {
    String text = Operands.text(arguments, 0);
    String padded = text;
    if (!text.endsWith("=")) {
      switch (GoText.length(text) % 4) {
        case 0 -> padded = text;
        case 2 -> padded = text + "==";
        case 3 -> padded = text + "=";
        default -> throw new BuiltinError("illegal base64url string: " + text);
      }
    }
    return GoText.of(fromBase64(padded, true));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static Object fromHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      int digit = text.codePointAt(i);
      if (digit > 127 || Character.digit(digit, 16) < 0) {
        int shown = GoText.bytes(Character.toString(digit))[0] & 0xFF;
        throw new BuiltinError(
            "encoding/hex: invalid byte: "
                + GoFormat.format("%#U", List.of(BigInteger.valueOf(shown))));
      }
    }
    if (text.length() % 2 != 0) {
      throw new BuiltinError("encoding/hex: odd length hex string");
    }
    return GoText.of(HexFormat.of().parseHex(text));
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : GoText.bytes(text)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || UNRESERVED.indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else if (c == ' ') {
        out.append('+');
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }

  private static String unescaped(String text) {
    byte[] bytes = GoText.bytes(text);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          int end = Math.min(bytes.length, i + 3);
          String shown = GoText.of(Arrays.copyOfRange(bytes, i, end));
          throw new BuiltinError("invalid URL escape " + GoQuote.text(shown, false));
        }
        out.write(high * 16 + low);
        i += 2;
      } else {
        out.write(bytes[i] == '+' ? ' ' : bytes[i]);
      }
    }
    return GoText.of(out.toByteArray());
  }

  private static Object query(Object[] arguments) {
    RegoObject object = Operands.object(arguments, 0);
    TreeMap<String, List<String>> members = new TreeMap<>(Values::compareText);
    Object[] values = object.valueArray();
    Object[] keys = object.keyArray();
    for (int i = 0; i < keys.length; i++) {
      String key = keys[i] instanceof String text ? text : RegoJson.text(keys[i]);
      List<String> texts = members.computeIfAbsent(key, name -> new ArrayList<>());
      if (values[i] instanceof String text) {
        texts.add(text);
      } else if (values[i] instanceof RegoArray || values[i] instanceof RegoSet) {
        for (Object item : Operands.items(values, i, "array", "set")) {
          if (!(item instanceof String text)) {
            throw Operands.error(0, OBJECT_VALUES);
          }
          texts.add(text);
        }
      } else {
        throw Operands.error(0, OBJECT_VALUES);
      }
    }
    List<String> pairs = new ArrayList<>();
    members.forEach(
        (key, texts) -> texts.forEach(text -> pairs.add(escaped(key) + "=" + escaped(text))));
    return String.join("&", pairs);
  }

  private static Object fromQuery(Object[] arguments) {
    String query = Operands.text(arguments, 0);
    RegoObject result = new RegoObject();
    for (String pair : query.split("&", -1)) {
      if (pair.indexOf(';') >= 0) {
        throw new BuiltinError("invalid semicolon separator in query");
      }
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String key = unescaped(equals < 0 ? pair : pair.substring(0, equals));
      String value = unescaped(equals < 0 ? "" : pair.substring(equals + 1));
      if (result.get(key) instanceof RegoArray values) {
        values.add(value);
      } else {
        result.put(key, new RegoArray().add(value));
      }
    }
    return result;
  }

  private static byte[] digest(String algorithm, Object[] arguments) {
    try {
      return MessageDigest.getInstance(algorithm).digest(GoText.bytes(Operands.text(arguments, 0)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has these
    }
  }

  private static byte[] mac(String algorithm, Object[] arguments) {
    byte[] message = GoText.bytes(Operands.text(arguments, 0));
    byte[] key = GoText.bytes(Operands.text(arguments, 1));
    try {
      Mac mac = Mac.getInstance(algorithm);
      // An empty key is one of zeros, and no key to Java.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has these
    }
  }
}
