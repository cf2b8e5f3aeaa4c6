package org.heapgres.planner.rel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.calcite.plan.RelOptAbstractTable;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.util.ImmutableBitSet;
import org.heapgres.planner.bind.TableSizes;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.statistics.ColumnStatistics;
import org.heapgres.planner.statistics.ExtendedValues;
import org.heapgres.planner.statistics.TableStatistics;
import org.heapgres.planner.types.Types;

/**
 * A catalog relation as the source of rows. Its columns are those of {@link Relation#columns()}, in
 * that order; with {@code rowKey} one more follows, {@link #ROW_KEY}: the row's key in its store,
 * by which UPDATE, DELETE and FOR UPDATE find it again. Immutable.
 */
public final class PgTable extends RelOptAbstractTable {
  /** No SQL identifier can be this by accident; bytea, never null. */
  public static final String ROW_KEY = "$key";

  private static final double UNKNOWN_ROWS = 1000;

  private final Relation relation;
  private final String alias;
  private final boolean rowKey;
  private final double rows;
  private final TableStatistics statistics;

  /** {@code alias} is what the query calls it. */
  public PgTable(Relation relation, String alias, boolean rowKey, TableSizes sizes) {
    super(null, relation.name(), rowType(relation, rowKey));
    this.relation = relation;
    this.alias = alias;
    this.rowKey = rowKey;
    this.rows = sizes.rows(relation);
    this.statistics =
        relation instanceof Table table ? sizes.statistics(table) : TableStatistics.NONE;
  }

  public PgTable(Relation relation, boolean rowKey) {
    this(relation, relation.name(), rowKey, any -> UNKNOWN_ROWS);
  }

  private static RelDataType rowType(Relation relation, boolean rowKey) {
    PgTypeFactory factory = PgTypeFactory.INSTANCE;
    RelDataTypeFactory.Builder builder = factory.builder();
    for (Column column : relation.columns()) {
      boolean nullable =
          relation instanceof Table table ? !table.hasNoNulls(column) : !column.notNull();
      builder.add(column.name(), factory.type(column.type(), column.typmod(), nullable));
    }
    if (rowKey) {
      builder.add(ROW_KEY, factory.type(Types.BYTEA, PgRelType.NO_TYPMOD, false));
    }
    return builder.build();
  }

  public Relation relation() {
    return relation;
  }

  public String alias() {
    return alias;
  }

  public boolean hasRowKey() {
    return rowKey;
  }

  /** Position of {@link #ROW_KEY}; only with {@link #hasRowKey}. */
  public int rowKeyIndex() {
    return relation.columns().size();
  }

  @Override
  public List<String> getQualifiedName() {
    List<String> name = new ArrayList<>();
    name.add(relation.name());
    if (!alias.equals(relation.name())) {
      name.add(alias);
    }
    if (rowKey) {
      name.add(ROW_KEY);
    }
    return name;
  }

  @Override
  public double getRowCount() {
    return rows;
  }

  /** What ANALYZE knows of the column at {@code position}; null for nothing. */
  public ColumnStatistics statistics(int position) {
    return position < relation.columns().size()
        ? statistics.column(relation.columns().get(position))
        : null;
  }

  /** What ANALYZE knows of several columns together. */
  public Collection<ExtendedValues> extendedStatistics() {
    return statistics.extended().values();
  }

  @Override
  public boolean isKey(ImmutableBitSet columns) {
    return getKeys().stream().anyMatch(columns::contains);
  }

  /** Column sets in which no two rows agree: unique indexes over NOT NULL columns. */
  @Override
  public List<ImmutableBitSet> getKeys() {
    if (!(relation instanceof Table table)) {
      return List.of();
    }
    return table.indexes().stream()
        .filter(index -> index.unique() && index.complete())
        .map(index -> notNullColumns(table, index))
        .filter(java.util.Objects::nonNull)
        .toList();
  }

  private static ImmutableBitSet notNullColumns(Table table, Index index) {
    ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
    for (Index.Key key : index.keys()) {
      int position = table.columnIndex(key.attnum());
      if (position < 0 || !table.hasNoNulls(table.columns().get(position))) {
        return null;
      }
      columns.set(position);
    }
    return columns.build();
  }

  public RelNode scan(RelOptCluster cluster) {
    return LogicalTableScan.create(cluster, this, List.of());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgTable that
        && that.rowKey == rowKey
        && that.relation.equals(relation)
        && that.alias.equals(alias);
  }

  @Override
  public int hashCode() {
    return relation.oid() * 2 + (rowKey ? 1 : 0);
  }
}
