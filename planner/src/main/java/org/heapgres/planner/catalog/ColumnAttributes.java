package org.heapgres.planner.catalog;

/**
 * What ALTER COLUMN says about a column that changes neither its values nor its type.
 *
 * @param collation oid of COLLATE; 0 for the type's own
 * @param storage pg_attribute.attstorage as SET STORAGE says; 0 for the type's own
 * @param statistics SET STATISTICS; null for the default
 */
public record ColumnAttributes(int collation, char storage, Long statistics) {
  public static final ColumnAttributes NONE = new ColumnAttributes(0, (char) 0, null);

  public ColumnAttributes withCollation(int collation) {
    return new ColumnAttributes(collation, storage, statistics);
  }

  public ColumnAttributes withStorage(char storage) {
    return new ColumnAttributes(collation, storage, statistics);
  }

  public ColumnAttributes withStatistics(Long statistics) {
    return new ColumnAttributes(collation, storage, statistics);
  }
}
