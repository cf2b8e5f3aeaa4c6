package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowOrder;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.operator.LimitNode;
import org.heapgres.planner.exec.operator.SortNode;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.types.PgType;

/** ORDER BY, LIMIT and OFFSET; an index that has the order makes sorting unnecessary. */
final class SortBuilder {
  private SortBuilder() {}

  static PlanNode build(PhysicalBuilder builder, Sort sort) {
    Expression offset = compile(builder, sort.offset);
    Expression limit = compile(builder, count(sort));
    boolean ties = sort.fetch instanceof RexCall call && isWithTies(call);
    List<RelFieldCollation> keys = sort.getCollation().getFieldCollations();
    PlanNode node = keys.isEmpty() ? null : ordered(builder, sort, keys, limit != null);
    if (node == null) {
      node = builder.build(sort.getInput());
      if (!keys.isEmpty()) {
        node =
            new SortNode(
                node,
                order(keys, node.types()),
                texts(builder, sort, keys),
                ties ? null : offset,
                ties ? null : limit);
      }
    }
    if (ties) {
      return new LimitNode(node, offset, limit, order(keys, node.types()), builder.rows(sort));
    }
    return offset == null && limit == null
        ? node
        : new LimitNode(node, offset, limit, null, builder.rows(sort));
  }

  private static boolean isWithTies(RexCall call) {
    return call.getOperator().equals(PgOperators.WITH_TIES);
  }

  /** LIMIT's count, without what WITH TIES puts around it. */
  static RexNode count(Sort sort) {
    return sort.fetch instanceof RexCall call && isWithTies(call)
        ? call.getOperands().getFirst()
        : sort.fetch;
  }

  private static Expression compile(PhysicalBuilder builder, RexNode node) {
    return node == null ? null : builder.freeCompiler().compile(node);
  }

  static RowOrder order(List<RelFieldCollation> keys, List<PgType> types) {
    List<RowOrder.Key> result = new ArrayList<>();
    for (RelFieldCollation key : keys) {
      int column = key.getFieldIndex();
      result.add(new RowOrder.Key(column, isDescending(key), nullsFirst(key), types.get(column)));
    }
    return new RowOrder(result);
  }

  private static boolean isDescending(RelFieldCollation key) {
    return key.getDirection().isDescending();
  }

  /** PostgreSQL's default is that NULLs are above everything. */
  private static boolean nullsFirst(RelFieldCollation key) {
    return switch (key.nullDirection) {
      case FIRST -> true;
      case LAST -> false;
      case UNSPECIFIED -> isDescending(key);
    };
  }

  private static List<String> texts(
      PhysicalBuilder builder, Sort sort, List<RelFieldCollation> keys) {
    List<String> names = builder.texts().names(sort.getInput());
    return keys.stream()
        .map(key -> text(PlanTexts.fromBelow(names.get(key.getFieldIndex())), key))
        .toList();
  }

  /** With what is not the default. */
  private static String text(String name, RelFieldCollation key) {
    boolean descending = isDescending(key);
    String nulls = nullsFirst(key) == descending ? "" : descending ? " NULLS LAST" : " NULLS FIRST";
    return name + (descending ? " DESC" : "") + nulls;
  }

  /** A scan that has the order already; null when there is none. */
  private static PlanNode ordered(
      PhysicalBuilder builder, Sort sort, List<RelFieldCollation> keys, boolean limited) {
    RelNode input = sort.getInput();
    if (input instanceof Project project) {
      if (WindowBuilder.isNeeded(project)) {
        return null;
      }
      List<AccessPaths.OrderKey> order = tableOrder(keys, project.getProjects());
      ScanBuilder.Scan scan =
          order == null ? null : builder.scans().project(project, order, limited);
      return scan != null && scan.ordered() ? scan.node() : null;
    }
    List<AccessPaths.OrderKey> order = tableOrder(keys, null);
    ScanBuilder.Scan scan = null;
    if (input instanceof TableScan table) {
      scan = builder.scans().scan(table, List.of(), null, Set.of(), order, limited);
    } else if (input instanceof Filter filter && filter.getInput() instanceof TableScan table) {
      scan =
          builder
              .scans()
              .scan(
                  table,
                  Conditions.conjuncts(filter.getCondition()),
                  null,
                  filter.getVariablesSet(),
                  order,
                  limited);
    }
    return scan != null && scan.ordered() ? scan.node() : null;
  }

  private static List<AccessPaths.OrderKey> tableOrder(
      List<RelFieldCollation> keys, List<RexNode> projects) {
    List<AccessPaths.OrderKey> order = new ArrayList<>();
    for (RelFieldCollation key : keys) {
      int column = key.getFieldIndex();
      if (projects != null) {
        if (!(projects.get(column) instanceof RexInputRef ref)) {
          return null;
        }
        column = ref.getIndex();
      }
      order.add(new AccessPaths.OrderKey(column, isDescending(key), nullsFirst(key)));
    }
    return order;
  }
}
