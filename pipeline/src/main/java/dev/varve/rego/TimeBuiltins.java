package dev.varve.rego;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as nanoseconds since 1970, from 1677 to 2262, alone or as {@code [ns, zone, layout]}. OPA:
 * topdown/time.go; Go's package {@code time}. The clock is not read.
 */
final class TimeBuiltins {
  private static final String NUMBER_OR_PAIR = "either number (ns) or [number (ns), string (tz)]";
  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);

  /** Nobody adds more years; with more the calendar itself ends. */
  private static final long MOST_DAYS = 10_000_000;

  private static final Pattern EXTENDED =
      Pattern.compile("([-+]?)((?:[0-9.]+(?:ms|us|\u00b5s|ns|[a-z]))+)");
  private static final Pattern SEGMENT = Pattern.compile("([0-9]*(?:\\.[0-9]*)?)([^0-9.]+)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "\u00b5s", 1_000L,
          "\u03bcs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final Map<String, Integer> HOURS = Map.of("d", 24, "w", 7 * 24, "y", 365 * 24);

  private TimeBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("time.parse_ns", TimeBuiltins::parse);
    all.put("time.parse_rfc3339_ns", a -> nanos(TimeLayout.rfc3339().parse(Operands.text(a, 0))));
    all.put("time.parse_duration_ns", a -> duration(Operands.text(a, 0)));
    all.put("time.format", TimeBuiltins::format);
    all.put("time.date", TimeBuiltins::date);
    all.put("time.clock", TimeBuiltins::clock);
    all.put("time.weekday", TimeBuiltins::weekday);
    all.put("time.add_date", TimeBuiltins::addDate);
    all.put("time.diff", TimeBuiltins::difference);
  }

  private static Object nanos(Instant moment) {
    BigInteger nanos =
        BigInteger.valueOf(moment.getEpochSecond())
            .multiply(NANOS)
            .add(BigInteger.valueOf(moment.getNano()));
    if (nanos.bitLength() >= Long.SIZE) {
      throw new BuiltinError("time outside of valid range");
    }
    return nanos.longValue();
  }

  private static Object parse(Object[] arguments) {
    TimeLayout layout = TimeLayout.exactly(Operands.text(arguments, 0));
    return nanos(layout.parse(Operands.text(arguments, 1)));
  }

  /** A moment in its zone, with the layout it is to be written in. */
  private record Moment(ZonedDateTime time, String layout) {
    static Moment of(Object argument) {
      Object number = argument;
      ZoneId zone = ZoneOffset.UTC;
      String layout = "";
      if (argument instanceof RegoArray array) {
        if (array.size() == 0) {
          throw Operands.wrongType(0, argument, NUMBER_OR_PAIR);
        }
        Object[] parts = {array.get(0)};
        number = Operands.number(parts, 0);
        if (array.size() > 1) {
          zone = TimeLayout.zone(text(array.get(1)));
        }
        if (array.size() > 2) {
          layout = text(array.get(2));
        }
      } else if (!RegoNumber.isNumber(argument)) {
        throw Operands.wrongType(0, argument, NUMBER_OR_PAIR);
      }
      BinaryFloat nanos = NumberBuiltins.binary(number);
      BigInteger whole = nanos.truncated();
      if (!nanos.isWhole() || whole.bitLength() >= Long.SIZE) {
        throw new BuiltinError("timestamp too big");
      }
      Instant instant = Instant.ofEpochSecond(0, whole.longValue());
      return new Moment(instant.atZone(zone), layout);
    }

    private static String text(Object value) {
      return Operands.text(new Object[] {value}, 0);
    }
  }

  private static ZonedDateTime time(Object[] arguments, int position) {
    return Moment.of(arguments[position]).time;
  }

  private static Object format(Object[] arguments) {
    Moment moment = Moment.of(arguments[0]);
    return TimeLayout.of(moment.layout).format(moment.time);
  }

  private static RegoArray numbers(long... numbers) {
    RegoArray array = new RegoArray(numbers.length);
    for (long number : numbers) {
      array.add(number);
    }
    return array;
  }

  private static Object date(Object[] arguments) {
    ZonedDateTime time = time(arguments, 0);
    return numbers(time.getYear(), time.getMonthValue(), time.getDayOfMonth());
  }

  private static Object clock(Object[] arguments) {
    ZonedDateTime time = time(arguments, 0);
    return numbers(time.getHour(), time.getMinute(), time.getSecond());
  }

  private static Object weekday(Object[] arguments) {
    return time(arguments, 0).getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.US);
  }

  /** Overlong months run over: a month after January 31st is March 3rd. */
  private static Object addDate(Object[] arguments) {
    ZonedDateTime time = time(arguments, 0);
    long years = Operands.integer(arguments, 1);
    long months = Operands.integer(arguments, 2);
    long days = Operands.integer(arguments, 3);
    if (Math.max(Math.max(size(years), size(months)), size(days)) > MOST_DAYS) {
      throw new BuiltinError("time outside of valid range");
    }
    LocalDate date =
        LocalDate.of(time.getYear(), 1, 1)
            .plusYears(years)
            .plusMonths(time.getMonthValue() - 1 + months)
            .plusDays(time.getDayOfMonth() - 1 + days);
    return nanos(instant(date.atTime(time.toLocalTime()), time.getZone().getRules()));
  }

  private static double size(long value) {
    return Math.abs((double) value);
  }

  /** Around a change of the offset Go first takes the local time for UTC, then looks again. */
  private static Instant instant(LocalDateTime local, ZoneRules rules) {
    Instant asUtc = local.toInstant(ZoneOffset.UTC);
    int offset = rules.getOffset(asUtc).getTotalSeconds();
    int settled = rules.getOffset(asUtc.minusSeconds(offset)).getTotalSeconds();
    return asUtc.minusSeconds(offset == 0 ? 0 : settled);
  }

  /** Years, months, days, hours, minutes and seconds between two moments, in the first's zone. */
  private static Object difference(Object[] arguments) {
    ZonedDateTime first = time(arguments, 0);
    ZonedDateTime second = time(arguments, 1).withZoneSameInstant(first.getZone());
    if (first.toInstant().isAfter(second.toInstant())) {
      ZonedDateTime later = first;
      first = second;
      second = later;
    }
    int[] parts = {
      second.getYear() - first.getYear(),
      second.getMonthValue() - first.getMonthValue(),
      second.getDayOfMonth() - first.getDayOfMonth(),
      second.getHour() - first.getHour(),
      second.getMinute() - first.getMinute(),
      second.getSecond() - first.getSecond()
    };
    int days = YearMonth.from(first).lengthOfMonth();
    int[] lengths = {0, 12, days, 24, 60, 60};
    for (int i = parts.length - 1; i > 0; i--) {
      if (parts[i] < 0) {
        parts[i] += lengths[i];
        parts[i - 1]--;
      }
    }
    return numbers(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
  }

  // ---- durations

  /** Go's durations ({@code 1h15m30.918s}), and days, weeks and years of 365 days. */
  private static Object duration(String text) {
    String plain = text;
    if (text.matches("(?s).*[dwy].*")) {
      Matcher extended = EXTENDED.matcher(text);
      if (!extended.matches()) {
        throw invalid(text);
      }
      StringBuilder hours = new StringBuilder(extended.group(1));
      Matcher segment =
          Pattern.compile("([0-9.]+)(ms|us|\u00b5s|ns|[a-z])").matcher(extended.group(2));
      while (segment.find()) {
        Integer factor = HOURS.get(segment.group(2));
        if (factor == null) {
          hours.append(segment.group());
        } else {
          hours.append(inHours(segment.group(1), factor, text)).append('h');
        }
      }
      plain = hours.toString();
    }
    return nanoseconds(plain, text);
  }

  private static String inHours(String digits, int factor, String text) {
    if (digits.length() > 64
        || digits.indexOf('.') != digits.lastIndexOf('.')
        || digits.equals(".")) {
      throw invalid(text);
    }
    return new BigDecimal(Double.parseDouble(digits) * factor).toPlainString();
  }

  private static BuiltinError invalid(String text) {
    return new BuiltinError("time: invalid duration " + GoQuote.text(text, true));
  }

  private static long nanoseconds(String plain, String shown) {
    boolean negative = plain.startsWith("-");
    String rest = negative || plain.startsWith("+") ? plain.substring(1) : plain;
    if (rest.equals("0")) {
      return 0L;
    }
    BigInteger total = BigInteger.ZERO;
    if (rest.isEmpty()) {
      throw invalid(shown);
    }
    Matcher segment = SEGMENT.matcher(rest);
    int at = 0;
    while (at < rest.length()) {
      if (!segment.find(at) || segment.start() != at) {
        boolean number = rest.substring(at).matches("[0-9]+\\.?[0-9]*|\\.[0-9]+");
        throw number
            ? new BuiltinError("time: missing unit in duration " + GoQuote.text(shown, true))
            : invalid(shown);
      }
      String digits = segment.group(1);
      if (digits.isEmpty() || digits.equals(".") || digits.length() > 400) {
        throw invalid(shown);
      }
      Long unit = UNITS.get(segment.group(2));
      if (unit == null) {
        throw new BuiltinError(
            "time: unknown unit "
                + GoQuote.text(segment.group(2), true)
                + " in duration "
                + GoQuote.text(shown, true));
      }
      total = total.add(amount(digits, unit));
      if (total.bitLength() > Long.SIZE - 1
          && !(negative && total.equals(BigInteger.ONE.shiftLeft(63)))) {
        throw invalid(shown);
      }
      at = segment.end();
    }
    return (negative ? total.negate() : total).longValue();
  }

  private static BigInteger amount(String digits, long unit) {
    int point = digits.indexOf('.');
    String whole = point < 0 ? digits : digits.substring(0, point);
    BigInteger amount =
        new BigInteger(whole.isEmpty() ? "0" : whole).multiply(BigInteger.valueOf(unit));
    String fraction = point < 0 ? "" : digits.substring(point + 1);
    // Go keeps as many digits as fit into 63 bits, and multiplies doubles.
    long kept = 0;
    double scale = 1;
    for (int i = 0; i < fraction.length() && kept <= (Long.MAX_VALUE - 9) / 10; i++) {
      kept = kept * 10 + fraction.charAt(i) - '0';
      scale *= 10;
    }
    return amount.add(BigInteger.valueOf((long) (kept * (unit / scale))));
  }
}
