package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.row.RowCodec;
import org.heapgres.storage.row.RowLayout;
import org.heapgres.storage.row.ValueType;

/**
 * The components of one record, in the order in which they are stored: each method writes what its
 * function gives of a record, or reads it back, and returns it. So a record is described once, by
 * its constructor's call, for both ways.
 *
 * <p>A record begins with the number of its components. One that was written before a component was
 * added, at the end, reads as if it had 0, false, null or an empty list there.
 *
 * @param <T> the record
 */
final class RecordForm<T> {
  /** How a record is made of its components. */
  @FunctionalInterface
  interface Shape<T> {
    T of(RecordForm<T> form);
  }

  private final RecordBytes bytes;

  /** Null when it is read. */
  private final T written;

  /** How many components there are still to be read, or how many were written. */
  private int count;

  private RecordForm(RecordBytes bytes, T written, int count) {
    this.bytes = bytes;
    this.written = written;
    this.count = count;
  }

  static <T> byte[] write(Shape<T> shape, T record) {
    RecordBytes bytes = new RecordBytes();
    write(bytes, shape, record);
    return bytes.toByteArray();
  }

  static <T> T read(Shape<T> shape, byte[] stored) {
    return read(new RecordBytes(stored), shape);
  }

  private static <T> void write(RecordBytes bytes, Shape<T> shape, T record) {
    int at = bytes.reserveByte();
    RecordForm<T> form = new RecordForm<>(bytes, record, 0);
    shape.of(form);
    bytes.setByte(at, form.count);
  }

  private static <T> T read(RecordBytes bytes, Shape<T> shape) {
    return shape.of(new RecordForm<>(bytes, null, bytes.readByte()));
  }

  /** Counts a component; whether there is one to be read. */
  private boolean reads() {
    if (written != null) {
      count++;
      return false;
    }
    return count-- > 0;
  }

  int number(ToIntFunction<T> of) {
    return (int) large(record -> of.applyAsInt(record));
  }

  long large(ToLongFunction<T> of) {
    if (reads()) {
      return bytes.readNumber();
    }
    if (written == null) {
      return 0;
    }
    long value = of.applyAsLong(written);
    bytes.writeNumber(value);
    return value;
  }

  boolean truth(Predicate<T> of) {
    return number(record -> of.test(record) ? 1 : 0) != 0;
  }

  float real(Function<T, Float> of) {
    return Float.intBitsToFloat(number(record -> Float.floatToIntBits(of.apply(record))));
  }

  char letter(Function<T, Character> of) {
    return (char) number(record -> of.apply(record));
  }

  /** May be null, like all that follow. */
  String text(Function<T, String> of) {
    if (reads()) {
      return bytes.readText();
    }
    String value = written == null ? null : of.apply(written);
    if (written != null) {
      bytes.writeText(value);
    }
    return value;
  }

  <E extends Enum<E>> E constant(Class<E> type, Function<T, E> of) {
    String name =
        text(
            record -> {
              E value = of.apply(record);
              return value == null ? null : value.name();
            });
    return name == null ? null : Enum.valueOf(type, name);
  }

  /** Unresolved where it is none of the built-in ones. */
  PgType type(Function<T, PgType> of) {
    int oid = number(record -> of.apply(record).oid());
    PgType builtIn = Types.byOid(oid);
    return builtIn == null ? PgType.unresolved(oid) : builtIn;
  }

  Long optional(Function<T, Long> of) {
    List<Long> value =
        list(
            form -> form.large(Long::longValue),
            record -> of.apply(record) == null ? List.of() : List.of(of.apply(record)));
    return value.isEmpty() ? null : value.getFirst();
  }

  <C> C record(Shape<C> shape, Function<T, C> of) {
    if (reads()) {
      return bytes.readByte() == 0 ? null : read(bytes, shape);
    }
    C value = written == null ? null : of.apply(written);
    if (written != null) {
      bytes.setByte(bytes.reserveByte(), value == null ? 0 : 1);
      if (value != null) {
        write(bytes, shape, value);
      }
    }
    return value;
  }

  /** The record itself, as one of the kinds that there are of it. */
  @SuppressWarnings("unchecked") // the caller has looked at its kind
  <C extends T> C as(Shape<C> shape) {
    return shape.of((RecordForm<C>) this);
  }

  <C> List<C> list(Shape<C> shape, Function<T, List<C>> of) {
    if (reads()) {
      int size = (int) bytes.readNumber();
      List<C> values = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        values.add(read(bytes, shape));
      }
      return values;
    }
    if (written == null) {
      return List.of();
    }
    List<C> values = of.apply(written);
    bytes.writeNumber(values.size());
    values.forEach(value -> write(bytes, shape, value));
    return values;
  }

  List<Integer> numbers(Function<T, List<Integer>> of) {
    return list(form -> form.number(Integer::intValue), of);
  }

  List<String> texts(Function<T, List<String>> of) {
    return list(form -> form.text(text -> text), of);
  }

  <K, V> Map<K, V> map(Shape<Map.Entry<K, V>> shape, Function<T, Map<K, V>> of) {
    Map<K, V> result = new HashMap<>();
    list(shape, record -> List.copyOf(of.apply(record).entrySet()))
        .forEach(entry -> result.put(entry.getKey(), entry.getValue()));
    return result;
  }

  static Map.Entry<String, String> textEntry(RecordForm<Map.Entry<String, String>> form) {
    return Map.entry(form.text(Map.Entry::getKey), form.text(Map.Entry::getValue));
  }

  /** A datum as its kind and a row of one column. */
  Object datum(Function<T, Object> of) {
    if (reads()) {
      int code = (int) bytes.readNumber();
      return code == 0 ? null : row(ValueType.ofCode(code)).read(bytes.readBytes(), 0);
    }
    Object datum = written == null ? null : of.apply(written);
    if (written != null) {
      ValueType type = datum == null ? null : ValueType.of(datum);
      bytes.writeNumber(type == null ? 0 : type.code());
      if (type != null) {
        bytes.writeBytes(row(type).encode(new Object[] {datum}));
      }
    }
    return datum;
  }

  private static RowCodec row(ValueType type) {
    return new RowCodec(RowLayout.of(1, type));
  }
}
