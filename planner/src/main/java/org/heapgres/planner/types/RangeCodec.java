package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Datums;
import org.heapgres.storage.value.PgRange;

/** A range type (PgRange). Values of a discrete one are kept in the form {@code [)}. */
public final class RangeCodec extends TypeCodec {
  private static final int EMPTY = 0x01;
  private static final int LOWER_INCLUSIVE = 0x02;
  private static final int UPPER_INCLUSIVE = 0x04;
  private static final int LOWER_INFINITE = 0x08;
  private static final int UPPER_INFINITE = 0x10;

  private final int elementOid;
  private final int multirangeOid;
  private final boolean discrete;

  /**
   * @param discrete whether the type has a canonical form; its elements are integers or dates
   */
  RangeCodec(int elementOid, int multirangeOid, boolean discrete) {
    this.elementOid = elementOid;
    this.multirangeOid = multirangeOid;
    this.discrete = discrete;
  }

  public int elementOid() {
    return elementOid;
  }

  public int multirangeOid() {
    return multirangeOid;
  }

  private PgType element(FormatSettings settings) {
    PgType element = settings.environment().types().type(elementOid);
    return element != null ? element : Types.REGISTRY.require(elementOid);
  }

  /** The range with these bounds, null for infinite, in normal form. */
  public PgRange make(Object lower, boolean lowerInclusive, Object upper, boolean upperInclusive) {
    if (lower != null && upper != null) {
      int order = Datums.compare(lower, upper);
      if (order > 0) {
        throw new PgException(
            SqlState.DATA_EXCEPTION,
            "range lower bound must be less than or equal to range upper bound");
      }
      if (order == 0 && !(lowerInclusive && upperInclusive)) {
        return PgRange.EMPTY;
      }
    }
    if (!discrete) {
      return new PgRange(false, lower, lowerInclusive, upper, upperInclusive);
    }
    Object first = lower != null && !lowerInclusive ? next(lower) : lower;
    Object end = upper != null && upperInclusive ? next(upper) : upper;
    if (first != null && end != null && Datums.compare(first, end) >= 0) {
      return PgRange.EMPTY;
    }
    return new PgRange(
        false,
        first,
        first != null && (lowerInclusive || !first.equals(lower)),
        end,
        end != null && upperInclusive && end.equals(upper));
  }

  /** An infinite date has no successor and keeps its bound as it is. */
  private Object next(Object value) {
    return switch (value) {
      case Integer i when elementOid == Types.DATE.oid() -> {
        if (!DateTimes.isFinite(i)) {
          yield i;
        }
        if (!DateTimes.isValidDate(i + 1L)) {
          throw new PgException(SqlState.DATETIME_FIELD_OVERFLOW, "date out of range");
        }
        yield i + 1;
      }
      case Integer i -> {
        if (i == Integer.MAX_VALUE) {
          throw new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "integer out of range");
        }
        yield i + 1;
      }
      case Long l -> {
        if (l == Long.MAX_VALUE) {
          throw new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range");
        }
        yield l + 1;
      }
      default -> throw new IllegalStateException("no discrete value: " + value);
    };
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    Parser parser = new Parser(text, 0, element(settings), settings);
    PgRange range = parser.range();
    parser.end();
    return range;
  }

  /** Reads one range of a literal, from {@code at}; a multirange's codec reads several. */
  final class Parser {
    private final String text;
    private final PgType element;
    private final FormatSettings settings;
    private int at;

    Parser(String text, int at, PgType element, FormatSettings settings) {
      this.text = text;
      this.at = at;
      this.element = element;
      this.settings = settings;
    }

    private PgException malformed(String detail) {
      return new PgException(
              SqlState.INVALID_TEXT_REPRESENTATION, "malformed range literal: \"" + text + "\"")
          .withDetail(detail);
    }

    PgRange range() {
      skipSpace();
      if (text.regionMatches(true, at, "empty", 0, 5)) {
        at += 5;
        return PgRange.EMPTY;
      }
      char open = at < text.length() ? text.charAt(at) : 0;
      if (open != '[' && open != '(') {
        throw malformed("Missing left parenthesis or bracket.");
      }
      at++;
      String lower = bound();
      if (at >= text.length() || text.charAt(at) != ',') {
        throw malformed("Missing comma after lower bound.");
      }
      at++;
      String upper = bound();
      char close = at < text.length() ? text.charAt(at) : 0;
      if (close != ']' && close != ')') {
        throw malformed(close == ',' ? "Too many commas." : "Unexpected end of input.");
      }
      at++;
      return make(value(lower), open == '[', value(upper), close == ']');
    }

    int position() {
      return at;
    }

    void end() {
      skipSpace();
      if (at < text.length()) {
        throw malformed("Junk after right parenthesis or bracket.");
      }
    }

    private void skipSpace() {
      while (at < text.length() && IntegerCodecs.isSpace(text.charAt(at))) {
        at++;
      }
    }

    private Object value(String bound) {
      return bound == null ? null : element.parseText(bound, -1, settings);
    }

    /** Null for an infinite bound. */
    private String bound() {
      if (at < text.length() && ",)]".indexOf(text.charAt(at)) >= 0) {
        return null;
      }
      StringBuilder out = new StringBuilder();
      boolean quoted = false;
      while (true) {
        if (at >= text.length()) {
          throw malformed("Unexpected end of input.");
        }
        char c = text.charAt(at);
        if (!quoted && ",)]".indexOf(c) >= 0) {
          return out.toString();
        }
        at++;
        if (c == '\\') {
          if (at >= text.length()) {
            throw malformed("Unexpected end of input.");
          }
          out.append(text.charAt(at++));
        } else if (c != '"') {
          out.append(c);
        } else if (!quoted) {
          quoted = true;
        } else if (at < text.length() && text.charAt(at) == '"') {
          out.append('"');
          at++;
        } else {
          quoted = false;
        }
      }
    }
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    StringBuilder out = new StringBuilder();
    append((PgRange) datum, settings, out);
    return out.toString();
  }

  void append(PgRange range, FormatSettings settings, StringBuilder out) {
    if (range.empty()) {
      out.append("empty");
      return;
    }
    PgType element = element(settings);
    out.append(range.lowerInclusive() ? '[' : '(');
    if (range.lower() != null) {
      quote(element.text(range.lower(), settings), out);
    }
    out.append(',');
    if (range.upper() != null) {
      quote(element.text(range.upper(), settings), out);
    }
    out.append(range.upperInclusive() ? ']' : ')');
  }

  private static void quote(String text, StringBuilder out) {
    boolean quote = text.isEmpty();
    for (int i = 0; !quote && i < text.length(); i++) {
      char c = text.charAt(i);
      quote = "\"\\()[],".indexOf(c) >= 0 || IntegerCodecs.isSpace(c);
    }
    if (!quote) {
      out.append(text);
      return;
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append(c);
      }
      out.append(c);
    }
    out.append('"');
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 1);
    int flags = bytes.get();
    if ((flags & EMPTY) != 0) {
      return PgRange.EMPTY;
    }
    PgType element = element(settings);
    Object lower =
        (flags & LOWER_INFINITE) == 0 ? ArrayCodec.readValue(bytes, element, -1, settings) : null;
    Object upper =
        (flags & UPPER_INFINITE) == 0 ? ArrayCodec.readValue(bytes, element, -1, settings) : null;
    return make(lower, (flags & LOWER_INCLUSIVE) != 0, upper, (flags & UPPER_INCLUSIVE) != 0);
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    PgRange range = (PgRange) datum;
    if (range.empty()) {
      out.writeByte(EMPTY);
      return;
    }
    out.writeByte(
        (range.lowerInclusive() ? LOWER_INCLUSIVE : 0)
            | (range.upperInclusive() ? UPPER_INCLUSIVE : 0)
            | (range.lower() == null ? LOWER_INFINITE : 0)
            | (range.upper() == null ? UPPER_INFINITE : 0));
    PgType element = element(settings);
    if (range.lower() != null) {
      ArrayCodec.writeValue(range.lower(), element, settings, out);
    }
    if (range.upper() != null) {
      ArrayCodec.writeValue(range.upper(), element, settings, out);
    }
  }

  @Override
  public int compare(Object left, Object right) {
    return ((PgRange) left).compareTo((PgRange) right);
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }
}
