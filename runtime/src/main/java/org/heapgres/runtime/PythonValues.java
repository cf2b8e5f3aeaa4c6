package org.heapgres.runtime;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heapgres.planner.Routine;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RangeCodec;
import org.heapgres.planner.types.RecordCodec;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRange;
import org.heapgres.storage.value.PgRecord;

/**
 * Datums to and from Python. What crosses is only what both sides know natively (booleans,
 * integers, floats, strings, arrays of them); a tag per type tells {@code convert.py} what to make
 * of it.
 */
public final class PythonValues {
  /** Values that cross as they are. */
  private static final String AS_IS = "";

  /** Values that cross as their text form and stay text. */
  private static final String TEXT = "s";

  private static final String ARRAY = "A";
  private static final String RANGE = "R";

  private static final int BOOL_OID = 16;
  private static final int BYTEA_OID = 17;
  private static final int INT8_OID = 20;
  private static final int INT2_OID = 21;
  private static final int INT4_OID = 23;
  private static final int FLOAT4_OID = 700;
  private static final int FLOAT8_OID = 701;

  private static final Map<Integer, String> TAGS =
      Map.ofEntries(
          Map.entry(Types.BOOL.oid(), AS_IS),
          Map.entry(Types.INT2.oid(), AS_IS),
          Map.entry(Types.INT4.oid(), AS_IS),
          Map.entry(Types.INT8.oid(), AS_IS),
          Map.entry(Types.OID.oid(), AS_IS),
          Map.entry(Types.FLOAT4.oid(), AS_IS),
          Map.entry(Types.FLOAT8.oid(), AS_IS),
          Map.entry(Types.TEXT.oid(), AS_IS),
          Map.entry(Types.VARCHAR.oid(), AS_IS),
          Map.entry(Types.BPCHAR.oid(), AS_IS),
          Map.entry(Types.NAME.oid(), AS_IS),
          Map.entry(Types.CHAR.oid(), AS_IS),
          Map.entry(Types.UNKNOWN.oid(), AS_IS),
          Map.entry(Types.NUMERIC.oid(), "n"),
          Map.entry(Types.DATE.oid(), "d"),
          Map.entry(Types.TIME.oid(), "t"),
          Map.entry(Types.TIMETZ.oid(), "z"),
          Map.entry(Types.TIMESTAMP.oid(), "T"),
          Map.entry(Types.TIMESTAMPTZ.oid(), "Z"),
          Map.entry(Types.INTERVAL.oid(), "i"),
          Map.entry(Types.UUID.oid(), "u"),
          Map.entry(Types.BYTEA.oid(), "b"),
          Map.entry(Types.JSON.oid(), "j"),
          Map.entry(Types.JSONB.oid(), "j"));

  /**
   * Values that cross as names, tags and values of their fields; names and tags follow where the
   * type tells.
   */
  private static final String COMPOSITE = "C";

  /** Of these, PL/Python makes more than text. */
  private static final Set<String> PLPYTHON_TAGS = Set.of(AS_IS, "n", "b");

  private PythonValues() {}

  /** What {@code convert.py} knows the type by. */
  public static String tag(PgType type, Dialect dialect, FormatSettings settings) {
    PgType base = base(type, settings);
    if (base.isArray()) {
      PgType element = settings.environment().types().require(base.element());
      return ARRAY + tag(element, dialect, settings);
    }
    if (base.codec() instanceof RecordCodec codec) {
      return codec.fields() == null ? COMPOSITE : COMPOSITE + fieldTags(codec, dialect, settings);
    }
    if (base.codec() instanceof RangeCodec codec && dialect == Dialect.PY) {
      return RANGE + tag(bound(codec, settings), dialect, settings);
    }
    String tag = TAGS.getOrDefault(base.oid(), TEXT);
    return dialect == Dialect.PLPYTHON && !PLPYTHON_TAGS.contains(tag) ? TEXT : tag;
  }

  private static PgType bound(RangeCodec codec, FormatSettings settings) {
    return settings.environment().types().require(codec.elementOid());
  }

  /** JSON: a list of names and tags. */
  private static String fieldTags(RecordCodec codec, Dialect dialect, FormatSettings settings) {
    TypeRegistry types = settings.environment().types();
    List<String> fields = new ArrayList<>();
    for (PgType.Field field : codec.fields()) {
      fields.add(
          "[%s,%s]"
              .formatted(
                  quoted(field.name()),
                  quoted(tag(types.require(field.typeOid()), dialect, settings))));
    }
    return fields.toString();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /**
   * What {@code convert.py} makes a value of the type by: a text, or for what has parts an array
   * that begins with one.
   *
   * @param columns the fields of a composite type where the type does not tell
   */
  static Object shape(
      PgType type, List<Routine.Column> columns, Dialect dialect, FormatSettings settings) {
    PgType base = base(type, settings);
    TypeRegistry types = settings.environment().types();
    if (base.isArray()) {
      return new Object[] {
        ARRAY, shape(types.require(base.element()), List.of(), dialect, settings)
      };
    }
    if (!columns.isEmpty()) {
      return composite(
          base,
          columns.stream().map(Routine.Column::name).toArray(),
          columns.stream()
              .map(column -> shape(column.type(), List.of(), dialect, settings))
              .toArray());
    }
    if (base.codec() instanceof RecordCodec codec && codec.fields() != null) {
      return composite(
          base,
          codec.fields().stream().map(PgType.Field::name).toArray(),
          codec.fields().stream()
              .map(field -> shape(types.require(field.typeOid()), List.of(), dialect, settings))
              .toArray());
    }
    if (dialect == Dialect.PY) {
      return "=" + tag(type, dialect, settings);
    }
    return switch (base.oid()) {
      case BOOL_OID -> "bool";
      case BYTEA_OID -> "bytes";
      case INT2_OID -> "int2";
      case INT4_OID -> "int4";
      case INT8_OID -> "int8";
      case FLOAT4_OID, FLOAT8_OID -> "float";
      default -> "text";
    };
  }

  private static Object[] composite(PgType type, Object[] names, Object[] shapes) {
    return new Object[] {COMPOSITE, names, shapes, type.oid() == Types.RECORD.oid()};
  }

  private static PgType base(PgType type, FormatSettings settings) {
    PgType base = type;
    while (base.baseType() != 0) {
      base = settings.environment().types().require(base.baseType());
    }
    return base;
  }

  /** What crosses for a datum of a type with that tag. */
  static Object toPython(
      Object datum, String tag, PgType type, Dialect dialect, FormatSettings settings) {
    if (datum == null || tag.isEmpty()) {
      return datum;
    }
    return switch (tag.charAt(0)) {
      case 'A' -> elements((PgArray) datum, tag.substring(1), type, dialect, settings);
      case 'C' -> fields((PgRecord) datum, base(type, settings), dialect, settings);
      case 'R' -> range((PgRange) datum, tag.substring(1), type, dialect, settings);
      case 'd' -> special((Integer) datum) ? type.text(datum, settings) : datum;
      case 't' -> datum;
      case 'T', 'Z' -> special((Long) datum) ? type.text(datum, settings) : datum;
      case 'i' -> interval((Interval) datum, type, settings);
      case 'b' -> new String((byte[]) datum, StandardCharsets.ISO_8859_1);
      default -> type.text(datum, settings);
    };
  }

  /** Lower bound, upper bound, and the brackets around them; nothing for an empty range. */
  private static Object[] range(
      PgRange range, String tag, PgType type, Dialect dialect, FormatSettings settings) {
    if (range.empty()) {
      return new Object[0];
    }
    PgType bound = bound((RangeCodec) base(type, settings).codec(), settings);
    return new Object[] {
      toPython(range.lower(), tag, bound, dialect, settings),
      toPython(range.upper(), tag, bound, dialect, settings),
      (range.lowerInclusive() ? "[" : "(") + (range.upperInclusive() ? "]" : ")")
    };
  }

  private static boolean special(int days) {
    return days == Integer.MIN_VALUE || days == Integer.MAX_VALUE;
  }

  private static boolean special(long micros) {
    return micros == Long.MIN_VALUE || micros == Long.MAX_VALUE;
  }

  /** Microseconds, or the text where months (of no certain length) or an infinity are in it. */
  private static Object interval(Interval interval, PgType type, FormatSettings settings) {
    return interval.months() != 0 || !interval.isFinite()
        ? type.text(interval, settings)
        : Math.addExact(interval.days() * Interval.MICROS_PER_DAY, interval.micros());
  }

  private static Object[] elements(
      PgArray array, String tag, PgType type, Dialect dialect, FormatSettings settings) {
    PgType element = settings.environment().types().require(base(type, settings).element());
    Object[] flat = array.elements();
    Object[] converted = new Object[flat.length];
    for (int i = 0; i < flat.length; i++) {
      converted[i] = toPython(flat[i], tag, element, dialect, settings);
    }
    int[] dimensions = array.dimensions();
    for (int d = dimensions.length - 1; d > 0; d--) {
      converted = grouped(converted, dimensions[d]);
    }
    return converted;
  }

  /** Names, tags and values. */
  private static Object[] fields(
      PgRecord record, PgType type, Dialect dialect, FormatSettings settings) {
    List<PgType.Field> known = ((RecordCodec) type.codec()).fields();
    Object[] names = new Object[record.size()];
    Object[] tags = new Object[names.length];
    Object[] values = new Object[names.length];
    for (int i = 0; i < names.length; i++) {
      PgType field = settings.environment().types().require(record.fieldOids()[i]);
      String tag = tag(field, dialect, settings);
      names[i] = known == null ? "f" + (i + 1) : known.get(i).name();
      tags[i] = tag;
      values[i] = toPython(record.fields()[i], tag, field, dialect, settings);
    }
    return new Object[] {names, tags, values};
  }

  private static Object[] grouped(Object[] flat, int size) {
    Object[] groups = new Object[flat.length / size];
    for (int i = 0; i < groups.length; i++) {
      Object[] group = new Object[size];
      System.arraycopy(flat, i * size, group, 0, size);
      groups[i] = group;
    }
    return groups;
  }

  /**
   * The datum of a column's or parameter's type for a value that {@code convert.py} handed over:
   * what is not native there arrives as the text that the type's input function reads.
   *
   * @throws PgException 42804 for a value that SQL would not assign, and the input function's
   */
  public static Object toDatum(Object value, PgType type, int typmod, FormatSettings settings) {
    if (type.kind() == 'd') {
      Object datum = toDatum(value, base(type, settings), type.typmod(), settings);
      settings.environment().checkDomain(type.oid(), datum);
      return datum;
    }
    if (value == null) {
      return null;
    }
    PgType base = base(type, settings);
    Object datum =
        switch (value) {
          case Boolean truth -> truth(truth, base);
          case Number number -> number(number, base, settings);
          case String text when isText(base) -> text;
          case String text -> base.parseText(text, typmod, settings);
          case List<?> fields when base.codec() instanceof RecordCodec codec ->
              record(fields, codec.fields(), settings);
          default -> throw mismatch(base, value.getClass().getSimpleName());
        };
    return typmod < 0 ? datum : base.coerce(datum, typmod, false);
  }

  private static PgRecord record(
      List<?> values, List<PgType.Field> fields, FormatSettings settings) {
    int[] oids = new int[fields.size()];
    Object[] datums = new Object[oids.length];
    for (int i = 0; i < oids.length; i++) {
      PgType.Field field = fields.get(i);
      oids[i] = field.typeOid();
      PgType type = settings.environment().types().require(field.typeOid());
      datums[i] = toDatum(values.get(i), type, field.typmod(), settings);
    }
    return new PgRecord(oids, datums);
  }

  private static boolean isText(PgType type) {
    return type.oid() == Types.TEXT.oid() || type.oid() == Types.VARCHAR.oid();
  }

  private static Object truth(Boolean value, PgType type) {
    if (type.oid() == Types.BOOL.oid()) {
      return value;
    }
    if (type.category() == 'S') {
      return value.toString();
    }
    throw mismatch(type, "boolean");
  }

  private static Object number(Number value, PgType type, FormatSettings settings) {
    int oid = type.oid();
    if (oid == Types.INT4.oid() || oid == Types.INT8.oid() || oid == Types.INT2.oid()) {
      return value instanceof Long || value instanceof Integer
          ? integer(value.longValue(), type)
          : integer(rounded(value), type);
    }
    if (oid == Types.FLOAT8.oid()) {
      return value.doubleValue();
    }
    if (oid == Types.NUMERIC.oid()) {
      return value instanceof Double real
          ? type.parseText(real.toString(), -1, settings)
          : Numeric.of(exact(value));
    }
    if (oid == Types.BOOL.oid()) {
      throw mismatch(type, value instanceof Double ? "double precision" : "integer");
    }
    return type.parseText(value.toString(), -1, settings);
  }

  private static BigDecimal exact(Number value) {
    return value instanceof BigInteger big
        ? new BigDecimal(big)
        : BigDecimal.valueOf(value.longValue());
  }

  private static BigInteger rounded(Number value) {
    if (value instanceof Double real) {
      double even = Math.rint(real);
      if (!Double.isFinite(even)) {
        throw new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "integer out of range");
      }
      return new BigDecimal(even).toBigInteger();
    }
    return value instanceof BigInteger big ? big : BigInteger.valueOf(value.longValue());
  }

  private static Object integer(BigInteger value, PgType type) {
    if (value.bitLength() >= Long.SIZE) {
      throw outOfRange(type);
    }
    return integer(value.longValue(), type);
  }

  private static Object integer(long value, PgType type) {
    int unused = Long.SIZE - type.length() * Byte.SIZE;
    if (value << unused >> unused != value) {
      throw outOfRange(type);
    }
    return switch (type.length()) {
      case 2 -> (Object) (short) value;
      case 4 -> (Object) (int) value;
      default -> (Object) value;
    };
  }

  private static PgException outOfRange(PgType type) {
    return new PgException(
        SqlState.NUMERIC_VALUE_OUT_OF_RANGE, type.formatted(-1) + " out of range");
  }

  private static PgException mismatch(PgType type, String given) {
    return new PgException(
        SqlState.DATATYPE_MISMATCH,
        "cannot assign a value of type " + given + " to type " + type.formatted(-1));
  }

  /** A list that Python passed. */
  static List<?> list(Object value) {
    return (List<?>) value;
  }
}
