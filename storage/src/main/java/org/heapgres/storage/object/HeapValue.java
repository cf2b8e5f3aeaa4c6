package org.heapgres.storage.object;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A value inside a free object, or a whole record of one. The vocabulary is Python's, but nothing
 * here needs Python. Immutable; the lists handed in must not change afterwards.
 */
public sealed interface HeapValue {

  record None() implements HeapValue {}

  record Truth(boolean value) implements HeapValue {}

  record Int(long value) implements HeapValue {}

  /** An integer beyond 64 bits. */
  record BigInt(BigInteger value) implements HeapValue {}

  record Real(double value) implements HeapValue {}

  record Complex(double real, double imaginary) implements HeapValue {}

  /** Any UTF-16 string, lone surrogates included. */
  record Text(String value) implements HeapValue {}

  /** {@code mutable} tells a bytearray. The array must not be changed. */
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[] value, boolean mutable) implements HeapValue {
    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes bytes
          && mutable == bytes.mutable
          && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "Bytes[" + value.length + "]";
    }
  }

  /** {@code digits} as Python's {@code str(Decimal)}: NaN, infinities and exponents included. */
  record Decimal(String digits) implements HeapValue {}

  record Uuid(UUID value) implements HeapValue {}

  /** A moment or a part of one, in the ISO form of Python's {@code isoformat()}. */
  record Temporal(TemporalKind kind, String iso) implements HeapValue {}

  enum TemporalKind {
    DATE(20),
    TIME(21),
    DATETIME(22);

    private final int tag;

    TemporalKind(int tag) {
      this.tag = tag;
    }

    /** What stands for it on disk. */
    int tag() {
      return tag;
    }

    /** Null for another tag. */
    static TemporalKind ofTag(int tag) {
      for (TemporalKind kind : values()) {
        if (kind.tag == tag) {
          return kind;
        }
      }
      return null;
    }
  }

  /** A duration; {@code microseconds} is within a day and not negative. */
  record Delta(long days, long microseconds) implements HeapValue {}

  /**
   * Another record.
   *
   * @param classId class of the instance there; 0 for a container
   */
  record Ref(long oid, long classId) implements HeapValue {}

  /** A container of elements in order (a set's in the order of their encoded form). */
  record Elements(ElementsKind kind, List<HeapValue> items) implements HeapValue {}

  enum ElementsKind {
    LIST(30),
    TUPLE(31),
    SET(32),
    FROZENSET(33),
    DEQUE(34);

    private final int tag;

    ElementsKind(int tag) {
      this.tag = tag;
    }

    /** What stands for it on disk. */
    int tag() {
      return tag;
    }

    /** Null for another tag. */
    static ElementsKind ofTag(int tag) {
      for (ElementsKind kind : values()) {
        if (kind.tag == tag) {
          return kind;
        }
      }
      return null;
    }
  }

  /** A dict; its entries in insertion order. */
  record Entries(List<Entry> entries) implements HeapValue {}

  record Entry(HeapValue key, HeapValue value) {}

  /** A member of an enumeration. */
  record Member(long classId, String name) implements HeapValue {}

  /**
   * A value of a class that Python's standard library makes from arguments: {@code module.name},
   * the arguments, and what it holds (entries, elements, or nothing).
   */
  record Library(String type, List<HeapValue> arguments, HeapValue content) implements HeapValue {}

  /**
   * An instance of a stored class.
   *
   * @param version of the class when the record was written
   * @param content elements or entries of an instance of a container's subclass, else {@link None}
   */
  record Instance(long classId, int version, HeapValue content, List<Attribute> attributes)
      implements HeapValue {}

  /** {@code id} is the attribute's place in its class's registry. */
  record Attribute(int id, HeapValue value) {}

  /** An integer of any size. */
  static HeapValue integer(BigInteger number) {
    return number.bitLength() < Long.SIZE ? new Int(number.longValue()) : new BigInt(number);
  }

  HeapValue NONE = new None();
  HeapValue TRUE = new Truth(true);
  HeapValue FALSE = new Truth(false);
}
