package org.heapgres.storage.value;

import java.util.Arrays;

/**
 * A composite datum: its fields in order. Immutable: callers must not change the arrays they pass
 * in or receive.
 *
 * <p>The oids of the fields' types are carried for the layers above; storage gives them no meaning,
 * and order and equality ignore them.
 */
public final class PgRecord implements Comparable<PgRecord> {
  private final int[] fieldOids;
  private final Object[] fields;

  public PgRecord(int[] fieldOids, Object[] fields) {
    if (fieldOids.length != fields.length) {
      throw new IllegalArgumentException("field types and fields differ in number");
    }
    this.fieldOids = fieldOids;
    this.fields = fields;
  }

  /** Not a copy. */
  public int[] fieldOids() {
    return fieldOids;
  }

  /** A null field is SQL NULL. Not a copy. */
  public Object[] fields() {
    return fields;
  }

  public int size() {
    return fields.length;
  }

  /** Field by field, NULL above everything, as record_cmp does. */
  @Override
  public int compareTo(PgRecord other) {
    int common = Math.min(fields.length, other.fields.length);
    for (int i = 0; i < common; i++) {
      int order = Datums.compare(fields[i], other.fields[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(fields.length, other.fields.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgRecord record
        && Arrays.equals(fields, record.fields, (l, r) -> Datums.equal(l, r) ? 0 : 1);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Object field : fields) {
      hash = 31 * hash + Datums.hash(field);
    }
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.toString(fields);
  }
}
