package org.heapgres.planner.exec.table;

import java.util.Arrays;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorBuilder;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.storage.row.KeyCodec;

/**
 * Turns the entries of an index into vectors, where they hold all that is asked for: each has the
 * key of the index and that of the row. Since entries are as visible as rows are, the rows
 * themselves need not be read. Immutable.
 */
public final class IndexDecoder implements RecordDecoder {
  private static final int NOWHERE = -1;

  private final IndexFormat index;
  private final KeyCodec rowKeys;
  private final VectorKind[] kinds;

  /** By column of the index's key, up to its end: the place in the output, or -1. */
  private final int[] places;

  /** The same for the row's key, up to the last column that is wanted. */
  private final int[] rowPlaces;

  private IndexDecoder(
      IndexFormat index, KeyCodec rowKeys, VectorKind[] kinds, int[] places, int[] rowPlaces) {
    this.index = index;
    this.rowKeys = rowKeys;
    this.kinds = kinds;
    this.places = places;
    this.rowPlaces = rowPlaces;
  }

  /**
   * Null when the entries do not hold all these columns as they are.
   *
   * @param columns positions of the columns to decode, in output order
   */
  public static IndexDecoder of(TableFormat format, IndexFormat index, int[] columns) {
    if (index.deferrable() != null) {
      return null;
    }
    int[] places = new int[index.positions().length];
    int[] rowPlaces = new int[format.keyPositions().length];
    Arrays.fill(places, NOWHERE);
    Arrays.fill(rowPlaces, NOWHERE);
    VectorKind[] kinds = new VectorKind[columns.length];
    for (int c = 0; c < columns.length; c++) {
      Column column = format.table().columns().get(columns[c]);
      if (!column.type().codec().keptInKeys()
          || !ValueTypes.of(column.type()).isExactInKey()
          || !(put(index.positions(), columns[c], places, c)
              || put(format.keyPositions(), columns[c], rowPlaces, c))) {
        return null;
      }
      kinds[c] = Kinds.of(column.type());
    }
    int wanted = rowPlaces.length;
    while (wanted > 0 && rowPlaces[wanted - 1] == NOWHERE) {
      wanted--;
    }
    return new IndexDecoder(index, format.keys(), kinds, places, Arrays.copyOf(rowPlaces, wanted));
  }

  private static boolean put(int[] positions, int column, int[] places, int place) {
    for (int k = 0; k < positions.length; k++) {
      if (positions[k] == column) {
        places[k] = place;
        return true;
      }
    }
    return false;
  }

  @Override
  public Batch decode(byte[][] keys, byte[][] values, int count) {
    VectorBuilder[] builders = new VectorBuilder[kinds.length];
    for (int c = 0; c < kinds.length; c++) {
      builders[c] = new VectorBuilder(kinds[c], count);
    }
    Object[] row = new Object[kinds.length];
    for (int i = 0; i < count; i++) {
      if (kinds.length > 0) {
        decode(keys[i], values[i], row);
      }
      for (int c = 0; c < kinds.length; c++) {
        builders[c].append(row[c]);
      }
    }
    Vector[] columns = new Vector[kinds.length];
    for (int c = 0; c < kinds.length; c++) {
      columns[c] = builders[c].build();
    }
    return new Batch(columns, count);
  }

  private void decode(byte[] key, byte[] value, Object[] row) {
    int end = index.keys().decode(key, 0, places, row);
    if (rowPlaces.length > 0) {
      if (value.length > 0) {
        rowKeys.decode(value, 0, rowPlaces, row);
      } else {
        rowKeys.decode(key, end, rowPlaces, row);
      }
    }
  }
}
