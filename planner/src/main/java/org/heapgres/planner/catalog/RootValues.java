package org.heapgres.planner.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.ObjectJson;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Jsonb;

/** Values of free objects as datums of the types that annotations stand for, and back. */
final class RootValues {
  private static final FormatSettings FORMATS = FormatSettings.DEFAULT;
  private static final long SECOND = 1_000_000;

  private RootValues() {}

  /** 22P02 and the like where the value is not what its annotation says. */
  static Object datum(HeapValue value, PgType type, ObjectJson json) {
    if (value instanceof HeapValue.None) {
      return null;
    }
    if (type.oid() == Types.JSONB.oid()) {
      return json.jsonb(value);
    }
    return type.parseText(text(value, json), -1, FORMATS);
  }

  /** As {@code str()} shows it, where the types' input reads that. */
  private static String text(HeapValue value, ObjectJson json) {
    return switch (value) {
      case HeapValue.Text(String text) -> text;
      case HeapValue.Bytes(byte[] bytes, _) -> "\\x" + HexFormat.of().formatHex(bytes);
      case HeapValue.Delta(long days, long microseconds) ->
          "%d days %d.%06d seconds".formatted(days, microseconds / SECOND, microseconds % SECOND);
      default -> {
        JsonNode node = json.jsonb(value).tree();
        yield node.isTextual() ? node.textValue() : node.toString();
      }
    };
  }

  /**
   * What is stored for a datum.
   *
   * @param before what was there: an enumeration stays one, a time without a zone stays without
   */
  static HeapValue value(Object datum, PgType type, HeapValue before) {
    if (datum == null) {
      return HeapValue.NONE;
    }
    return switch (type.name()) {
      case "jsonb" -> plain(((Jsonb) datum).tree());
      case "int8" -> new HeapValue.Int((Long) datum);
      case "float8" -> new HeapValue.Real((Double) datum);
      case "bool" -> (Boolean) datum ? HeapValue.TRUE : HeapValue.FALSE;
      case "interval" -> delta((Interval) datum);
      default -> ofText(type.text(datum, FORMATS), type, before);
    };
  }

  private static HeapValue ofText(String text, PgType type, HeapValue before) {
    return switch (type.name()) {
      case "numeric" -> new HeapValue.Decimal(text);
      case "uuid" -> new HeapValue.Uuid(UUID.fromString(text));
      case "bytea" -> new HeapValue.Bytes(HexFormat.of().parseHex(text.substring(2)), false);
      case "date" -> temporal(HeapValue.TemporalKind.DATE, text);
      case "time" -> temporal(HeapValue.TemporalKind.TIME, text);
      case "timestamptz" -> moment(text, before);
      default ->
          before instanceof HeapValue.Member(long classId, _)
              ? new HeapValue.Member(classId, text)
              : new HeapValue.Text(text);
    };
  }

  /** {@code text} is in UTC. */
  private static HeapValue moment(String text, HeapValue before) {
    boolean naive =
        before instanceof HeapValue.Temporal(_, String iso) && !iso.matches(".*T.*([+-].*|Z)");
    String local = text.replace(' ', 'T').replaceFirst("\\+00$", "");
    return temporal(HeapValue.TemporalKind.DATETIME, naive ? local : local + "+00:00");
  }

  /** Fractions have six digits there. */
  private static HeapValue temporal(HeapValue.TemporalKind kind, String iso) {
    if (iso.endsWith("BC") || iso.endsWith("infinity")) {
      throw new PgException(
          SqlState.DATETIME_FIELD_OVERFLOW, "\"" + iso + "\" is out of range for Python");
    }
    int dot = iso.indexOf('.');
    if (dot < 0) {
      return new HeapValue.Temporal(kind, iso);
    }
    int end = dot + 1;
    while (end < iso.length() && Character.isDigit(iso.charAt(end))) {
      end++;
    }
    String fraction = (iso.substring(dot + 1, end) + "000000").substring(0, 6);
    return new HeapValue.Temporal(kind, iso.substring(0, dot + 1) + fraction + iso.substring(end));
  }

  private static HeapValue delta(Interval interval) {
    if (interval.months() != 0) {
      throw new PgException(
          SqlState.INTERVAL_FIELD_OVERFLOW, "an interval with months is out of range for Python");
    }
    return new HeapValue.Delta(interval.spanDays(), interval.spanMicros());
  }

  /** As {@code json.loads} reads it. */
  static HeapValue plain(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        List<HeapValue.Entry> entries = new ArrayList<>();
        node.properties()
            .forEach(
                member ->
                    entries.add(
                        new HeapValue.Entry(
                            new HeapValue.Text(member.getKey()), plain(member.getValue()))));
        yield new HeapValue.Entries(entries);
      }
      case ARRAY -> {
        List<HeapValue> items = new ArrayList<>();
        node.forEach(item -> items.add(plain(item)));
        yield new HeapValue.Elements(HeapValue.ElementsKind.LIST, items);
      }
      case NUMBER -> number(node.decimalValue().toPlainString());
      case BOOLEAN -> node.booleanValue() ? HeapValue.TRUE : HeapValue.FALSE;
      case STRING -> new HeapValue.Text(node.textValue());
      case NULL -> HeapValue.NONE;
      case MISSING, BINARY, POJO ->
          throw new IllegalArgumentException(
              node.getNodeType().name().toLowerCase(Locale.ROOT) + " in jsonb");
    };
  }

  private static HeapValue number(String digits) {
    return digits.indexOf('.') < 0
        ? HeapValue.integer(new java.math.BigInteger(digits))
        : new HeapValue.Real(Double.parseDouble(digits));
  }
}
