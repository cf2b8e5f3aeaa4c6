package org.heapgres.planner.catalog;

import java.util.List;
import org.heapgres.storage.Transaction;

/**
 * A relation whose rows are made when it is read: pg_catalog, information_schema, and the roots of
 * free objects. Read-only.
 *
 * @param kind 'r' or 'v', as pg_class shows it
 */
public record ComputedRelation(
    int oid,
    int schema,
    String name,
    int owner,
    char kind,
    List<Column> columns,
    Rows rows,
    String comment)
    implements Relation {
  public ComputedRelation {
    columns = List.copyOf(columns);
  }

  /** Makes the rows. */
  @FunctionalInterface
  public interface Rows {
    /** Datums of {@link ComputedRelation#columns()}, one array a row; may be lazy. */
    Iterable<Object[]> of(Source source);
  }

  /** What rows are made from: a statement's surroundings. */
  public interface Source {
    Catalog catalog();

    Transaction transaction();

    /** The session that reads, as {@code type}; for rows about sessions, locks and settings. */
    <T> T session(Class<T> type);
  }
}
