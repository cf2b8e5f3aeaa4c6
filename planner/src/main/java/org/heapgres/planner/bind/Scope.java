package org.heapgres.planner.bind;

import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * What the names of one clause mean: the row it is evaluated over and the entries that name its
 * columns. Clauses of one query share a {@link QueryLevel}; a sub-query's scope has the scope
 * around it as parent. One statement, one thread.
 */
final class Scope {
  /** What inner queries know a row as. */
  private static final class Correlation {
    private final ImmutableBitSet.Builder used = ImmutableBitSet.builder();
    private CorrelationId id;
  }

  private final Scope parent;
  private final QueryLevel level;
  private final ExpressionKind kind;
  private final List<RangeEntry> entries;
  private final RelDataType row;
  private final Correlation correlation;

  Scope(
      Scope parent,
      QueryLevel level,
      ExpressionKind kind,
      List<RangeEntry> entries,
      RelDataType row) {
    this(parent, level, kind, entries, row, new Correlation());
  }

  private Scope(
      Scope parent,
      QueryLevel level,
      ExpressionKind kind,
      List<RangeEntry> entries,
      RelDataType row,
      Correlation correlation) {
    this.parent = parent;
    this.level = level;
    this.kind = kind;
    this.entries = List.copyOf(entries);
    this.row = row;
    this.correlation = correlation;
  }

  /** The same names for another clause that the same plan node evaluates. */
  Scope as(ExpressionKind other) {
    return new Scope(parent, level, other, entries, row, correlation);
  }

  /** The same names for a clause that a plan node of its own evaluates. */
  Scope apart(ExpressionKind other) {
    return new Scope(parent, level, other, entries, row);
  }

  Scope parent() {
    return parent;
  }

  QueryLevel level() {
    return level;
  }

  ExpressionKind kind() {
    return kind;
  }

  List<RangeEntry> entries() {
    return entries;
  }

  RelDataType row() {
    return row;
  }

  /**
   * What an inner query calls this scope's row; to be set by the node that evaluates the clause.
   */
  CorrelationId correlation(Binding binding) {
    if (correlation.id == null) {
      correlation.id = binding.cluster().createCorrel();
    }
    return correlation.id;
  }

  /** Null when no inner query refers to this row. */
  CorrelationId usedCorrelation() {
    return correlation.id;
  }

  /** For the node that evaluates the clause. */
  Set<CorrelationId> variables() {
    return correlation.id == null ? Set.of() : Set.of(correlation.id);
  }

  /** Notes that an inner query refers to a column. */
  void use(int column) {
    correlation.used.set(column);
  }

  /** The columns that inner queries refer to. */
  ImmutableBitSet usedColumns() {
    return correlation.used.build();
  }
}
