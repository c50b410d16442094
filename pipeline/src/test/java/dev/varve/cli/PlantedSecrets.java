package dev.varve.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * Secrets that a test hides in inputs and looks for in what comes out: as they are, in base64, in
 * hexadecimal, in the encoding of URLs, and as the digest that would let anybody try them out.
 */
final class PlantedSecrets {
  private static final byte[] AVRO = {'O', 'b', 'j', 1};

  /** Every form of every secret, with where it was planted. */
  private final Map<String, String> forms = new LinkedHashMap<>();

  private int planted;

  /** A new secret for a place: long, random to look at, found nowhere else. */
  String plant(String place) {
    return plant(place, "Zq" + planted + "vK7rTx" + planted + "wB4mYc9" + planted + "Hd");
  }

  /** A secret that must have a form of its own. */
  String plant(String place, String secret) {
    planted++;
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    forms.put(secret, place + " as it is");
    for (int shift = 0; shift < 3; shift++) {
      forms.put(base64Core(bytes, shift), place + " in base64");
    }
    forms.put(HexFormat.of().formatHex(bytes), place + " in hexadecimal");
    forms.put(HexFormat.of().withUpperCase().formatHex(bytes), place + " in hexadecimal");
    forms.putIfAbsent(URLEncoder.encode(secret, StandardCharsets.UTF_8), place + " in a URL");
    for (String algorithm : List.of("MD5", "SHA-1", "SHA-256")) {
      byte[] digest = digest(algorithm, bytes);
      String place2 = place + " as its " + algorithm;
      forms.put(HexFormat.of().formatHex(digest), place2);
      forms.put(HexFormat.of().formatHex(digest, 0, 6), place2 + ", cut short");
      forms.put(new String(digest, StandardCharsets.ISO_8859_1), place2 + ", raw");
    }
    return secret;
  }

  int count() {
    return planted;
  }

  /** What the base64 of any text has that holds the bytes at an offset of this remainder. */
  private static String base64Core(byte[] bytes, int shift) {
    byte[] shifted = new byte[shift + bytes.length];
    System.arraycopy(bytes, 0, shifted, shift, bytes.length);
    String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int first = shift == 0 ? 0 : shift + 1;
    int whole = (shift + bytes.length) / 3 * 4;
    return text.substring(first, whole);
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Where which secret is found in a text, sorted. */
  Set<String> in(String what, String text) {
    Set<String> found = new TreeSet<>();
    forms.forEach(
        (form, place) -> {
          int at = text.indexOf(form);
          if (at >= 0) {
            String around =
                text.substring(Math.max(0, at - 60), Math.min(text.length(), at + form.length()));
            found.add(what + ": " + place + ": …" + around.replaceAll("\\p{Cntrl}", " "));
          }
        });
    return found;
  }

  /** Where which secret is found in the files below a folder, Avro ones unpacked. */
  Set<String> below(Path folder) throws IOException {
    Set<String> found = new LinkedHashSet<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted().toList()) {
        String name = folder.relativize(path).toString();
        found.addAll(in("the name of a file", name));
        if (Files.isRegularFile(path)) {
          found.addAll(in(name, content(Files.readAllBytes(path))));
        }
      }
    }
    return found;
  }

  private static String content(byte[] bytes) throws IOException {
    boolean avro = bytes.length > 4 && ByteBuffer.wrap(bytes, 0, 4).equals(ByteBuffer.wrap(AVRO));
    if (!avro) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (DataFileStream<GenericRecord> records =
        new DataFileStream<>(new ByteArrayInputStream(bytes), new GenericDatumReader<>())) {
      for (GenericRecord record : records) {
        unpack(record, all);
      }
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  private static void unpack(Object value, ByteArrayOutputStream all) {
    if (value instanceof GenericRecord record) {
      for (int i = 0; i < record.getSchema().getFields().size(); i++) {
        unpack(record.get(i), all);
      }
    } else if (value instanceof Collection<?> items) {
      items.forEach(item -> unpack(item, all));
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      all.writeBytes(copy);
      all.writeBytes(
          (" " + HexFormat.of().formatHex(copy) + "\n").getBytes(StandardCharsets.UTF_8));
    } else if (value != null) {
      all.writeBytes((value + "\n").toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
      all.writeBytes((value + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** All the forms that are looked for, to test the search itself. */
  List<String> forms() {
    return new ArrayList<>(forms.keySet());
  }
}
