package org.heapgres.storage.object;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * The bytes of a {@link HeapValue}: a tag, then what the tag says. Numbers are varints of seven
 * bits a byte, low bits first, signed ones zigzag; text is UTF-8 after its length. Tags are part of
 * the format on disk: never reuse one.
 */
final class HeapValueCodec {
  private static final int NONE = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int INT = 3;
  private static final int BIG_INT = 4;
  private static final int REAL = 5;
  private static final int TEXT = 6;
  private static final int WIDE_TEXT = 7;
  private static final int BYTES = 8;
  private static final int DECIMAL = 9;
  private static final int UUID_TAG = 10;
  private static final int DELTA = 11;
  private static final int REF = 12;
  private static final int ENTRIES = 13;
  private static final int MEMBER = 14;
  private static final int LIBRARY = 15;
  private static final int INSTANCE = 16;
  private static final int COMPLEX = 17;
  private static final int BYTE_ARRAY = 18;

  private HeapValueCodec() {}

  static byte[] encode(HeapValue value) {
    Writer out = new Writer();
    out.value(value);
    return Arrays.copyOf(out.bytes, out.length);
  }

  static HeapValue decode(byte[] bytes) {
    Reader in = new Reader(bytes);
    HeapValue value;
    try {
      value = in.value();
    } catch (IndexOutOfBoundsException e) {
      throw corrupted("a record ends early", e);
    }
    if (in.position != bytes.length) {
      throw corrupted("a record has " + (bytes.length - in.position) + " bytes too many", null);
    }
    return value;
  }

  /** The class of the instance that a record is; 0 for any other record. */
  static long instanceOf(byte[] bytes) {
    Reader in = new Reader(bytes);
    return bytes.length > 1 && in.unsigned() == INSTANCE ? in.unsigned() : 0;
  }

  private static PgException corrupted(String what, Throwable cause) {
    return new PgException(SqlState.DATA_CORRUPTED, "free object: " + what, cause);
  }

  private static final class Writer {
    private byte[] bytes = new byte[128];
    private int length;

    private void value(HeapValue value) {
      switch (value) {
        case HeapValue.None() -> tag(NONE);
        case HeapValue.Truth(boolean truth) -> tag(truth ? TRUE : FALSE);
        case HeapValue.Int(long number) -> {
          tag(INT);
          signed(number);
        }
        case HeapValue.BigInt(BigInteger number) -> {
          tag(BIG_INT);
          bytes(number.toByteArray());
        }
        case HeapValue.Real(double number) -> {
          tag(REAL);
          real(number);
        }
        case HeapValue.Complex(double real, double imaginary) -> {
          tag(COMPLEX);
          real(real);
          real(imaginary);
        }
        case HeapValue.Text(String text) -> text(text);
        case HeapValue.Bytes(byte[] content, boolean mutable) -> {
          tag(mutable ? BYTE_ARRAY : BYTES);
          bytes(content);
        }
        case HeapValue.Decimal(String digits) -> {
          tag(DECIMAL);
          utf8(digits);
        }
        case HeapValue.Uuid(UUID uuid) -> {
          tag(UUID_TAG);
          fixed(uuid.getMostSignificantBits());
          fixed(uuid.getLeastSignificantBits());
        }
        case HeapValue.Temporal(HeapValue.TemporalKind kind, String iso) -> {
          tag(kind.tag());
          utf8(iso);
        }
        case HeapValue.Delta(long days, long microseconds) -> {
          tag(DELTA);
          signed(days);
          unsigned(microseconds);
        }
        case HeapValue.Ref(long oid, long classId) -> {
          tag(REF);
          unsigned(oid);
          unsigned(classId);
        }
        case HeapValue.Elements(HeapValue.ElementsKind kind, List<HeapValue> items) -> {
          tag(kind.tag());
          values(items);
        }
        case HeapValue.Entries(List<HeapValue.Entry> entries) -> {
          tag(ENTRIES);
          unsigned(entries.size());
          for (HeapValue.Entry entry : entries) {
            value(entry.key());
            value(entry.value());
          }
        }
        case HeapValue.Member(long classId, String name) -> {
          tag(MEMBER);
          unsigned(classId);
          utf8(name);
        }
        case HeapValue.Library(String type, List<HeapValue> arguments, HeapValue content) -> {
          tag(LIBRARY);
          utf8(type);
          values(arguments);
          value(content);
        }
        case HeapValue.Instance instance -> {
          tag(INSTANCE);
          unsigned(instance.classId());
          unsigned(instance.version());
          value(instance.content());
          unsigned(instance.attributes().size());
          for (HeapValue.Attribute attribute : instance.attributes()) {
            unsigned(attribute.id());
            value(attribute.value());
          }
        }
      }
    }

    private void values(List<HeapValue> values) {
      unsigned(values.size());
      for (HeapValue value : values) {
        value(value);
      }
    }

    private void text(String text) {
      ByteBuffer encoded;
      try {
        encoded = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
      } catch (CharacterCodingException _) {
        tag(WIDE_TEXT);
        unsigned(text.length());
        for (int i = 0; i < text.length(); i++) {
          unsigned(text.charAt(i));
        }
        return;
      }
      tag(TEXT);
      unsigned(encoded.remaining());
      int size = encoded.remaining();
      reserve(size);
      encoded.get(bytes, length, size);
      length += size;
    }

    private void utf8(String text) {
      bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] content) {
      unsigned(content.length);
      reserve(content.length);
      System.arraycopy(content, 0, bytes, length, content.length);
      length += content.length;
    }

    private void real(double number) {
      fixed(Double.doubleToRawLongBits(number));
    }

    private void fixed(long number) {
      reserve(Long.BYTES);
      for (int shift = 56; shift >= 0; shift -= 8) {
        bytes[length++] = (byte) (number >>> shift);
      }
    }

    private void signed(long number) {
      unsigned((number << 1) ^ (number >> 63));
    }

    private void unsigned(long number) {
      reserve(10);
      long rest = number;
      while ((rest & ~0x7FL) != 0) {
        bytes[length++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[length++] = (byte) rest;
    }

    private void tag(int tag) {
      reserve(1);
      bytes[length++] = (byte) tag;
    }

    private void reserve(int more) {
      if (bytes.length - length < more) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
      }
    }
  }

  private static final class Reader {
    private final byte[] bytes;
    private int position;

    private Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    private HeapValue value() {
      int tag = bytes[position++];
      return switch (tag) {
        case NONE -> HeapValue.NONE;
        case FALSE -> HeapValue.FALSE;
        case TRUE -> HeapValue.TRUE;
        case INT -> new HeapValue.Int(signed());
        case BIG_INT -> new HeapValue.BigInt(new BigInteger(bytes()));
        case REAL -> new HeapValue.Real(real());
        case COMPLEX -> new HeapValue.Complex(real(), real());
        case TEXT -> new HeapValue.Text(utf8());
        case WIDE_TEXT -> new HeapValue.Text(wide());
        case BYTES -> new HeapValue.Bytes(bytes(), false);
        case BYTE_ARRAY -> new HeapValue.Bytes(bytes(), true);
        case DECIMAL -> new HeapValue.Decimal(utf8());
        case UUID_TAG -> new HeapValue.Uuid(new UUID(fixed(), fixed()));
        case DELTA -> new HeapValue.Delta(signed(), unsigned());
        case REF -> new HeapValue.Ref(unsigned(), unsigned());
        case ENTRIES -> new HeapValue.Entries(entries());
        case MEMBER -> new HeapValue.Member(unsigned(), utf8());
        case LIBRARY -> new HeapValue.Library(utf8(), values(), value());
        case INSTANCE ->
            new HeapValue.Instance(unsigned(), Math.toIntExact(unsigned()), value(), attributes());
        default -> kinded(tag);
      };
    }

    private HeapValue kinded(int tag) {
      HeapValue.ElementsKind elements = HeapValue.ElementsKind.ofTag(tag);
      if (elements != null) {
        return new HeapValue.Elements(elements, values());
      }
      HeapValue.TemporalKind temporal = HeapValue.TemporalKind.ofTag(tag);
      if (temporal != null) {
        return new HeapValue.Temporal(temporal, utf8());
      }
      throw corrupted("unknown tag " + tag, null);
    }

    private List<HeapValue> values() {
      int size = size();
      List<HeapValue> values = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        values.add(value());
      }
      return values;
    }

    private List<HeapValue.Entry> entries() {
      int size = size();
      List<HeapValue.Entry> entries = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        entries.add(new HeapValue.Entry(value(), value()));
      }
      return entries;
    }

    private List<HeapValue.Attribute> attributes() {
      int size = size();
      List<HeapValue.Attribute> attributes = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        attributes.add(new HeapValue.Attribute(Math.toIntExact(unsigned()), value()));
      }
      return attributes;
    }

    private String wide() {
      int size = size();
      StringBuilder text = new StringBuilder(size);
      for (int i = 0; i < size; i++) {
        text.append((char) unsigned());
      }
      return text.toString();
    }

    private String utf8() {
      int size = size();
      String text = new String(bytes, position, size, StandardCharsets.UTF_8);
      position += size;
      return text;
    }

    private byte[] bytes() {
      int size = size();
      position += size;
      return Arrays.copyOfRange(bytes, position - size, position);
    }

    /** A count of things that take a byte each at least. */
    private int size() {
      long size = unsigned();
      if (size < 0 || size > bytes.length - position) {
        throw corrupted(
            "a length of " + size + " where " + (bytes.length - position) + " are left", null);
      }
      return (int) size;
    }

    private double real() {
      return Double.longBitsToDouble(fixed());
    }

    private long fixed() {
      long number = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        number = number << 8 | (bytes[position++] & 0xFF);
      }
      return number;
    }

    private long signed() {
      long number = unsigned();
      return (number >>> 1) ^ -(number & 1);
    }

    private long unsigned() {
      long number = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[position++];
        number |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return number;
        }
      }
    }
  }
}
