package org.heapgres.planner.ddl;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.session.CatalogChange;

/**
 * Since which commit the indexes that were made while the server runs hold all rows of their
 * tables. An older snapshot does not see their entries and must do without them; all indexes are
 * kept up to date nevertheless. Thread-safe.
 */
public final class IndexAges {
  /** By the index's oid. */
  private final Map<Integer, Long> since = new ConcurrentHashMap<>();

  private volatile long newest;

  /** Whether there is an index that came after that commit. */
  public boolean anyAfter(long sequence) {
    return newest > sequence;
  }

  /** The changes were committed as {@code sequence}, on top of {@code before}. */
  public void committed(Catalog before, List<CatalogChange> changes, long sequence) {
    for (CatalogChange change : changes) {
      if (change instanceof CatalogChange.Put(Table table)) {
        before.table(table.oid()).ifPresent(old -> committed(old, table, sequence));
      }
    }
  }

  private void committed(Table before, Table after, long sequence) {
    for (Index index : after.indexes()) {
      boolean complete =
          before
              .index(index.oid())
              .filter(old -> old.valid() && old.store() == index.store())
              .isPresent();
      if (index.valid() && !complete && index.store() != after.store()) {
        since.put(index.oid(), sequence);
        newest = Math.max(newest, sequence);
      }
    }
  }

  private boolean isAfter(Index index, long sequence) {
    return since.getOrDefault(index.oid(), 0L) > sequence;
  }

  /** The catalog for one who sees no commit after {@code sequence}: newer indexes are not valid. */
  public Catalog hide(Catalog catalog, long sequence, LongSupplier versions) {
    Catalog result = catalog;
    for (int oid : since.keySet()) {
      if (result.relation(oid).orElse(null) instanceof Index index
          && index.valid()
          && isAfter(index, sequence)) {
        Table table = result.table(index.table()).orElseThrow();
        result = result.with(versions.getAsLong(), withValid(table, index, false));
      }
    }
    return result;
  }

  /** Undoes {@link #hide} for a table that is going to be stored. */
  public Table reveal(Table table, long sequence) {
    Table result = table;
    for (Index index : table.indexes()) {
      if (!index.valid() && isAfter(index, sequence)) {
        result = withValid(result, index, true);
      }
    }
    return result;
  }

  private static Table withValid(Table table, Index changed, boolean valid) {
    return table
        .change()
        .indexes(
            table.indexes().stream()
                .map(index -> index.oid() == changed.oid() ? index.withValid(valid) : index)
                .toList())
        .build();
  }
}
