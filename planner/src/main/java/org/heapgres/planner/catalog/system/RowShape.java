package org.heapgres.planner.catalog.system;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Relation;

/**
 * What all rows of a system relation have in common, made when it is first read: most relations
 * never are. Thread-safe.
 */
final class RowShape {
  /** About so many relations are the system's own. */
  private static final double SYSTEM_RELATIONS = 300;

  private final String relation;
  private final List<Column> columns;
  private volatile Details details;

  /**
   * @param positions by name
   * @param empty a row with nothing set
   * @param lookups by position, the best first
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Details(
      Map<String, Integer> positions, Object[] empty, Map<Integer, Lookups.Lookup> lookups) {}

  RowShape(String relation, List<Column> columns) {
    this.relation = relation;
    this.columns = columns;
  }

  private Details details() {
    Details known = details;
    if (known == null) {
      known = make();
      details = known;
    }
    return known;
  }

  private Details make() {
    Map<String, Integer> positions = new HashMap<>();
    Object[] empty = new Object[columns.size()];
    for (int i = 0; i < empty.length; i++) {
      Column column = columns.get(i);
      positions.put(column.name(), i);
      empty[i] = column.notNull() ? Datum.zero(column.type()) : null;
    }
    Map<Integer, Lookups.Lookup> lookups = new LinkedHashMap<>();
    Lookups.of(relation)
        .forEach((column, lookup) -> lookups.put(positions.getOrDefault(column, -1), lookup));
    if (lookups.containsKey(-1)) {
      throw new IllegalStateException("lookups of " + relation + " by a column that is not there");
    }
    return new Details(positions, empty, lookups);
  }

  String relation() {
    return relation;
  }

  List<Column> columns() {
    return columns;
  }

  int position(String column) {
    Integer position = details().positions.get(column);
    if (position == null) {
      throw new IllegalArgumentException("no column " + column);
    }
    return position;
  }

  Object[] emptyRow() {
    return details().empty.clone();
  }

  /** See {@link ComputedRelation.Rows#lookup}. */
  double lookup(int column) {
    Lookups.Lookup lookup = details().lookups.get(column);
    return lookup == null ? 0 : lookup.rows();
  }

  /** The relations behind the rows that are wanted; null for all of them. */
  Collection<Relation> narrowed(Catalog catalog, ComputedRelation.Wanted wanted) {
    if (wanted.values().isEmpty()) {
      return null;
    }
    for (Map.Entry<Integer, Lookups.Lookup> entry : details().lookups.entrySet()) {
      Collection<Object> values = wanted.values().get(entry.getKey());
      Collection<Relation> found =
          values == null ? null : Lookups.find(catalog, entry.getValue().finder(), values);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** About how many rows there are; what it is found by tells how many belong to a relation. */
  double estimate(Catalog catalog) {
    double perRelation =
        details().lookups.values().stream().mapToDouble(Lookups.Lookup::rows).max().orElse(0);
    return Lookups.builtIn(relation, perRelation * SYSTEM_RELATIONS)
        + perRelation * catalog.relations().size();
  }
}
