package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/** Arrays of any element type (PgArray), with dimensions and lower bounds. */
public final class ArrayCodec extends TypeCodec {
  private static final int MAX_DIMENSIONS = 6;
  private static final int MAX_ELEMENTS = 0x7FFF_FFFF / 8;

  private final int elementOid;
  private final char delimiter;

  /** Null for an array of a built-in type; a user's is known where there is no session too. */
  private final PgType own;

  ArrayCodec(int elementOid, char delimiter) {
    this.elementOid = elementOid;
    this.delimiter = delimiter;
    own = null;
  }

  ArrayCodec(PgType element) {
    elementOid = element.oid();
    delimiter = element.delimiter();
    own = element;
  }

  ArrayCodec collated(Collation collation) {
    return new ArrayCodec(
        (own == null ? Types.REGISTRY.require(elementOid) : own).collated(collation));
  }

  /** See {@link PgType#ordersAs}. */
  int order() {
    return own == null ? 0 : own.order();
  }

  @Override
  public long edition() {
    return own == null ? 0 : own.codec().edition();
  }

  private PgType element(FormatSettings settings) {
    PgType element = settings.environment().types().type(elementOid);
    return element != null ? element : own != null ? own : Types.REGISTRY.require(elementOid);
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    return new Parser(text, typmod, settings).parse();
  }

  /** One pass over one literal. */
  private final class Parser {
    private final String text;
    private final int typmod;
    private final FormatSettings settings;
    private final PgType element;
    private final List<Object> values = new ArrayList<>();
    private final int[] dimensions = new int[MAX_DIMENSIONS];
    private int depth;
    private int at;

    Parser(String text, int typmod, FormatSettings settings) {
      this.text = text;
      this.typmod = typmod;
      this.settings = settings;
      this.element = element(settings);
    }

    PgArray parse() {
      skipSpace();
      List<int[]> declared = bounds();
      if (at >= text.length() || text.charAt(at) != '{') {
        throw malformed(
            declared.isEmpty()
                ? "Array value must start with \"{\" or dimension information."
                : "Array contents must start with \"{\".");
      }
      java.util.Arrays.fill(dimensions, -1);
      level(1);
      skipSpace();
      if (at < text.length()) {
        throw malformed("Junk after closing right brace.");
      }
      int[] lower;
      int[] sizes;
      if (!declared.isEmpty()) {
        lower = declared.stream().mapToInt(b -> b[0]).toArray();
        sizes = declared.stream().mapToInt(b -> b[1]).toArray();
        boolean same = sizes.length == depth;
        for (int i = 0; same && i < sizes.length; i++) {
          same = sizes[i] == dimensions[i];
        }
        if (!same) {
          throw malformed("Specified array dimensions do not match array contents.");
        }
      } else {
        sizes = java.util.Arrays.copyOf(dimensions, depth);
        lower = new int[depth];
        java.util.Arrays.fill(lower, 1);
      }
      if (values.isEmpty()) {
        return PgArray.of(elementOid);
      }
      return new PgArray(elementOid, values.toArray(), sizes, lower);
    }

    private List<int[]> bounds() {
      List<int[]> declared = new ArrayList<>();
      while (at < text.length() && text.charAt(at) == '[') {
        at++;
        if (declared.size() >= MAX_DIMENSIONS) {
          throw tooManyDimensions(declared.size() + 1);
        }
        int first = integer();
        int lower = 1;
        int upper = first;
        if (at < text.length() && text.charAt(at) == ':') {
          at++;
          lower = first;
          upper = integer();
        }
        if (at >= text.length() || text.charAt(at) != ']') {
          throw malformed("Missing \"]\" after array dimensions.");
        }
        at++;
        if (upper == Integer.MAX_VALUE) {
          throw new PgException(
              SqlState.PROGRAM_LIMIT_EXCEEDED, "array upper bound is too large: " + upper);
        }
        if (upper < lower) {
          throw new PgException(
              SqlState.ARRAY_ELEMENT_ERROR, "upper bound cannot be less than lower bound");
        }
        if ((long) upper - lower + 1 > MAX_ELEMENTS) {
          throw tooLarge();
        }
        declared.add(new int[] {lower, upper - lower + 1});
        skipSpace();
      }
      if (!declared.isEmpty()) {
        if (at >= text.length() || text.charAt(at) != '=') {
          throw malformed("Missing \"=\" after array dimensions.");
        }
        at++;
        skipSpace();
      }
      return declared;
    }

    private int integer() {
      int start = at;
      if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      int digits = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == digits) {
        throw malformed("\"[\" must introduce explicitly-specified array dimensions.");
      }
      try {
        return Integer.parseInt(text.substring(start, at));
      } catch (NumberFormatException e) {
        throw new PgException(
            SqlState.PROGRAM_LIMIT_EXCEEDED, "array bound is out of integer range", e);
      }
    }

    /** Reads one brace level; {@code level} counts from 1. */
    private void level(int level) {
      if (level > MAX_DIMENSIONS) {
        throw new PgException(
            SqlState.PROGRAM_LIMIT_EXCEEDED,
            "number of array dimensions exceeds the maximum allowed (6)");
      }
      at++;
      int count = 0;
      boolean leaf = depth != 0 && level == depth;
      boolean inner = false;
      while (true) {
        skipSpace();
        char c = current();
        if (c == '}') {
          if (count > 0 && text.charAt(previousMeaningful()) == delimiter) {
            throw malformed("Unexpected \"}\" character.");
          }
          at++;
          break;
        }
        if (count > 0) {
          if (c != delimiter) {
            throw malformed(c == '{' ? "Unexpected \"{\" character." : "Unexpected array element.");
          }
          at++;
          skipSpace();
          c = current();
          if (c == '}') {
            throw malformed("Unexpected \"}\" character.");
          }
        }
        if (c == delimiter) {
          throw malformed("Unexpected \"" + delimiter + "\" character.");
        }
        if (c == '{') {
          if (leaf || (count > 0 && !inner)) {
            throw ragged();
          }
          inner = true;
          level(level + 1);
        } else {
          if (inner) {
            throw ragged();
          }
          if (depth == 0) {
            depth = level;
          } else if (depth != level) {
            throw ragged();
          }
          leaf = true;
          value();
        }
        count++;
      }
      if (count == 0 && level == 1) {
        depth = 0;
        dimensions[0] = 0;
        return;
      }
      if (count == 0) {
        if (!values.isEmpty()) {
          throw ragged();
        }
        return;
      }
      if (dimensions[level - 1] == -1) {
        dimensions[level - 1] = count;
      } else if (dimensions[level - 1] != count) {
        throw ragged();
      }
    }

    private int previousMeaningful() {
      int i = at - 1;
      while (IntegerCodecs.isSpace(text.charAt(i))) {
        i--;
      }
      return i;
    }

    private char current() {
      if (at >= text.length()) {
        throw malformed("Unexpected end of input.");
      }
      return text.charAt(at);
    }

    private void value() {
      StringBuilder out = new StringBuilder();
      boolean quoted = text.charAt(at) == '"';
      if (quoted) {
        at++;
        while (current() != '"') {
          if (text.charAt(at) == '\\') {
            at++;
            current();
          }
          out.append(text.charAt(at++));
        }
        at++;
        skipSpace();
        char next = current();
        if (next != delimiter && next != '}' && next != '{') {
          throw malformed("Incorrectly quoted array element.");
        }
      } else {
        int kept = 0;
        boolean escaped = false;
        while (current() != delimiter && text.charAt(at) != '}') {
          char c = text.charAt(at);
          if (c == '"') {
            throw malformed("Incorrectly quoted array element.");
          }
          if (c == '{') {
            throw malformed("Unexpected \"{\" character.");
          }
          if (c == '\\') {
            at++;
            c = current();
            escaped = true;
            kept = out.length() + 1;
          } else if (!IntegerCodecs.isSpace(c)) {
            kept = out.length() + 1;
          }
          out.append(c);
          at++;
        }
        out.setLength(kept);
        if (!escaped && out.toString().equalsIgnoreCase("NULL")) {
          add(null);
          return;
        }
      }
      add(element.parseText(out.toString(), typmod, settings));
    }

    private void add(Object datum) {
      if (values.size() >= MAX_ELEMENTS) {
        throw tooLarge();
      }
      values.add(datum);
    }

    private void skipSpace() {
      while (at < text.length() && IntegerCodecs.isSpace(text.charAt(at))) {
        at++;
      }
    }

    private PgException malformed(String detail) {
      return new PgException(
              SqlState.INVALID_TEXT_REPRESENTATION, "malformed array literal: \"" + text + "\"")
          .withDetail(detail);
    }

    private PgException ragged() {
      return malformed("Multidimensional arrays must have sub-arrays with matching dimensions.");
    }
  }

  private static PgException tooManyDimensions(int count) {
    return new PgException(
        SqlState.PROGRAM_LIMIT_EXCEEDED,
        "number of array dimensions (" + count + ") exceeds the maximum allowed (6)");
  }

  private static PgException tooLarge() {
    return new PgException(
        SqlState.PROGRAM_LIMIT_EXCEEDED,
        "array size exceeds the maximum allowed (" + MAX_ELEMENTS + ")");
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 12);
    int dimensionCount = bytes.getInt();
    if (dimensionCount < 0) {
      throw invalidBinary("invalid number of dimensions: " + dimensionCount);
    }
    if (dimensionCount > MAX_DIMENSIONS) {
      throw tooManyDimensions(dimensionCount);
    }
    int flags = bytes.getInt();
    if (flags != 0 && flags != 1) {
      throw invalidBinary("invalid array flags");
    }
    int type = bytes.getInt();
    if (type != elementOid) {
      PgType wanted = element(settings);
      PgType sent = settings.environment().types().type(type);
      throw new PgException(
          SqlState.DATATYPE_MISMATCH,
          "binary data has array element type "
              + Integer.toUnsignedString(type)
              + " ("
              + (sent == null ? "???" : sent.formatted(-1))
              + ") instead of expected "
              + wanted.oid()
              + " ("
              + wanted.formatted(-1)
              + ")");
    }
    int[] sizes = new int[dimensionCount];
    int[] lower = new int[dimensionCount];
    long total = dimensionCount == 0 ? 0 : 1;
    for (int i = 0; i < dimensionCount; i++) {
      need(bytes, 8);
      sizes[i] = bytes.getInt();
      lower[i] = bytes.getInt();
      if (sizes[i] < 0) {
        throw tooLarge();
      }
      total *= sizes[i];
      if (total > MAX_ELEMENTS) {
        throw tooLarge();
      }
    }
    if (total * 4 > bytes.remaining()) {
      need(bytes, Integer.MAX_VALUE);
    }
    Object[] values = new Object[(int) total];
    PgType element = element(settings);
    for (int i = 0; i < values.length; i++) {
      values[i] = readValue(bytes, element, typmod, settings);
    }
    return values.length == 0
        ? PgArray.of(elementOid)
        : new PgArray(elementOid, values, sizes, lower);
  }

  private static PgException invalidBinary(String message) {
    return new PgException(SqlState.INVALID_BINARY_REPRESENTATION, message);
  }

  /** A length-prefixed value, as arrays and records nest them; null for length -1. */
  static Object readValue(ByteBuffer bytes, PgType type, int typmod, FormatSettings settings) {
    need(bytes, 4);
    int length = bytes.getInt();
    if (length == -1) {
      return null;
    }
    if (length < 0 || length > bytes.remaining()) {
      need(bytes, Integer.MAX_VALUE);
    }
    ByteBuffer part = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    Object value = type.parseBinary(part, typmod, settings);
    if (part.hasRemaining()) {
      throw invalidBinary("improper binary format in array element");
    }
    return value;
  }

  static void writeValue(Object datum, PgType type, FormatSettings settings, WireBuffer out) {
    if (datum == null) {
      out.writeInt(-1);
      return;
    }
    int start = out.position();
    out.writeInt(0);
    type.writeBinary(datum, settings, out);
    out.setInt(start, out.position() - start - 4);
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    PgArray array = (PgArray) datum;
    int[] sizes = array.dimensions();
    if (sizes.length == 0) {
      return "{}";
    }
    StringBuilder out = new StringBuilder();
    int[] lower = array.lowerBounds();
    boolean explicit = false;
    for (int bound : lower) {
      explicit |= bound != 1;
    }
    if (explicit) {
      for (int i = 0; i < sizes.length; i++) {
        out.append('[').append(lower[i]).append(':').append(lower[i] + sizes[i] - 1).append(']');
      }
      out.append('=');
    }
    PgType element = settings.environment().types().type(array.elementOid());
    write(array, element != null ? element : element(settings), 0, 0, settings, out);
    return out.toString();
  }

  private int write(
      PgArray array, PgType type, int level, int from, FormatSettings settings, StringBuilder out) {
    int index = from;
    out.append('{');
    for (int i = 0; i < array.dimensions()[level]; i++) {
      if (i > 0) {
        out.append(delimiter);
      }
      if (level + 1 < array.dimensions().length) {
        index = write(array, type, level + 1, index, settings, out);
      } else {
        Object value = array.elements()[index++];
        if (value == null) {
          out.append("NULL");
        } else {
          quote(type.text(value, settings), out);
        }
      }
    }
    out.append('}');
    return index;
  }

  private void quote(String text, StringBuilder out) {
    boolean quote = text.isEmpty() || text.toUpperCase(Locale.ROOT).equals("NULL");
    for (int i = 0; !quote && i < text.length(); i++) {
      char c = text.charAt(i);
      quote =
          c == '"'
              || c == '\\'
              || c == '{'
              || c == '}'
              || c == delimiter
              || IntegerCodecs.isSpace(c);
    }
    if (!quote) {
      out.append(text);
      return;
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    PgArray array = (PgArray) datum;
    out.writeInt(array.dimensions().length);
    boolean hasNull = false;
    for (Object value : array.elements()) {
      hasNull |= value == null;
    }
    out.writeInt(hasNull ? 1 : 0);
    PgType element = settings.environment().types().type(array.elementOid());
    if (element == null) {
      element = element(settings);
    }
    out.writeInt(element.oid());
    for (int i = 0; i < array.dimensions().length; i++) {
      out.writeInt(array.dimensions()[i]);
      out.writeInt(array.lowerBounds()[i]);
    }
    for (Object value : array.elements()) {
      writeValue(value, element, settings, out);
    }
  }

  @Override
  public int compare(Object left, Object right) {
    return order() == 0
        ? ((PgArray) left).compareTo((PgArray) right)
        : keyForm(left).compareTo(keyForm(right));
  }

  @Override
  public boolean equal(Object left, Object right) {
    return order() == 0 ? left.equals(right) : keyForm(left).equals(keyForm(right));
  }

  @Override
  public int hash(Object datum) {
    return keyForm(datum).hashCode();
  }

  /** Elements that are compared by a collation take their own key forms. */
  @Override
  public PgArray keyForm(Object datum) {
    PgArray array = (PgArray) datum;
    if (order() == 0) {
      return array;
    }
    Object[] keys =
        Arrays.stream(array.elements())
            .map(element -> element == null ? null : own.codec().keyForm(element))
            .toArray();
    return new PgArray(array.elementOid(), keys, array.dimensions(), array.lowerBounds());
  }

  @Override
  public boolean keptInKeys() {
    return order() == 0;
  }

  @Override
  public Object coerce(Object datum, int typmod, boolean explicit) {
    PgArray array = (PgArray) datum;
    PgType element = Types.byOid(elementOid);
    if (typmod < 0 || element == null) {
      return datum;
    }
    Object[] values = array.elements().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] == null ? null : element.coerce(values[i], typmod, explicit);
    }
    return new PgArray(array.elementOid(), values, array.dimensions(), array.lowerBounds());
  }

  @Override
  public String typmodText(int typmod) {
    PgType element = Types.byOid(elementOid);
    return element == null ? "" : element.codec().typmodText(typmod);
  }

  @Override
  public int typmod(int[] modifiers) {
    return Types.REGISTRY.require(elementOid).codec().typmod(modifiers);
  }
}
