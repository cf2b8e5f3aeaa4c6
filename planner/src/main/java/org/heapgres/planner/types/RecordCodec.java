package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgRecord;

/**
 * Composite types and the anonymous record (PgRecord). A value carries its fields' type oids;
 * {@code fields} is null for the anonymous record, whose input PostgreSQL refuses as well.
 */
public final class RecordCodec extends TypeCodec {
  private static final AtomicLong EDITIONS = new AtomicLong();

  private final long edition = EDITIONS.incrementAndGet();
  private final String name;
  private final int oid;
  private final List<PgType.Field> fields;

  RecordCodec(String name, int oid, List<PgType.Field> fields) {
    this.name = name;
    this.oid = oid;
    this.fields = fields == null ? null : List.copyOf(fields);
  }

  @Override
  public long edition() {
    return fields == null ? 0 : edition;
  }

  /** Null for the anonymous record. */
  public List<PgType.Field> fields() {
    return fields;
  }

  public int typeOid() {
    return oid;
  }

  private PgType type(int typeOid, FormatSettings settings) {
    PgType type = settings.environment().types().type(typeOid);
    return type != null ? type : Types.REGISTRY.require(typeOid);
  }

  private void refuseAnonymous() {
    if (fields == null) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "input of anonymous composite types is not implemented");
    }
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    refuseAnonymous();
    int at = 0;
    int length = text.length();
    while (at < length && IntegerCodecs.isSpace(text.charAt(at))) {
      at++;
    }
    if (at >= length || text.charAt(at) != '(') {
      throw malformed(text, "Missing left parenthesis.");
    }
    at++;
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        if (at < length && text.charAt(at) == ',') {
          at++;
        } else {
          throw malformed(text, "Too few columns.");
        }
      }
      StringBuilder out = new StringBuilder();
      boolean quoted = false;
      boolean isNull = at < length && (text.charAt(at) == ',' || text.charAt(at) == ')');
      while ((!isNull
              && (quoted || (at < length && text.charAt(at) != ',' && text.charAt(at) != ')')))
          || (!isNull && at >= length)) {
        if (at >= length) {
          throw malformed(text, "Unexpected end of input.");
        }
        char c = text.charAt(at++);
        if (c == '\\') {
          if (at >= length) {
            throw malformed(text, "Unexpected end of input.");
          }
          out.append(text.charAt(at++));
        } else if (c == '"') {
          if (!quoted) {
            quoted = true;
          } else if (at < length && text.charAt(at) == '"') {
            out.append('"');
            at++;
          } else {
            quoted = false;
          }
        } else {
          out.append(c);
        }
      }
      if (at >= length) {
        throw malformed(text, "Unexpected end of input.");
      }
      PgType.Field field = fields.get(i);
      values[i] =
          isNull
              ? null
              : type(field.typeOid(), settings).parseText(out.toString(), field.typmod(), settings);
    }
    if (at >= length || text.charAt(at) != ')') {
      throw malformed(text, at < length ? "Too many columns." : "Unexpected end of input.");
    }
    at++;
    while (at < length && IntegerCodecs.isSpace(text.charAt(at))) {
      at++;
    }
    if (at < length) {
      throw malformed(text, "Junk after right parenthesis.");
    }
    return new PgRecord(fieldOids(), values);
  }

  private int[] fieldOids() {
    return fields.stream().mapToInt(PgType.Field::typeOid).toArray();
  }

  private static PgException malformed(String text, String detail) {
    return new PgException(
            SqlState.INVALID_TEXT_REPRESENTATION, "malformed record literal: \"" + text + "\"")
        .withDetail(detail);
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    refuseAnonymous();
    need(bytes, 4);
    int count = bytes.getInt();
    if (count != fields.size()) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH,
          "wrong number of columns: " + count + ", expected " + fields.size());
    }
    Object[] values = new Object[count];
    for (int i = 0; i < count; i++) {
      need(bytes, 4);
      PgType.Field field = fields.get(i);
      int sent = bytes.getInt();
      if (sent != field.typeOid()) {
        throw new PgException(
            SqlState.DATATYPE_MISMATCH,
            "binary data has type "
                + Integer.toUnsignedString(sent)
                + " instead of expected "
                + field.typeOid()
                + " in record column "
                + (i + 1));
      }
      values[i] =
          ArrayCodec.readValue(bytes, type(field.typeOid(), settings), field.typmod(), settings);
    }
    return new PgRecord(fieldOids(), values);
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    PgRecord record = (PgRecord) datum;
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < record.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      Object value = record.fields()[i];
      if (value != null) {
        quote(type(record.fieldOids()[i], settings).text(value, settings), out);
      }
    }
    return out.append(')').toString();
  }

  private static void quote(String text, StringBuilder out) {
    boolean quote = text.isEmpty();
    for (int i = 0; !quote && i < text.length(); i++) {
      char c = text.charAt(i);
      quote = c == '"' || c == '\\' || c == '(' || c == ')' || c == ',' || IntegerCodecs.isSpace(c);
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
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    PgRecord record = (PgRecord) datum;
    out.writeInt(record.size());
    for (int i = 0; i < record.size(); i++) {
      PgType type = type(record.fieldOids()[i], settings);
      out.writeInt(type.oid());
      ArrayCodec.writeValue(record.fields()[i], type, settings, out);
    }
  }

  @Override
  public int compare(Object left, Object right) {
    requireAlike((PgRecord) left, (PgRecord) right);
    return ((PgRecord) left).compareTo((PgRecord) right);
  }

  /** As record_cmp: columns of different types do not compare. */
  private static void requireAlike(PgRecord left, PgRecord right) {
    int common = Math.min(left.size(), right.size());
    for (int i = 0; i < common; i++) {
      int l = left.fieldOids()[i];
      int r = right.fieldOids()[i];
      if (l != r) {
        throw new PgException(
            SqlState.DATATYPE_MISMATCH,
            "cannot compare dissimilar column types %s and %s at record column %d"
                .formatted(shown(l), shown(r), i + 1));
      }
    }
    if (left.size() != right.size()) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH,
          "cannot compare record types with different numbers of columns");
    }
  }

  private static String shown(int oid) {
    PgType type = Types.byOid(oid);
    return type == null ? Integer.toUnsignedString(oid) : type.formatted(-1);
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
