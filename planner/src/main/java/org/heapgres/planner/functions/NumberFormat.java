package org.heapgres.planner.functions;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A number template of to_char and to_number (manual, section 9.8, table 9.30), in the C locale.
 * Immutable once parsed.
 */
final class NumberFormat {
  private enum Key {
    NINE("9"),
    ZERO("0"),
    POINT("."),
    COMMA(","),
    D("D"),
    G("G"),
    S("S"),
    MI("MI"),
    PL("PL"),
    SG("SG"),
    PR("PR"),
    L("L"),
    FM("FM"),
    EEEE("EEEE"),
    RN("RN"),
    ROMAN_LOWER("rn"),
    TH("TH"),
    TH_LOWER("th"),
    V("V"),
    B("B"),
    C("C");

    private final String text;

    Key(String text) {
      this.text = text;
    }
  }

  /** A keyword, or a piece of literal text. */
  private record Part(Key key, String literal) {}

  private static final Key[] BY_LENGTH = {
    Key.EEEE,
    Key.FM,
    Key.MI,
    Key.PL,
    Key.SG,
    Key.PR,
    Key.RN,
    Key.ROMAN_LOWER,
    Key.TH,
    Key.TH_LOWER,
    Key.NINE,
    Key.ZERO,
    Key.POINT,
    Key.COMMA,
    Key.D,
    Key.G,
    Key.S,
    Key.L,
    Key.V,
    Key.B,
    Key.C
  };

  private enum SignPlace {
    NONE,
    BEFORE,
    AFTER
  }

  /** As many letters as the longest numeral has, blanks before them. */
  private static final Pattern ROMAN = Pattern.compile("\\s*([MDCLXVImdclxvi]{1,15})");

  private final List<Part> parts = new ArrayList<>();
  private int before;
  private int after;
  private int shift;
  private boolean hasPoint;
  private boolean hasZero;
  private int zeroStart;
  private int zeroEnd;
  private SignPlace signPlace = SignPlace.NONE;
  private int digitsBeforeSign;
  private boolean fill;
  private boolean minus;
  private boolean plus;
  private boolean bracket;
  private boolean roman;
  private boolean exponent;
  private boolean multiply;

  private NumberFormat() {}

  static NumberFormat parse(String template) {
    NumberFormat format = new NumberFormat();
    for (int at = 0; at < template.length(); ) {
      Key key = keyAt(template, at);
      if (key != null) {
        format.parts.add(new Part(key, null));
        format.prepare(key);
        at += key.text.length();
      } else if (template.charAt(at) == '"') {
        int end = at + 1;
        StringBuilder literal = new StringBuilder();
        while (end < template.length() && template.charAt(end) != '"') {
          if (template.charAt(end) == '\\' && end + 1 < template.length()) {
            end++;
          }
          literal.append(template.charAt(end++));
        }
        format.parts.add(new Part(null, literal.toString()));
        at = end + 1;
      } else {
        int start = at;
        if (template.startsWith("\\\"", at)) {
          start++;
        }
        int end = template.offsetByCodePoints(start, 1);
        format.parts.add(new Part(null, template.substring(start, end)));
        at = end;
      }
    }
    return format;
  }

  private static Key keyAt(String template, int at) {
    for (Key key : BY_LENGTH) {
      boolean exact =
          key == Key.RN || key == Key.ROMAN_LOWER || key == Key.TH || key == Key.TH_LOWER;
      if (template.regionMatches(!exact, at, key.text, 0, key.text.length())) {
        return key;
      }
    }
    return null;
  }

  private static PgException syntax(String message) {
    return new PgException(SqlState.SYNTAX_ERROR, message);
  }

  private void prepare(Key key) {
    if (exponent && key != Key.EEEE) {
      throw syntax("\"EEEE\" must be the last pattern used");
    }
    switch (key) {
      case NINE -> {
        if (bracket) {
          throw syntax("\"9\" must be ahead of \"PR\"");
        }
        if (multiply) {
          shift++;
        } else if (hasPoint) {
          after++;
        } else {
          before++;
        }
      }
      case ZERO -> {
        if (bracket) {
          throw syntax("\"0\" must be ahead of \"PR\"");
        }
        if (!hasZero && !hasPoint) {
          hasZero = true;
          zeroStart = before;
        }
        if (hasPoint) {
          after++;
        } else {
          before++;
        }
        zeroEnd = before + after;
      }
      case D, POINT -> {
        if (hasPoint) {
          throw syntax("multiple decimal points");
        }
        if (multiply) {
          throw syntax("cannot use \"V\" and decimal point together");
        }
        hasPoint = true;
      }
      case FM -> fill = true;
      case S -> {
        if (signPlace != SignPlace.NONE) {
          throw syntax("cannot use \"S\" twice");
        }
        if (plus || minus || bracket) {
          throw syntax("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together");
        }
        if (hasPoint) {
          signPlace = SignPlace.AFTER;
        } else {
          signPlace = SignPlace.BEFORE;
          digitsBeforeSign = before;
        }
      }
      case MI -> {
        refuseSign("MI");
        minus = true;
      }
      case PL -> {
        refuseSign("PL");
        plus = true;
      }
      case SG -> {
        refuseSign("SG");
        plus = true;
        minus = true;
      }
      case PR -> {
        if (signPlace != SignPlace.NONE || plus || minus) {
          throw syntax("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together");
        }
        bracket = true;
      }
      case RN, ROMAN_LOWER -> roman = true;
      case V -> {
        if (hasPoint) {
          throw syntax("cannot use \"V\" and decimal point together");
        }
        multiply = true;
      }
      case EEEE -> {
        if (exponent) {
          throw syntax("cannot use \"EEEE\" twice");
        }
        exponent = true;
      }
      case COMMA, G, L, TH, TH_LOWER, B, C -> {}
    }
  }

  private void refuseSign(String key) {
    if (signPlace != SignPlace.NONE) {
      throw syntax("cannot use \"S\" and \"" + key + "\" together");
    }
  }

  /** {@code maxDigits} is what the number's type can show: beyond it decimals are dropped. */
  String format(BigDecimal value, int maxDigits) {
    if (roman) {
      return roman(value);
    }
    if (exponent) {
      return scientific(value);
    }
    BigDecimal shifted = multiply ? value.movePointRight(shift) : value;
    int decimals = decimals(Math.max(1, shifted.precision() - shifted.scale()), maxDigits);
    String text = shifted.setScale(decimals, RoundingMode.HALF_UP).abs().toPlainString();
    boolean negative =
        value.signum() < 0 && shifted.setScale(decimals, RoundingMode.HALF_UP).signum() != 0;
    int integers = text.indexOf('.') < 0 ? text.length() : text.indexOf('.');
    int width = before + (multiply ? shift : 0);
    if (integers > width) {
      text = overflow(width, decimals);
      integers = width;
    }
    return new Writer(text, negative, Math.max(0, width - integers)).write();
  }

  private int decimals(int integerDigits, int maxDigits) {
    return Math.clamp((long) maxDigits - integerDigits, 0, after);
  }

  /** NaN and the infinities. */
  String formatSpecial(String text, int maxDigits) {
    if (exponent) {
      // as wide as a number would be
      return " " + "#".repeat(1) + (after > 0 ? "." + "#".repeat(after) : ".") + "####";
    }
    if (roman) {
      return "#".repeat(15);
    }
    boolean negative = text.startsWith("-");
    String shown = negative ? text.substring(1) : text;
    int width = before + (multiply ? shift : 0);
    if (parts.stream().anyMatch(part -> part.key == Key.TH || part.key == Key.TH_LOWER)) {
      throw new PgException(
          SqlState.INVALID_TEXT_REPRESENTATION, "\"" + shown + "\" is not a number");
    }
    return shown.length() > width
        ? new Writer(overflow(width, decimals(shown.length(), maxDigits)), negative, 0).write()
        : new Writer(shown, negative, width - shown.length()).write();
  }

  private static String overflow(int integers, int decimals) {
    return "#".repeat(integers) + "." + "#".repeat(decimals);
  }

  private String scientific(BigDecimal value) {
    int power = value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    String mantissa =
        value.abs().movePointLeft(power).setScale(after, RoundingMode.HALF_UP).toPlainString();
    return (value.signum() < 0 ? "-" : " ")
        + mantissa
        + String.format(Locale.ROOT, "e%s%02d", power < 0 ? "-" : "+", Math.abs(power));
  }

  private String roman(BigDecimal value) {
    int number = value.setScale(0, RoundingMode.HALF_UP).intValue();
    String numeral = number < 1 || number > 3999 ? "#".repeat(15) : numeral(number);
    boolean lower = parts.stream().anyMatch(part -> part.key == Key.ROMAN_LOWER);
    String shown = lower ? numeral.toLowerCase(Locale.ROOT) : numeral;
    return fill ? shown : " ".repeat(15 - shown.length()) + shown;
  }

  static String numeral(int number) {
    String[] symbols = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};
    int[] values = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    StringBuilder out = new StringBuilder();
    int rest = number;
    for (int i = 0; i < values.length; i++) {
      while (rest >= values[i]) {
        out.append(symbols[i]);
        rest -= values[i];
      }
    }
    return out.toString();
  }

  /** Puts the digits of one number into the template. */
  private final class Writer {
    private final String number;
    private final boolean negative;
    private final int leadingSpaces;
    private final StringBuilder out = new StringBuilder();
    private final boolean useBrackets;
    private final SignPlace place;
    private final int lastRelevant;
    private final int count;
    private boolean signWritten;
    private boolean inNumber;
    private int position;
    private int at;

    Writer(String number, boolean negative, int leadingSpaces) {
      this.number = number;
      this.negative = negative;
      this.leadingSpaces = leadingSpaces;
      SignPlace signs = signPlace;
      boolean brackets = bracket;
      if (plus || minus) {
        signWritten = !plus || minus;
      } else {
        if (!negative && fill) {
          brackets = false;
        }
        signWritten = !negative && fill && signs == SignPlace.NONE;
        if (signs == SignPlace.BEFORE && before == digitsBeforeSign) {
          signs = SignPlace.AFTER;
        }
      }
      useBrackets = brackets;
      place = signs;
      lastRelevant = fill && hasPoint ? lastRelevant() : -1;
      count = after + before - 1 + (!signWritten && leadingSpaces == 0 ? 1 : 0);
    }

    private int lastRelevant() {
      int last = number.indexOf('.');
      if (last < 0) {
        return -1;
      }
      for (int i = last + 1; i < number.length(); i++) {
        if (number.charAt(i) != '0') {
          last = i;
        }
      }
      if (zeroEnd > leadingSpaces) {
        last = Math.max(last, Math.min(number.length() - 1, zeroEnd - leadingSpaces));
      }
      return last;
    }

    private boolean isLastRelevantPoint() {
      return lastRelevant >= 0 && number.charAt(lastRelevant) == '.';
    }

    private boolean isSpaceBeforePoint() {
      return !hasZero && at == 0 && number.startsWith("0") && after != 0;
    }

    String write() {
      for (Part part : parts) {
        if (part.key == null) {
          out.append(part.literal);
          continue;
        }
        switch (part.key) {
          case NINE, ZERO, POINT, D -> digit(part.key);
          case COMMA, G -> {
            if (inNumber) {
              out.append(',');
            } else if (!fill) {
              out.append(' ');
            }
          }
          case L -> out.append(' ');
          case MI -> sign(negative ? "-" : " ", negative);
          case PL -> sign(negative ? " " : "+", !negative);
          case SG -> out.append(negative ? '-' : '+');
          case TH, TH_LOWER -> {
            if (!negative && !hasPoint && !number.startsWith("#")) {
              String ending = ordinal(number);
              out.append(part.key == Key.TH ? ending.toUpperCase(Locale.ROOT) : ending);
            }
          }
          case S, PR, FM, EEEE, RN, ROMAN_LOWER, V, B, C -> {}
        }
      }
      return out.toString();
    }

    private void sign(String shown, boolean always) {
      if (always || !fill) {
        out.append(shown);
      }
    }

    private void digit(Key key) {
      inNumber = false;
      boolean zeroHere = hasZero && zeroStart == position;
      if (!signWritten
          && (position >= leadingSpaces || zeroHere)
          && (!isSpaceBeforePoint() || isLastRelevantPoint())) {
        writeSign();
      }
      if (position < leadingSpaces && (zeroStart > position || !hasZero)) {
        if (!fill) {
          out.append(' ');
        }
      } else if (hasZero && position < leadingSpaces) {
        out.append('0');
        inNumber = true;
      } else {
        char c = at < number.length() ? number.charAt(at) : 0;
        if (c == '.') {
          if (!isLastRelevantPoint() || fill) {
            out.append('.');
          }
        } else if (lastRelevant >= 0 && at > lastRelevant && key != Key.ZERO) {
          // trailing zeros that FM drops
        } else if (isSpaceBeforePoint()) {
          if (!fill) {
            out.append(' ');
          } else if (isLastRelevantPoint()) {
            out.append('0');
          }
        } else if (c != 0) {
          out.append(c);
          inNumber = true;
        }
        if (c != 0) {
          at++;
        }
      }
      int end = count + (leadingSpaces > 0 ? 1 : 0) + (hasPoint ? 1 : 0);
      if (lastRelevant >= 0 && lastRelevant == at) {
        end = position;
      }
      if (position + 1 == end) {
        if (signWritten && useBrackets) {
          out.append(negative ? '>' : ' ');
        } else if (place == SignPlace.AFTER) {
          out.append(negative ? '-' : '+');
        }
      }
      position++;
    }

    private void writeSign() {
      if (place != SignPlace.NONE) {
        if (place == SignPlace.BEFORE) {
          out.append(negative ? '-' : '+');
          signWritten = true;
        }
      } else if (useBrackets) {
        out.append(negative ? '<' : ' ');
        signWritten = true;
      } else if (negative) {
        out.append('-');
        signWritten = true;
      } else {
        if (!fill) {
          out.append(' ');
        }
        signWritten = true;
      }
    }
  }

  /** {@code st}, {@code nd}, {@code rd} or {@code th}. */
  static String ordinal(String digits) {
    char last = digits.charAt(digits.length() - 1);
    boolean teen = digits.length() > 1 && digits.charAt(digits.length() - 2) == '1';
    return teen
        ? "th"
        : switch (last) {
          case '1' -> "st";
          case '2' -> "nd";
          case '3' -> "rd";
          default -> "th";
        };
  }

  /** A numeral is one only as {@link #numeral} writes it, in either case. */
  private static int readRoman(String text) {
    Matcher found = ROMAN.matcher(text);
    if (!found.lookingAt()) {
      throw new PgException(SqlState.INVALID_TEXT_REPRESENTATION, "invalid Roman numeral");
    }
    String given = found.group(1).toUpperCase(Locale.ROOT);
    int value = 0;
    for (int i = 0; i < given.length(); i++) {
      int digit = romanDigit(given.charAt(i));
      boolean subtracted = i + 1 < given.length() && romanDigit(given.charAt(i + 1)) > digit;
      value += subtracted ? -digit : digit;
    }
    if (value < 1 || value > 3999 || !numeral(value).equals(given)) {
      throw new PgException(SqlState.INVALID_TEXT_REPRESENTATION, "invalid Roman numeral");
    }
    return value;
  }

  private static int romanDigit(char letter) {
    return switch (letter) {
      case 'M' -> 1000;
      case 'D' -> 500;
      case 'C' -> 100;
      case 'L' -> 50;
      case 'X' -> 10;
      case 'V' -> 5;
      default -> 1;
    };
  }

  /** Reads a text by the template. */
  BigDecimal read(String text) {
    if (exponent) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "\"EEEE\" not supported for input");
    }
    if (roman && !text.isEmpty()) {
      return BigDecimal.valueOf(readRoman(text));
    }
    StringBuilder digits = new StringBuilder();
    boolean negative = false;
    boolean pointSeen = false;
    int at = 0;
    for (Part part : parts) {
      if (part.key == Key.FM) {
        continue;
      }
      while (at < text.length() && text.charAt(at) == ' ' && part.key != null) {
        at++;
      }
      if (at >= text.length()) {
        break;
      }
      if (part.key == null) {
        at += Math.min(part.literal.length(), text.length() - at);
        continue;
      }
      switch (part.key) {
        case NINE, ZERO, POINT, D -> {
          if (digits.isEmpty() && "+-<".indexOf(text.charAt(at)) >= 0) {
            negative |= text.charAt(at) != '+';
            at++;
          }
          if (at >= text.length()) {
            break;
          }
          char c = text.charAt(at);
          boolean pointKey = part.key == Key.POINT || part.key == Key.D;
          if (c >= '0' && c <= '9' && !pointKey) {
            digits.append(c);
            at++;
          } else if (c == '.' && hasPoint && !pointSeen) {
            digits.append('.');
            pointSeen = true;
            at++;
            if (!pointKey && at < text.length() && Character.isDigit(text.charAt(at))) {
              digits.append(text.charAt(at++));
            }
          }
        }
        case COMMA, G -> {
          if (text.charAt(at) == ',') {
            at++;
          }
        }
        case S, MI, SG -> {
          char c = text.charAt(at);
          if (c == '-' || c == '+') {
            negative |= c == '-';
            at++;
          }
        }
        case PL -> {
          if (text.charAt(at) == '+') {
            at++;
          }
        }
        case L -> {
          if (!Character.isDigit(text.charAt(at)) && "+-.".indexOf(text.charAt(at)) < 0) {
            at++;
          }
        }
        case TH, TH_LOWER -> at = Math.min(at + 2, text.length());
        case PR, FM, EEEE, RN, ROMAN_LOWER, V, B, C -> {}
      }
    }
    if (at < text.length() && text.charAt(at) == '-' && signPlace != SignPlace.NONE) {
      negative = true;
    }
    String clean = digits.toString();
    if (clean.isEmpty() || clean.equals(".")) {
      throw new PgException(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "invalid input syntax for type numeric: \"" + (negative ? "-" : " ") + "\"");
    }
    BigDecimal value =
        new BigDecimal(clean.endsWith(".") ? clean.substring(0, clean.length() - 1) : clean);
    if (multiply) {
      value = value.movePointLeft(shift);
    }
    return negative ? value.negate() : value;
  }
}
