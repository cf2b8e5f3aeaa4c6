package org.heapgres.planner.bind;

import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.type.OperandTypes;
import org.heapgres.planner.rel.PgRelType;

/**
 * An aggregate call of a query, over the rows before grouping.
 *
 * @param direct arguments that are evaluated once a group (ordered-set aggregates)
 * @param filter null for none
 */
record AggregateUse(
    SqlAggFunction function,
    List<RexNode> direct,
    List<RexNode> arguments,
    boolean distinct,
    List<SortKey> order,
    RexNode filter,
    PgRelType type,
    int location) {

  /**
   * What stands for an aggregate's result until the query's grouping is known: number {@code index}
   * of the level's aggregates.
   */
  static final class Placeholder extends SqlFunction {
    private final transient QueryLevel level;
    private final int index;

    Placeholder(QueryLevel level, int index) {
      super(
          "AGGREGATE",
          SqlKind.OTHER_FUNCTION,
          null,
          null,
          OperandTypes.NILADIC,
          SqlFunctionCategory.SYSTEM);
      this.level = level;
      this.index = index;
    }

    QueryLevel level() {
      return level;
    }

    int index() {
      return index;
    }

    @Override
    public SqlSyntax getSyntax() {
      return SqlSyntax.FUNCTION_ID;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Placeholder that && that.level == level && that.index == index;
    }

    @Override
    public int hashCode() {
      return index;
    }
  }
}
