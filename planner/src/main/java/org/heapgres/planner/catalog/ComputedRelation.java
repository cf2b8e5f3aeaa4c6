package org.heapgres.planner.catalog;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.TriggerCall;
import org.heapgres.storage.Transaction;

/**
 * A relation whose rows are made when it is read: pg_catalog, information_schema, and the roots of
 * free objects.
 *
 * @param kind 'r' or 'v', as pg_class shows it
 * @param changes null for a relation that is only read
 */
public record ComputedRelation(
    int oid,
    int schema,
    String name,
    int owner,
    char kind,
    List<Column> columns,
    Rows rows,
    Changes changes,
    String comment)
    implements Relation {
  private static final double UNKNOWN_ROWS = 100;

  public ComputedRelation {
    columns = List.copyOf(columns);
  }

  /** Makes the rows. */
  @FunctionalInterface
  public interface Rows {
    /**
     * Datums of {@link ComputedRelation#columns()}, one array a row; may be lazy. There may be more
     * rows than are wanted.
     */
    Iterable<Object[]> of(Source source, Wanted wanted);

    /** About how many there are in all. */
    default double estimate(Catalog catalog) {
      return UNKNOWN_ROWS;
    }

    /**
     * Whether rows are found by their value of the column at that position: about how many there
     * are with the same one; 0 for a column that they are not found by.
     */
    default double lookup(int column) {
      return 0;
    }
  }

  /**
   * What a reader does with the rows.
   *
   * @param columns positions that it reads; null for all
   * @param values by the position of a column that rows are found by: those that it wants
   */
  public record Wanted(BitSet columns, Map<Integer, Collection<Object>> values) {
    public static final Wanted ALL = new Wanted(null, Map.of());

    public boolean reads(int column) {
      return columns == null || columns.get(column);
    }
  }

  /** Changes what the rows are made from. */
  @FunctionalInterface
  public interface Changes {
    /** For one statement. */
    Change begin(Source source);
  }

  /** A statement's changes. */
  public interface Change {
    /**
     * Does what the statement says of a row.
     *
     * @param oldRow null for INSERT
     * @param newRow null for DELETE
     * @return the row as it is now, the old one for DELETE; null when it was not there any more
     */
    Object[] row(TriggerCall.Event event, Object[] oldRow, Object[] newRow);

    /** There are no more rows. */
    void finish();
  }

  /** What rows are made from: a statement's surroundings. */
  public interface Source {
    Catalog catalog();

    Transaction transaction();

    /** Free objects were changed, which code that runs may hold as they were. */
    void objectsChanged();

    /** The session that reads, as {@code type}; for rows about sessions, locks and settings. */
    <T> T session(Class<T> type);
  }
}
