package org.heapgres.planner.exec.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.row.KeyCodec;
import org.heapgres.storage.row.KeyWriter;
import org.heapgres.storage.row.RowCodec;
import org.heapgres.storage.row.RowLayout;
import org.heapgres.storage.row.ValueType;

/** The codecs of one table as the catalog has it. Immutable; plans keep it. */
public final class TableFormat {
  private final Table table;
  private final RowCodec rows;
  private final int[] slots;

  /** Whether each column's slot is its position. */
  private final boolean inOrder;

  private final int[] keyPositions;
  private final KeyCodec keys;
  private final List<IndexFormat> indexes;

  public TableFormat(Table table) {
    this.table = table;
    Map<Integer, Object> missing = new HashMap<>();
    for (Column column : table.columns()) {
      if (column.missing() != null) {
        missing.put((int) column.attnum(), column.missing());
      }
    }
    List<RowLayout> older = table.layouts().subList(0, table.layouts().size() - 1);
    rows = new RowCodec(table.layout(), older, missing);
    slots = new int[table.columns().size()];
    for (int c = 0; c < slots.length; c++) {
      slots[c] = table.layout().slot(table.columns().get(c).attnum());
    }
    inOrder = IntStream.range(0, slots.length).allMatch(c -> slots[c] == c);
    keyPositions = table.keyPositions();
    keys =
        keyPositions.length == 0
            ? KeyCodec.ascending(ValueType.INT8)
            : keyCodec(table.primaryKey().orElseThrow());
    List<IndexFormat> secondary = new ArrayList<>();
    for (Index index : table.indexes()) {
      if (!index.primary() && index.stored()) {
        secondary.add(new IndexFormat(this, index, indexCodec(index)));
      }
    }
    indexes = List.copyOf(secondary);
  }

  private KeyCodec keyCodec(Index index) {
    List<KeyCodec.Column> columns = new ArrayList<>();
    for (Index.Key key : index.keys()) {
      columns.add(
          new KeyCodec.Column(
              valueType(table.columnIndex(key.attnum())), key.descending(), key.nullsFirst()));
    }
    return new KeyCodec(columns);
  }

  /** Null for an index over expressions, whose column types its own columns say. */
  private KeyCodec indexCodec(Index index) {
    List<KeyCodec.Column> columns = new ArrayList<>();
    for (int k = 0; k < index.keys().size(); k++) {
      Index.Key key = index.keys().get(k);
      ValueType type =
          key.attnum() == 0
              ? ValueTypes.of(index.columns().get(k).type())
              : valueType(table.columnIndex(key.attnum()));
      columns.add(new KeyCodec.Column(type, key.descending(), key.nullsFirst()));
    }
    return new KeyCodec(columns);
  }

  private ValueType valueType(int position) {
    return table.layout().columns().get(slots[position]).type();
  }

  public Table table() {
    return table;
  }

  public RowCodec rows() {
    return rows;
  }

  /** The slot in {@link #rows} of the column at {@code position}. */
  public int slot(int position) {
    return slots[position];
  }

  /** Of the primary key's columns; one INT8 where the key is the hidden row id. */
  public KeyCodec keys() {
    return keys;
  }

  public boolean hasPrimaryKey() {
    return keyPositions.length > 0;
  }

  /** Positions of the primary key's columns. Not to be written to. */
  public int[] keyPositions() {
    return keyPositions;
  }

  /** All indexes but the primary key's. */
  public List<IndexFormat> indexes() {
    return indexes;
  }

  public IndexFormat index(Index index) {
    for (IndexFormat format : indexes) {
      if (format.index().oid() == index.oid()) {
        return format;
      }
    }
    throw new IllegalStateException("no index " + index.name());
  }

  /** The key of a row that has a primary key; its columns are not null. */
  public byte[] key(Object[] row) {
    KeyWriter writer = new KeyWriter();
    for (int k = 0; k < keyPositions.length; k++) {
      int position = keyPositions[k];
      keys.append(writer, k, keyForm(table.columns().get(position).type(), row[position]));
    }
    return writer.toByteArray();
  }

  /** The value, or NULL, as it is put in keys. */
  public static Object keyForm(PgType type, Object datum) {
    return datum == null ? null : type.codec().keyForm(datum);
  }

  /** The row as it is stored. */
  public byte[] encode(Object[] row) {
    if (inOrder) {
      return rows.encode(row);
    }
    Object[] bySlot = new Object[slots.length];
    for (int c = 0; c < slots.length; c++) {
      bySlot[slots[c]] = row[c];
    }
    return rows.encode(bySlot);
  }

  /** The datums of the primary key's columns by column position; the others are left out. */
  public Object[] decodeKey(byte[] stored) {
    Object[] row = new Object[slots.length];
    for (int position : keyPositions) {
      row[position] = rows.read(stored, slots[position]);
    }
    return row;
  }

  /** The datums by column position. */
  public Object[] decode(byte[] stored) {
    Object[] row = new Object[slots.length];
    for (int c = 0; c < slots.length; c++) {
      row[c] = rows.read(stored, slots[c]);
    }
    return row;
  }
}
