package org.heapgres.planner.functions;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TextCodecs;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/** text, varchar, bpchar, name and "char": positions and lengths count characters. */
final class StringFunctions {
  private static final int MAX_BYTES = 1 << 30;

  private StringFunctions() {}

  static int textlen(String text) {
    return TextCodecs.codePoints(text);
  }

  static int textoctetlen(String text) {
    return utf8Length(text);
  }

  static int bpcharlen(String text) {
    return TextCodecs.codePoints(TextCodecs.stripTrailingSpaces(text));
  }

  static int bpcharoctetlen(String text) {
    return utf8Length(text);
  }

  static int bitLengthText(String text) {
    return utf8Length(text) * 8;
  }

  private static int utf8Length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  static String textcat(String a, String b) {
    return a.concat(b);
  }

  static String textanycatTextAnynonarray(
      CallTypes types, CallContext context, String a, Object b) {
    return a.concat(castText(types.argument(1), b, context));
  }

  static String anytextcatAnynonarrayText(
      CallTypes types, CallContext context, Object a, String b) {
    return castText(types.argument(0), a, context).concat(b);
  }

  /** As a cast to text, which for bool and character is not the output function. */
  private static String castText(PgType type, Object value, CallContext context) {
    if (type.equals(Types.BOOL)) {
      return booltext((Boolean) value);
    }
    return type.equals(Types.BPCHAR)
        ? TextCodecs.stripTrailingSpaces((String) value)
        : type.text(value, context.formats());
  }

  private static PgException negativeSubstring() {
    return new PgException(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
  }

  static String textSubstr(String text, int start, int length) {
    if (length < 0) {
      throw negativeSubstring();
    }
    return substring(text, start, (long) start + length);
  }

  static String textSubstrNoLen(String text, int start) {
    return substring(text, start, Long.MAX_VALUE);
  }

  /** Characters from 1, {@code end} exclusive. */
  private static String substring(String text, long start, long end) {
    int count = textlen(text);
    int from = Math.clamp(start - 1, 0, count);
    int to = Math.clamp(end - 1, from, count);
    if (count == text.length()) {
      return text.substring(from, to);
    }
    int begin = text.offsetByCodePoints(0, from);
    return text.substring(begin, text.offsetByCodePoints(begin, to - from));
  }

  static String textLeft(String text, int count) {
    return substring(text, 1, count < 0 ? Math.max(1, textlen(text) + count + 1L) : count + 1L);
  }

  static String textRight(String text, int count) {
    if (count == Integer.MIN_VALUE) {
      return text;
    }
    int length = textlen(text);
    long from = count < 0 ? 1L - count : length - (long) count + 1;
    return substring(text, Math.max(1, from), Long.MAX_VALUE);
  }

  static int textpos(String text, String sought) {
    int at = text.indexOf(sought);
    return at < 0 ? 0 : text.codePointCount(0, at) + 1;
  }

  static String textoverlay(String text, String replacement, int start, int length) {
    if (start <= 0) {
      throw negativeSubstring();
    }
    long end = (long) start + length;
    if (end > Integer.MAX_VALUE) {
      throw Errors.outOfRange("integer");
    }
    return substring(text, 1, start) + replacement + substring(text, end, Long.MAX_VALUE);
  }

  static String textoverlayNoLen(String text, String replacement, int start) {
    return textoverlay(text, replacement, start, textlen(replacement));
  }

  static String replaceText(String text, String from, String to) {
    return from.isEmpty() ? text : text.replace(from, to);
  }

  static String translate(String text, String from, String to) {
    int[] sources = from.codePoints().toArray();
    int[] targets = to.codePoints().toArray();
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              for (int i = 0; i < sources.length; i++) {
                if (sources[i] == c) {
                  if (i < targets.length) {
                    out.appendCodePoint(targets[i]);
                  }
                  return;
                }
              }
              out.appendCodePoint(c);
            });
    return out.toString();
  }

  static String btrim(String text, String characters) {
    return trim(text, characters, true, true);
  }

  static String btrim1(String text) {
    return trim(text, " ", true, true);
  }

  static String ltrim(String text, String characters) {
    return trim(text, characters, true, false);
  }

  static String ltrim1(String text) {
    return trim(text, " ", true, false);
  }

  static String rtrim(String text, String characters) {
    return trim(text, characters, false, true);
  }

  static String rtrim1(String text) {
    return trim(text, " ", false, true);
  }

  private static String trim(String text, String characters, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end) {
      int c = text.codePointAt(start);
      if (characters.indexOf(c) < 0) {
        break;
      }
      start += Character.charCount(c);
    }
    while (right && end > start) {
      int c = text.codePointBefore(end);
      if (characters.indexOf(c) < 0) {
        break;
      }
      end -= Character.charCount(c);
    }
    return text.substring(start, end);
  }

  private static PgException tooLong() {
    return new PgException(SqlState.PROGRAM_LIMIT_EXCEEDED, "requested length too large");
  }

  static String lpad(String text, int length, String fill) {
    int missing = Math.max(0, length) - textlen(text);
    if (missing <= 0 || fill.isEmpty()) {
      return substring(text, 1, Math.max(0, length) + 1L);
    }
    return padding(missing, fill) + text;
  }

  static String rpad(String text, int length, String fill) {
    int missing = Math.max(0, length) - textlen(text);
    if (missing <= 0 || fill.isEmpty()) {
      return substring(text, 1, Math.max(0, length) + 1L);
    }
    return text + padding(missing, fill);
  }

  private static String padding(int count, String fill) {
    if (count >= MAX_BYTES / 4) {
      throw tooLong();
    }
    int width = textlen(fill);
    return fill.repeat(count / width) + substring(fill, 1, count % width + 1L);
  }

  static String lpadTextInt4(String text, int length) {
    return lpad(text, length, " ");
  }

  static String rpadTextInt4(String text, int length) {
    return rpad(text, length, " ");
  }

  static String repeat(String text, int count) {
    if ((long) utf8Length(text) * Math.max(0, count) >= MAX_BYTES) {
      throw tooLong();
    }
    return text.repeat(Math.max(0, count));
  }

  static String textReverse(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  static boolean textStartsWith(String text, String prefix) {
    return text.startsWith(prefix);
  }

  static String splitPart(String text, String separator, int field) {
    if (field == 0) {
      throw Errors.invalidParameter("field position must not be zero");
    }
    if (separator.isEmpty()) {
      return field == 1 || field == -1 ? text : "";
    }
    List<String> parts = split(text, separator);
    int index = field > 0 ? field - 1 : parts.size() + field;
    return index >= 0 && index < parts.size() ? parts.get(index) : "";
  }

  private static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, start)) {
      parts.add(text.substring(start, at));
      start = at + separator.length();
    }
    parts.add(text.substring(start));
    return parts;
  }

  static PgArray textToArray(String text, String separator) {
    return textToArrayNull(text, separator, null);
  }

  static PgArray textToArrayNull(String text, String separator, String nullText) {
    List<Object> parts = parts(text, separator, nullText);
    return parts == null ? null : PgArray.of(Types.TEXT.oid(), parts);
  }

  static Iterator<?> textToTable(String text, String separator) {
    return textToTableNull(text, separator, null);
  }

  static Iterator<?> textToTableNull(String text, String separator, String nullText) {
    List<Object> parts = parts(text, separator, nullText);
    return parts == null ? List.of().iterator() : parts.iterator();
  }

  /** A null separator makes every character a part; null for a null text. */
  private static List<Object> parts(String text, String separator, String nullText) {
    if (text == null) {
      return null;
    }
    List<Object> parts = new ArrayList<>();
    if (text.isEmpty()) {
      return parts;
    }
    if (separator == null) {
      text.codePoints().forEach(c -> parts.add(Character.toString(c)));
    } else if (separator.isEmpty()) {
      parts.add(text);
    } else {
      parts.addAll(split(text, separator));
    }
    parts.replaceAll(part -> part.equals(nullText) ? null : part);
    return parts;
  }

  static int ascii(String text) {
    return text.isEmpty() ? 0 : text.codePointAt(0);
  }

  static String chr(int code) {
    if (code < 0) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "character number must be positive");
    }
    if (code == 0) {
      throw new PgException(SqlState.PROGRAM_LIMIT_EXCEEDED, "null character not permitted");
    }
    if (code > 0x10FFFF) {
      throw new PgException(
          SqlState.PROGRAM_LIMIT_EXCEEDED, "requested character too large for encoding: " + code);
    }
    if (code >= 0xD800 && code <= 0xDFFF) {
      throw new PgException(
          SqlState.PROGRAM_LIMIT_EXCEEDED, "requested character not valid for encoding: " + code);
    }
    return Character.toString(code);
  }

  static String toHex32(int value) {
    return Integer.toHexString(value);
  }

  static String toHex64(long value) {
    return Long.toHexString(value);
  }

  static String toOct32(int value) {
    return Integer.toOctalString(value);
  }

  static String toOct64(long value) {
    return Long.toOctalString(value);
  }

  static String toBin32(int value) {
    return Integer.toBinaryString(value);
  }

  static String toBin64(long value) {
    return Long.toBinaryString(value);
  }

  /** The arguments of a variadic "any" function, an explicit array taken apart. */
  static List<String> texts(CallTypes types, CallContext context, Object[] arguments, int from) {
    List<String> texts = new ArrayList<>();
    if (types.variadicArray() && arguments.length > from) {
      PgArray array = (PgArray) arguments[arguments.length - 1];
      if (array == null) {
        return null;
      }
      PgType element = JsonWriter.typeOf(array.elementOid(), context.formats());
      for (Object value : array.elements()) {
        texts.add(value == null ? null : element.text(value, context.formats()));
      }
      return texts;
    }
    for (int i = from; i < arguments.length; i++) {
      texts.add(
          arguments[i] == null ? null : types.argument(i).text(arguments[i], context.formats()));
    }
    return texts;
  }

  static String textConcat(CallTypes types, CallContext context, Object[] arguments) {
    List<String> texts = texts(types, context, arguments, 0);
    if (texts == null) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    for (String text : texts) {
      if (text != null) {
        out.append(text);
      }
    }
    return out.toString();
  }

  static String textConcatWs(CallTypes types, CallContext context, Object[] arguments) {
    List<String> texts = texts(types, context, arguments, 1);
    if (texts == null || arguments[0] == null) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (String text : texts) {
      if (text != null) {
        if (!first) {
          out.append((String) arguments[0]);
        }
        first = false;
        out.append(text);
      }
    }
    return out.toString();
  }

  static String textFormatNv(String format) {
    return format == null ? null : TextFormat.format(format, List.of());
  }

  static String textFormat(CallTypes types, CallContext context, Object[] arguments) {
    if (arguments[0] == null) {
      return null;
    }
    List<String> texts = texts(types, context, arguments, 1);
    return TextFormat.format((String) arguments[0], texts == null ? List.of() : texts);
  }

  static String quoteIdent(String name) {
    return Quoting.identifier(name);
  }

  static String quoteLiteral(String text) {
    return Quoting.literal(text);
  }

  static String quoteLiteralAnyelement(CallTypes types, CallContext context, Object value) {
    return Quoting.literal(castText(types.argument(0), value, context));
  }

  static String quoteNullable(String text) {
    return text == null ? "NULL" : Quoting.literal(text);
  }

  static String quoteNullableAnyelement(CallTypes types, CallContext context, Object value) {
    return value == null ? "NULL" : quoteLiteralAnyelement(types, context, value);
  }

  static String booltext(boolean value) {
    return value ? "true" : "false";
  }

  static String varchar(String text, int typmod, boolean explicit) {
    return (String) Types.VARCHAR.coerce(text, typmod, explicit);
  }

  static String bpchar(String text, int typmod, boolean explicit) {
    if (typmod > MAX_BYTES) {
      throw new PgException(SqlState.INTERNAL_ERROR, "invalid memory alloc request size " + typmod);
    }
    return (String) Types.BPCHAR.coerce(text, typmod, explicit);
  }

  static String textName(String text) {
    return TextCodecs.truncateName(text);
  }

  static String nameText(String name) {
    return name;
  }

  static String bpcharName(String text) {
    return TextCodecs.truncateName(TextCodecs.stripTrailingSpaces(text));
  }

  static String nameBpchar(String name) {
    return name;
  }

  static String textChar(String text) {
    return TextCodecs.charOf(text);
  }

  static String charText(String value) {
    return value;
  }

  static String charBpchar(String value) {
    return value;
  }

  static int chartoi4(String value) {
    return TextCodecs.byteOf(value);
  }

  static String i4tochar(int value) {
    if (value < Byte.MIN_VALUE || value > Byte.MAX_VALUE) {
      throw Errors.outOfRange("\"char\"");
    }
    return TextCodecs.fromByte((byte) value);
  }

  static String nameconcatoid(String name, long oid) {
    String suffix = "_" + oid;
    return TextCodecs.truncateName(name).length() + suffix.length() > 63
        ? name.substring(0, 63 - suffix.length()) + suffix
        : name + suffix;
  }

  static String unistr(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char kind = i < text.length() ? text.charAt(i) : 0;
      if (kind == '\\') {
        out.append(kind);
        i++;
        continue;
      }
      int digits = kind == '+' ? 6 : kind == 'U' ? 8 : 4;
      int from = kind == '+' || kind == 'u' || kind == 'U' ? i + 1 : i;
      i = from + digits;
      out.append(unicode(text, from, i));
    }
    if (hasLoneSurrogate(out)) {
      throw new PgException(SqlState.SYNTAX_ERROR, "invalid Unicode surrogate pair");
    }
    return out.toString();
  }

  /** One character, or half of a surrogate pair, from hexadecimal digits. */
  private static String unicode(String text, int from, int to) {
    int code = 0;
    for (int i = from; i < to; i++) {
      int digit =
          i < text.length() && text.charAt(i) < 128 ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        throw new PgException(SqlState.SYNTAX_ERROR, "invalid Unicode escape")
            .withHint("Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.");
      }
      code = code << 4 | digit;
    }
    if (code <= 0 || code > 0x10FFFF) {
      throw new PgException(
          SqlState.SYNTAX_ERROR, "invalid Unicode code point: " + text.substring(from, to));
    }
    return Character.isSupplementaryCodePoint(code)
        ? Character.toString(code)
        : String.valueOf((char) code);
  }

  private static boolean hasLoneSurrogate(CharSequence text) {
    return text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  static String unicodeNormalizeFunc(String text, String form) {
    return java.text.Normalizer.normalize(text, normalForm(form));
  }

  static boolean unicodeIsNormalized(String text, String form) {
    return java.text.Normalizer.isNormalized(text, normalForm(form));
  }

  private static java.text.Normalizer.Form normalForm(String form) {
    return switch (form.toUpperCase(Locale.ROOT)) {
      case "NFC" -> java.text.Normalizer.Form.NFC;
      case "NFD" -> java.text.Normalizer.Form.NFD;
      case "NFKC" -> java.text.Normalizer.Form.NFKC;
      case "NFKD" -> java.text.Normalizer.Form.NFKD;
      default -> throw Errors.invalidParameter("invalid normalization form: " + form);
    };
  }
}
