package dev.varve.plan;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tag that is a version, ordered as Semantic Versioning 2.0.0 section 11 says, with numbers of
 * any length: tags often are timestamps. One to three numbers, missing ones count as zero; a
 * leading {@code v} is left out of account. Versions that are of equal rank go by their text.
 */
record TagVersion(List<String> numbers, List<String> preRelease, String text)
    implements Comparable<TagVersion> {
  private static final int NUMBERS = 3;
  private static final Pattern FORM =
      Pattern.compile("v?([0-9]+(?:\\.[0-9]+){0,2})(?:-([^+]+))?(?:\\+.+)?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern DOT = Pattern.compile("\\.");

  private static final Comparator<String> BY_NUMBER =
      Comparator.comparing(TagVersion::significant, Comparator.comparingInt(String::length))
          .thenComparing(TagVersion::significant);

  TagVersion {
    numbers = List.copyOf(numbers);
    preRelease = List.copyOf(preRelease);
  }

  /** The version a tag is, or null if it is none. */
  static @Nullable TagVersion parse(String tag) {
    Matcher form = FORM.matcher(tag);
    if (!form.matches()) {
      return null;
    }
    String preRelease = form.group(2);
    return new TagVersion(
        DOT.splitAsStream(form.group(1)).toList(),
        preRelease == null ? List.of() : DOT.splitAsStream(preRelease).toList(),
        tag);
  }

  @Override
  public int compareTo(TagVersion other) {
    for (int i = 0; i < NUMBERS; i++) {
      int order = BY_NUMBER.compare(number(i), other.number(i));
      if (order != 0) {
        return order;
      }
    }
    int order = comparePreRelease(other);
    return order != 0 ? order : text.compareTo(other.text);
  }

  private int comparePreRelease(TagVersion other) {
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
    }
    for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
      int order = compareIdentifiers(preRelease.get(i), other.preRelease.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(preRelease.size(), other.preRelease.size());
  }

  private static int compareIdentifiers(String a, String b) {
    boolean aIsNumber = NUMBER.matcher(a).matches();
    boolean bIsNumber = NUMBER.matcher(b).matches();
    if (aIsNumber && bIsNumber) {
      return BY_NUMBER.compare(a, b);
    }
    return aIsNumber == bIsNumber ? a.compareTo(b) : Boolean.compare(bIsNumber, aIsNumber);
  }

  private String number(int index) {
    return index < numbers.size() ? numbers.get(index) : "0";
  }

  /** The digits without leading zeros. */
  private static String significant(String number) {
    int from = 0;
    while (from < number.length() && number.charAt(from) == '0') {
      from++;
    }
    return number.substring(from);
  }
}
