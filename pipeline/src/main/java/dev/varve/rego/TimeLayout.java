package dev.varve.rego;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * Times written after an example, as Go's package {@code time} has it: {@code 2006-01-02T15:04:05}
 * stands for year, month, day, and so on; everything that is no such part stands for itself.
 */
final class TimeLayout {
  private static final String RFC3339 = "2006-01-02T15:04:05Z07:00";
  private static final String RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00";

  /** Layouts that OPA knows by a name. */
  private static final Map<String, String> NAMED =
      Map.of(
          "ANSIC", "Mon Jan _2 15:04:05 2006",
          "UnixDate", "Mon Jan _2 15:04:05 MST 2006",
          "RubyDate", "Mon Jan 02 15:04:05 -0700 2006",
          "RFC822", "02 Jan 06 15:04 MST",
          "RFC822Z", "02 Jan 06 15:04 -0700",
          "RFC850", "Monday, 02-Jan-06 15:04:05 MST",
          "RFC1123", "Mon, 02 Jan 2006 15:04:05 MST",
          "RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700",
          "RFC3339", RFC3339,
          "RFC3339Nano", RFC3339_NANO);

  private static final int SECONDS_PER_HOUR = 3600;
  private static final int MAX_NANO_DIGITS = 9;

  private enum Field {
    LONG_MONTH("January"),
    MONTH("Jan"),
    LONG_WEEKDAY("Monday"),
    WEEKDAY("Mon"),
    ZONE_NAME("MST"),
    ZERO_MONTH("01"),
    ZERO_DAY("02"),
    ZERO_HOUR12("03"),
    ZERO_MINUTE("04"),
    ZERO_SECOND("05"),
    YEAR("06"),
    ZERO_YEAR_DAY("002"),
    HOUR("15"),
    NUMBER_MONTH("1"),
    LONG_YEAR("2006"),
    DAY("2"),
    BLANK_YEAR_DAY("__2"),
    BLANK_DAY("_2"),
    HOUR12("3"),
    MINUTE("4"),
    SECOND("5"),
    UPPER_HALF("PM"),
    LOWER_HALF("pm"),
    OFFSET_SECONDS("-070000"),
    OFFSET_COLON_SECONDS("-07:00:00"),
    OFFSET("-0700"),
    OFFSET_COLON("-07:00"),
    OFFSET_HOURS("-07"),
    ISO_OFFSET_SECONDS("Z070000"),
    ISO_OFFSET_COLON_SECONDS("Z07:00:00"),
    ISO_OFFSET("Z0700"),
    ISO_OFFSET_COLON("Z07:00"),
    ISO_OFFSET_HOURS("Z07"),
    /** {@code .000} */
    FIXED_FRACTION(""),
    /** {@code .999}: without zeros at the end */
    SHORT_FRACTION(""),
    /** What stands for itself. */
    LITERAL("");

    private final String text;

    Field(String text) {
      this.text = text;
    }

    boolean isOffset() {
      return ordinal() >= OFFSET_SECONDS.ordinal() && ordinal() <= ISO_OFFSET_HOURS.ordinal();
    }
  }

  private record Part(Field field, String text) {}

  private final String layout;
  private final List<Part> parts = new ArrayList<>();

  private TimeLayout(String layout) {
    this.layout = layout;
    int literal = 0;
    int at = 0;
    while (at < layout.length()) {
      Part part = partAt(at);
      if (part == null) {
        at++;
        continue;
      }
      if (at > literal) {
        parts.add(new Part(Field.LITERAL, layout.substring(literal, at)));
      }
      parts.add(part);
      at += part.text.length();
      literal = at;
    }
    if (literal < layout.length()) {
      parts.add(new Part(Field.LITERAL, layout.substring(literal)));
    }
  }

  /**
   * @param layout an example or the name of one; the default has nanoseconds where there are any
   */
  static TimeLayout of(String layout) {
    return new TimeLayout(layout.isEmpty() ? RFC3339_NANO : NAMED.getOrDefault(layout, layout));
  }

  /** For parsing, where an empty layout is one that matches nothing but the empty text. */
  static TimeLayout exactly(String layout) {
    return new TimeLayout(NAMED.getOrDefault(layout, layout));
  }

  static TimeLayout rfc3339() {
    return new TimeLayout(RFC3339);
  }

  private @Nullable Part partAt(int at) {
    char c = layout.charAt(at);
    if (c == '.' || c == ',') {
      return fraction(at);
    }
    if (layout.startsWith("_2006", at)) {
      return null; // an underscore and a year
    }
    for (Field field : Field.values()) {
      if (!field.text.isEmpty() && layout.startsWith(field.text, at)) {
        boolean word = field == Field.MONTH || field == Field.WEEKDAY;
        int end = at + field.text.length();
        if (word && end < layout.length() && isLower(layout.charAt(end))) {
          continue;
        }
        return new Part(field, field.text);
      }
    }
    return null;
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private @Nullable Part fraction(int at) {
    char digit = at + 1 < layout.length() ? layout.charAt(at + 1) : ' ';
    if (digit != '0' && digit != '9') {
      return null;
    }
    int end = at + 1;
    while (end < layout.length() && layout.charAt(end) == digit) {
      end++;
    }
    if (end < layout.length() && isDigit(layout.charAt(end))) {
      return null;
    }
    Field field = digit == '0' ? Field.FIXED_FRACTION : Field.SHORT_FRACTION;
    return new Part(field, layout.substring(at, end));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  // ---- writing

  String format(ZonedDateTime time) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      write(part, time, out);
    }
    return out.toString();
  }

  private static void write(Part part, ZonedDateTime time, StringBuilder out) {
    int hour12 = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    switch (part.field) {
      case LITERAL -> out.append(part.text);
      case LONG_MONTH -> out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.US));
      case MONTH -> out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.US), 0, 3);
      case LONG_WEEKDAY ->
          out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.US));
      case WEEKDAY ->
          out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.US), 0, 3);
      case ZONE_NAME -> out.append(zoneName(time));
      case ZERO_MONTH -> out.append(padded(time.getMonthValue(), 2, '0'));
      case NUMBER_MONTH -> out.append(time.getMonthValue());
      case ZERO_DAY -> out.append(padded(time.getDayOfMonth(), 2, '0'));
      case BLANK_DAY -> out.append(padded(time.getDayOfMonth(), 2, ' '));
      case DAY -> out.append(time.getDayOfMonth());
      case ZERO_YEAR_DAY -> out.append(padded(time.getDayOfYear(), 3, '0'));
      case BLANK_YEAR_DAY -> out.append(padded(time.getDayOfYear(), 3, ' '));
      case LONG_YEAR -> out.append(padded(time.getYear(), 4, '0'));
      case YEAR -> out.append(padded(time.getYear() % 100, 2, '0'));
      case HOUR -> out.append(padded(time.getHour(), 2, '0'));
      case ZERO_HOUR12 -> out.append(padded(hour12, 2, '0'));
      case HOUR12 -> out.append(hour12);
      case ZERO_MINUTE -> out.append(padded(time.getMinute(), 2, '0'));
      case MINUTE -> out.append(time.getMinute());
      case ZERO_SECOND -> out.append(padded(time.getSecond(), 2, '0'));
      case SECOND -> out.append(time.getSecond());
      case UPPER_HALF -> out.append(time.getHour() >= 12 ? "PM" : "AM");
      case LOWER_HALF -> out.append(time.getHour() >= 12 ? "pm" : "am");
      case FIXED_FRACTION, SHORT_FRACTION -> writeFraction(part, time.getNano(), out);
      default -> writeOffset(part.field, time.getOffset().getTotalSeconds(), out);
    }
  }

  private static String padded(int value, int width, char with) {
    String digits = Integer.toString(value);
    return String.valueOf(with).repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static String zoneName(ZonedDateTime time) {
    if (time.getZone().equals(ZoneOffset.UTC)) {
      return "UTC";
    }
    ZoneRules rules = time.getZone().getRules();
    if (!rules.isFixedOffset() && rules.previousTransition(time.toInstant()) == null) {
      return "LMT";
    }
    boolean summer = rules.isDaylightSavings(time.toInstant());
    String name =
        TimeZone.getTimeZone(time.getZone()).getDisplayName(summer, TimeZone.SHORT, Locale.US);
    if (name.startsWith("GMT") && name.length() > 3) {
      StringBuilder out = new StringBuilder();
      int seconds = time.getOffset().getTotalSeconds();
      writeOffset(
          seconds % SECONDS_PER_HOUR == 0 ? Field.OFFSET_HOURS : Field.OFFSET, seconds, out);
      return out.toString();
    }
    return name;
  }

  private static void writeFraction(Part part, int nanos, StringBuilder out) {
    String digits = padded(nanos, MAX_NANO_DIGITS, '0');
    int count = part.text.length() - 1;
    digits =
        count > MAX_NANO_DIGITS
            ? digits + "0".repeat(count - MAX_NANO_DIGITS)
            : digits.substring(0, count);
    if (part.field == Field.SHORT_FRACTION) {
      int end = digits.length();
      while (end > 0 && digits.charAt(end - 1) == '0') {
        end--;
      }
      if (end == 0) {
        return;
      }
      digits = digits.substring(0, end);
    }
    out.append(part.text.charAt(0)).append(digits);
  }

  private static void writeOffset(Field field, int offsetSeconds, StringBuilder out) {
    if (field.text.charAt(0) == 'Z' && offsetSeconds == 0) {
      out.append('Z');
      return;
    }
    int size = Math.abs(offsetSeconds);
    // Go divides to minutes first, so that part of a minute alone has no sign.
    out.append(offsetSeconds / 60 < 0 ? '-' : '+').append(padded(size / SECONDS_PER_HOUR, 2, '0'));
    String colon = field.text.indexOf(':') > 0 ? ":" : "";
    int groups = (field.text.replace(":", "").length() - 1) / 2;
    if (groups > 1) {
      out.append(colon).append(padded(size / 60 % 60, 2, '0'));
    }
    if (groups > 2) {
      out.append(colon).append(padded(size % 60, 2, '0'));
    }
  }

  // ---- reading

  /** A moment, and whether the text named an offset; without one it is taken as UTC. */
  Instant parse(String text) {
    return new Reader(text).read();
  }

  private final class Reader {
    private final String all;
    private String rest;

    private int year;
    private int month = -1;
    private int day = -1;
    private int yearDay = -1;
    private int hour;
    private int minute;
    private int second;
    private int nanos;
    private boolean morning;
    private boolean afternoon;
    private boolean utc;
    private @Nullable Integer offsetSeconds;
    private String zoneName = "";

    /** What is out of range; empty if nothing is. */
    private String outside = "";

    Reader(String text) {
      this.all = text;
      this.rest = text;
    }

    Instant read() {
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        String before = rest;
        boolean good =
            part.field == Field.LITERAL
                ? literal(part.text)
                : field(part, i + 1 < parts.size() ? parts.get(i + 1).field : Field.LITERAL);
        if (!outside.isEmpty()) {
          throw error(": " + outside + " out of range");
        }
        if (!good) {
          throw new BuiltinError(
              "parsing time "
                  + GoQuote.text(all, true)
                  + " as "
                  + GoQuote.text(layout, true)
                  + ": cannot parse "
                  + GoQuote.text(part.field == Field.LITERAL ? rest : before, true)
                  + " as "
                  + GoQuote.text(part.text, true));
        }
      }
      if (!rest.isEmpty()) {
        throw error(": extra text: " + GoQuote.text(rest, true));
      }
      return moment();
    }

    private BuiltinError error(String message) {
      return new BuiltinError("parsing time " + GoQuote.text(all, true) + message);
    }

    /** Blanks stand for any number of blanks. */
    private boolean literal(String text) {
      String prefix = text;
      while (!prefix.isEmpty()) {
        if (prefix.charAt(0) == ' ') {
          if (!rest.isEmpty() && rest.charAt(0) != ' ') {
            return false;
          }
          prefix = withoutBlanks(prefix);
          rest = withoutBlanks(rest);
          continue;
        }
        if (rest.isEmpty() || rest.charAt(0) != prefix.charAt(0)) {
          return false;
        }
        prefix = prefix.substring(1);
        rest = rest.substring(1);
      }
      return true;
    }

    private static String withoutBlanks(String text) {
      int at = 0;
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
      return text.substring(at);
    }

    private boolean field(Part part, Field next) {
      switch (part.field) {
        case YEAR:
          year = number(2, 2);
          year += year < 0 ? 0 : year >= 69 ? 1900 : 2000;
          return year >= 0;
        case LONG_YEAR:
          year = number(4, 4);
          return year >= 0;
        case MONTH:
          month = name(3, true) + 1;
          return month > 0;
        case LONG_MONTH:
          month = name(0, true) + 1;
          return month > 0;
        case WEEKDAY:
          return name(3, false) >= 0;
        case LONG_WEEKDAY:
          return name(0, false) >= 0;
        case NUMBER_MONTH, ZERO_MONTH:
          month = number(part.field == Field.ZERO_MONTH ? 2 : 1, 2);
          within(month == -1 ? 1 : month, 1, 12, "month");
          return month >= 0;
        case DAY, BLANK_DAY, ZERO_DAY:
          if (part.field == Field.BLANK_DAY && rest.startsWith(" ")) {
            rest = rest.substring(1);
          }
          day = number(part.field == Field.ZERO_DAY ? 2 : 1, 2);
          return day >= 0;
        case BLANK_YEAR_DAY, ZERO_YEAR_DAY:
          for (int i = 0; i < 2; i++) {
            if (part.field == Field.BLANK_YEAR_DAY && rest.startsWith(" ")) {
              rest = rest.substring(1);
            }
          }
          yearDay = number(part.field == Field.ZERO_YEAR_DAY ? 3 : 1, 3);
          return yearDay >= 0;
        case HOUR:
          hour = number(1, 2);
          within(hour, -1, 23, "hour");
          return hour >= 0;
        case HOUR12, ZERO_HOUR12:
          hour = number(part.field == Field.ZERO_HOUR12 ? 2 : 1, 2);
          within(hour, -1, 12, "hour");
          return hour >= 0;
        case MINUTE, ZERO_MINUTE:
          minute = number(part.field == Field.ZERO_MINUTE ? 2 : 1, 2);
          within(minute, -1, 59, "minute");
          return minute >= 0;
        case SECOND, ZERO_SECOND:
          second = number(part.field == Field.ZERO_SECOND ? 2 : 1, 2);
          within(second, -1, 59, "second");
          return second >= 0 && unaskedFraction(next);
        case UPPER_HALF, LOWER_HALF:
          return half(part.field == Field.UPPER_HALF);
        case ZONE_NAME:
          return zone();
        case FIXED_FRACTION:
          return rest.length() >= part.text.length() && fraction(part.text.length());
        case SHORT_FRACTION:
          return startsWithFraction() ? fraction(fractionLength()) : true;
        default:
          return offset(part.field);
      }
    }

    private void within(int value, int least, int most, String what) {
      if (value < least || value > most) {
        outside = what;
      }
    }

    /** The number at the front, or -1 if there are too few digits. */
    private int number(int least, int most) {
      int end = 0;
      while (end < most && end < rest.length() && isDigit(rest.charAt(end))) {
        end++;
      }
      if (end < least) {
        return -1;
      }
      int value = Integer.parseInt(rest.substring(0, end));
      rest = rest.substring(end);
      return value;
    }

    /** Number of a month or weekday by name, whichever its case, or -1. */
    private int name(int length, boolean months) {
      for (int i = 0; i < (months ? 12 : 7); i++) {
        // Weeks begin with Sunday there.
        String name =
            months
                ? Month.of(i + 1).getDisplayName(TextStyle.FULL, Locale.US)
                : DayOfWeek.of(i == 0 ? 7 : i).getDisplayName(TextStyle.FULL, Locale.US);
        int end = length == 0 ? name.length() : length;
        if (rest.regionMatches(true, 0, name, 0, end)) {
          rest = rest.substring(end);
          return i;
        }
      }
      return -1;
    }

    private boolean startsWithFraction() {
      return rest.length() >= 2
          && (rest.charAt(0) == '.' || rest.charAt(0) == ',')
          && isDigit(rest.charAt(1));
    }

    private int fractionLength() {
      int end = 1;
      while (end < rest.length() && isDigit(rest.charAt(end))) {
        end++;
      }
      return end;
    }

    /** A fraction of a second is read even where the layout has none. */
    private boolean unaskedFraction(Field next) {
      boolean asked = next == Field.FIXED_FRACTION || next == Field.SHORT_FRACTION;
      return asked || !startsWithFraction() || fraction(fractionLength());
    }

    /**
     * @param length with the point
     */
    private boolean fraction(int length) {
      String digits = rest.substring(1, length);
      if ((rest.charAt(0) != '.' && rest.charAt(0) != ',')
          || !digits.chars().allMatch(c -> isDigit((char) c))) {
        return false;
      }
      rest = rest.substring(length);
      String nine = (digits + "0".repeat(MAX_NANO_DIGITS)).substring(0, MAX_NANO_DIGITS);
      nanos = Integer.parseInt(nine);
      return true;
    }

    private boolean half(boolean upper) {
      morning = rest.startsWith(upper ? "AM" : "am");
      afternoon = rest.startsWith(upper ? "PM" : "pm");
      if (!morning && !afternoon) {
        return false;
      }
      rest = rest.substring(2);
      return true;
    }

    private boolean offset(Field field) {
      if (field.text.charAt(0) == 'Z' && rest.startsWith("Z")) {
        rest = rest.substring(1);
        utc = true;
        return true;
      }
      if (rest.length() < field.text.length()) {
        return false;
      }
      int[] parts = {0, 0, 0};
      int at = 1;
      for (int i = 0; at < field.text.length(); i++) {
        if (field.text.charAt(at) == ':') {
          if (rest.charAt(at) != ':') {
            return false;
          }
          at++;
        }
        if (!isDigit(rest.charAt(at)) || !isDigit(rest.charAt(at + 1))) {
          return false;
        }
        parts[i] = Integer.parseInt(rest.substring(at, at + 2));
        at += 2;
      }
      within(parts[0], 0, 24, "time zone offset hour");
      within(parts[1], 0, 60, "time zone offset minute");
      within(parts[2], 0, 60, "time zone offset second");
      char sign = rest.charAt(0);
      if (sign != '+' && sign != '-') {
        return false;
      }
      rest = rest.substring(at);
      int size = (parts[0] * 60 + parts[1]) * 60 + parts[2];
      offsetSeconds = sign == '-' ? -size : size;
      return true;
    }

    private boolean zone() {
      if (rest.startsWith("UTC")) {
        rest = rest.substring(3);
        utc = true;
        return true;
      }
      int length = zoneLength();
      if (length == 0) {
        return false;
      }
      zoneName = rest.substring(0, length);
      rest = rest.substring(length);
      return true;
    }

    /** How much of the text looks like the name of a time zone. */
    private int zoneLength() {
      if (rest.length() < 3) {
        return 0;
      }
      if (rest.startsWith("ChST") || rest.startsWith("MeST")) {
        return 4;
      }
      if (rest.startsWith("GMT")) {
        return 3 + signedHours(rest.substring(3));
      }
      if (rest.charAt(0) == '+' || rest.charAt(0) == '-') {
        return signedHours(rest);
      }
      int upper = 0;
      while (upper < 6
          && upper < rest.length()
          && rest.charAt(upper) >= 'A'
          && rest.charAt(upper) <= 'Z') {
        upper++;
      }
      return switch (upper) {
        case 3 -> 3;
        case 4 -> rest.charAt(3) == 'T' || rest.startsWith("WITA") ? 4 : 0;
        case 5 -> rest.charAt(4) == 'T' ? 5 : 0;
        default -> 0;
      };
    }

    /** Length of an offset like {@code +03}, from -23 to 23, or 0. */
    private int signedHours(String text) {
      if (text.isEmpty() || (text.charAt(0) != '+' && text.charAt(0) != '-')) {
        return 0;
      }
      int end = 1;
      while (end < text.length() && end < 9 && isDigit(text.charAt(end))) {
        end++;
      }
      return end > 1 && Integer.parseInt(text.substring(1, end)) <= 23 ? end : 0;
    }

    private Instant moment() {
      if (afternoon && hour < 12) {
        hour += 12;
      } else if (morning && hour == 12) {
        hour = 0;
      }
      if (yearDay >= 0) {
        dayOfYear();
      }
      LocalDateTime local;
      try {
        local =
            LocalDateTime.of(
                year, month < 0 ? 1 : month, day < 0 ? 1 : day, hour, minute, second, nanos);
      } catch (DateTimeException e) {
        throw error(": day out of range");
      }
      Instant moment = local.toInstant(ZoneOffset.UTC);
      if (utc) {
        return moment;
      }
      if (offsetSeconds != null) {
        return moment.minusSeconds(offsetSeconds);
      }
      // A name alone moves nothing: Go notes it, with an unknown offset.
      return moment;
    }

    private void dayOfYear() {
      LocalDate date;
      try {
        date = LocalDate.ofYearDay(year, yearDay);
      } catch (DateTimeException e) {
        throw error(": day-of-year out of range");
      }
      if (month >= 0 && month != date.getMonthValue()) {
        throw error(": day-of-year does not match month");
      }
      if (day >= 0 && day != date.getDayOfMonth()) {
        throw error(": day-of-year does not match day");
      }
      month = date.getMonthValue();
      day = date.getDayOfMonth();
    }
  }

  /** The zone with a name of the time zone database's. */
  static ZoneId zone(String name) {
    if (name.isEmpty() || name.equals("UTC")) {
      return ZoneOffset.UTC;
    }
    if (name.equals("Local")) {
      throw new BuiltinError("the time zone of this machine is no input");
    }
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      throw new BuiltinError("unknown time zone " + name);
    }
    return ZoneId.of(name);
  }
}
