package org.heapgres.runtime;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.ObjectStore;

/**
 * The form in which values of free objects cross between Java and {@code records.py}: one string of
 * tokens, each a tag character and its text, with U+001F between. Strings are the cheapest thing to
 * hand over, and splitting one is a single call on the other side.
 *
 * <p>Containers give the number of elements that follow them; {@code records.py} has the same table
 * of tags.
 */
final class Tokens {
  static final char SEPARATOR = '\u001f';

  private static final HexFormat HEX = HexFormat.of();

  private Tokens() {}

  static String write(HeapValue value, ObjectStore store) {
    Writer writer = new Writer(store);
    writer.value(value);
    return writer.out.toString();
  }

  private static final class Writer {
    private final ObjectStore store;
    private final StringBuilder out = new StringBuilder();

    private Writer(ObjectStore store) {
      this.store = store;
    }

    private void value(HeapValue value) {
      switch (value) {
        case HeapValue.None() -> token('N', "");
        case HeapValue.Truth(boolean truth) -> token(truth ? '1' : '0', "");
        case HeapValue.Int(long number) -> token('i', Long.toString(number));
        case HeapValue.BigInt(BigInteger number) -> token('i', number.toString());
        case HeapValue.Real(double number) -> token('f', Double.toString(number));
        case HeapValue.Complex(double real, double imaginary) -> token('c', real + "," + imaginary);
        case HeapValue.Text(String text) -> text(text);
        case HeapValue.Bytes(byte[] bytes, boolean mutable) ->
            token(mutable ? 'B' : 'b', HEX.formatHex(bytes));
        case HeapValue.Decimal(String digits) -> token('n', digits);
        case HeapValue.Uuid(UUID uuid) -> token('u', uuid.toString());
        case HeapValue.Temporal(HeapValue.TemporalKind kind, String iso) ->
            token(
                switch (kind) {
                  case DATE -> 'd';
                  case TIME -> 't';
                  case DATETIME -> 'T';
                },
                iso);
        case HeapValue.Delta(long days, long microseconds) -> token('D', days + "," + microseconds);
        case HeapValue.Ref(long oid, long classId) -> token('r', oid + "," + classId);
        case HeapValue.Elements(HeapValue.ElementsKind kind, List<HeapValue> items) -> {
          token(tag(kind), Integer.toString(items.size()));
          items.forEach(this::value);
        }
        case HeapValue.Entries(List<HeapValue.Entry> entries) -> {
          token('m', Integer.toString(entries.size()));
          for (HeapValue.Entry entry : entries) {
            value(entry.key());
            value(entry.value());
          }
        }
        case HeapValue.Member(long classId, String name) -> token('E', classId + "," + name);
        case HeapValue.Library(String type, List<HeapValue> arguments, HeapValue content) -> {
          token('L', type + "," + arguments.size());
          arguments.forEach(this::value);
          value(content);
        }
        case HeapValue.Instance instance -> {
          token(
              'I',
              instance.classId() + "," + instance.version() + "," + instance.attributes().size());
          value(instance.content());
          for (HeapValue.Attribute attribute : instance.attributes()) {
            token('a', store.attributeName(instance.classId(), attribute.id()));
            value(attribute.value());
          }
        }
      }
    }

    private void text(String text) {
      if (text.indexOf(SEPARATOR) < 0) {
        token('s', text);
      } else {
        token('S', text.replace("\\", "\\\\").replace("\u001f", "\\x"));
      }
    }

    private void token(char tag, String text) {
      if (!out.isEmpty()) {
        out.append(SEPARATOR);
      }
      out.append(tag).append(text);
    }
  }

  private static char tag(HeapValue.ElementsKind kind) {
    return switch (kind) {
      case LIST -> 'l';
      case TUPLE -> '(';
      case SET -> '{';
      case FROZENSET -> 'z';
      case DEQUE -> 'q';
    };
  }

  /** Reads values one after the other. */
  static final class Reader {
    private final ObjectStore store;
    private final String text;
    private int position;
    private String rest;

    Reader(String text, ObjectStore store) {
      this.text = text;
      this.store = store;
    }

    boolean hasNext() {
      return position < text.length();
    }

    /** The number in a token such as {@code O17}. */
    long number(char tag) {
      if (next() != tag) {
        throw new IllegalStateException("token " + tag + " expected before " + position);
      }
      return Long.parseLong(rest);
    }

    HeapValue value() {
      char tag = next();
      String token = rest;
      return switch (tag) {
        case 'N' -> HeapValue.NONE;
        case '1' -> HeapValue.TRUE;
        case '0' -> HeapValue.FALSE;
        case 'i' -> integer(token);
        case 'f' -> new HeapValue.Real(real(token));
        case 'c' -> {
          int comma = token.indexOf(',');
          yield new HeapValue.Complex(
              real(token.substring(0, comma)), real(token.substring(comma + 1)));
        }
        case 's' -> new HeapValue.Text(token);
        case 'S' -> new HeapValue.Text(unescape(token));
        case 'b' -> new HeapValue.Bytes(HEX.parseHex(token), false);
        case 'B' -> new HeapValue.Bytes(HEX.parseHex(token), true);
        case 'n' -> new HeapValue.Decimal(token);
        case 'u' -> new HeapValue.Uuid(UUID.fromString(token));
        case 'd' -> new HeapValue.Temporal(HeapValue.TemporalKind.DATE, token);
        case 't' -> new HeapValue.Temporal(HeapValue.TemporalKind.TIME, token);
        case 'T' -> new HeapValue.Temporal(HeapValue.TemporalKind.DATETIME, token);
        case 'D' -> new HeapValue.Delta(part(token, 0), part(token, 1));
        case 'r' -> new HeapValue.Ref(part(token, 0), part(token, 1));
        case 'l' -> elements(HeapValue.ElementsKind.LIST, token);
        case '(' -> elements(HeapValue.ElementsKind.TUPLE, token);
        case '{' -> elements(HeapValue.ElementsKind.SET, token);
        case 'z' -> elements(HeapValue.ElementsKind.FROZENSET, token);
        case 'q' -> elements(HeapValue.ElementsKind.DEQUE, token);
        case 'm' -> {
          int count = Integer.parseInt(token);
          List<HeapValue.Entry> entries = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            entries.add(new HeapValue.Entry(value(), value()));
          }
          yield new HeapValue.Entries(entries);
        }
        case 'E' -> {
          int comma = token.indexOf(',');
          yield new HeapValue.Member(
              Long.parseLong(token.substring(0, comma)), token.substring(comma + 1));
        }
        case 'L' -> {
          int comma = token.indexOf(',');
          List<HeapValue> arguments = values(Integer.parseInt(token.substring(comma + 1)));
          yield new HeapValue.Library(token.substring(0, comma), arguments, value());
        }
        case 'I' -> instance(token);
        default -> throw new IllegalStateException("no token " + tag);
      };
    }

    private HeapValue instance(String token) {
      long classId = part(token, 0);
      int version = (int) part(token, 1);
      int count = (int) part(token, 2);
      HeapValue content = value();
      List<HeapValue.Attribute> attributes = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        next();
        int id = store.attributeId(classId, rest);
        attributes.add(new HeapValue.Attribute(id, value()));
      }
      return new HeapValue.Instance(classId, version, content, attributes);
    }

    private HeapValue elements(HeapValue.ElementsKind kind, String count) {
      return new HeapValue.Elements(kind, values(Integer.parseInt(count)));
    }

    private List<HeapValue> values(int count) {
      List<HeapValue> values = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        values.add(value());
      }
      return values;
    }

    private char next() {
      int end = text.indexOf(SEPARATOR, position);
      if (end < 0) {
        end = text.length();
      }
      char tag = text.charAt(position);
      rest = text.substring(position + 1, end);
      position = end + 1;
      return tag;
    }

    private static HeapValue integer(String digits) {
      return digits.length() < 19
          ? new HeapValue.Int(Long.parseLong(digits))
          : HeapValue.integer(new BigInteger(digits));
    }

    private static double real(String text) {
      return switch (text) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        case "nan" -> Double.NaN;
        default -> Double.parseDouble(text);
      };
    }

    private static long part(String token, int index) {
      int from = 0;
      for (int i = 0; i < index; i++) {
        from = token.indexOf(',', from) + 1;
      }
      int to = token.indexOf(',', from);
      return Long.parseLong(token, from, to < 0 ? token.length() : to, 10);
    }

    private static String unescape(String token) {
      StringBuilder out = new StringBuilder(token.length());
      for (int i = 0; i < token.length(); i++) {
        char c = token.charAt(i);
        if (c == '\\') {
          c = token.charAt(++i) == 'x' ? SEPARATOR : '\\';
        }
        out.append(c);
      }
      return out.toString();
    }
  }
}
