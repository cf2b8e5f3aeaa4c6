package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.system.SequenceRows;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.operator.ComputedScanNode;
import org.heapgres.planner.exec.operator.EmptyNode;
import org.heapgres.planner.exec.operator.ProjectNode;
import org.heapgres.planner.exec.operator.TableScanNode;
import org.heapgres.planner.exec.table.TableFormat;
import org.heapgres.planner.rel.PgTable;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;

/** Reading relations: filters and the choice of columns go into the scan. */
final class ScanBuilder {
  private final PhysicalBuilder builder;

  ScanBuilder(PhysicalBuilder builder) {
    this.builder = builder;
  }

  /** A scan and whether its rows come in the order that was asked for. */
  record Scan(PlanNode node, boolean ordered) {}

  /** Null when the project is not over a scan or a filtered scan. */
  PlanNode project(Project project) {
    Scan scan = project(project, List.of(), false);
    return scan == null ? null : scan.node();
  }

  /** The fields of {@code order} are the table's. */
  Scan project(Project project, List<AccessPaths.OrderKey> order, boolean limited) {
    RelNode input = project.getInput();
    List<RexNode> conditions = List.of();
    Set<CorrelationId> variables = Set.of();
    if (input instanceof Filter filter) {
      conditions = Conditions.conjuncts(filter.getCondition());
      variables = filter.getVariablesSet();
      input = filter.getInput();
    }
    if (!(input instanceof TableScan scan)) {
      return null;
    }
    int width = scan.getRowType().getFieldCount();
    NavigableSet<Integer> needed = InputFields.of(project.getProjects(), project.getVariablesSet());
    needed.addAll(InputFields.of(conditions, variables));
    int[] columns = needed.stream().mapToInt(Integer::intValue).toArray();
    Scan source = scan(scan, conditions, columns, variables, order, limited);
    if (source.node() instanceof EmptyNode) {
      return new Scan(new EmptyNode(PhysicalBuilder.types(project.getRowType())), true);
    }
    project.getVariablesSet().forEach(id -> builder.texts().variable(id.getId(), scan));
    ExpressionCompiler compiler =
        builder.compiler(inverse(columns, width), project.getVariablesSet(), width);
    return new Scan(
        new ProjectNode(
            source.node(),
            compiler.compileAll(project.getProjects()),
            PhysicalBuilder.types(project.getRowType())),
        source.ordered());
  }

  private static int[] inverse(int[] columns, int width) {
    int[] places = new int[width];
    Arrays.fill(places, -1);
    for (int i = 0; i < columns.length; i++) {
      places[columns[i]] = i;
    }
    return places;
  }

  PlanNode scan(
      TableScan scan, List<RexNode> conditions, int[] columns, Set<CorrelationId> variables) {
    return scan(scan, conditions, columns, variables, List.of(), false).node();
  }

  /**
   * @param columns fields to produce, ascending; null for all
   */
  Scan scan(
      TableScan scan,
      List<RexNode> conditions,
      int[] columns,
      Set<CorrelationId> variables,
      List<AccessPaths.OrderKey> order,
      boolean limited) {
    PgTable pgTable = scan.getTable().unwrapOrThrow(PgTable.class);
    if (conditions.stream().anyMatch(RexNode::isAlwaysFalse)) {
      List<PgType> types = PhysicalBuilder.types(scan.getRowType());
      int[] produced = columns == null ? all(types.size()) : columns;
      return new Scan(new EmptyNode(Arrays.stream(produced).mapToObj(types::get).toList()), true);
    }
    return switch (pgTable.relation()) {
      case Table table ->
          table(scan, pgTable, table, conditions, columns, variables, order, limited);
      case ComputedRelation computed ->
          new Scan(computed(scan, computed, conditions, columns, variables), false);
      case Sequence sequence ->
          new Scan(
              computed(scan, SequenceRows.of(sequence), conditions, columns, variables), false);
      case Relation other ->
          throw PgException.notSupported("reading " + other.kindName() + " " + other.name());
    };
  }

  private PlanNode computed(
      TableScan scan,
      ComputedRelation relation,
      List<RexNode> conditions,
      int[] columns,
      Set<CorrelationId> variables) {
    int width = scan.getRowType().getFieldCount();
    int[] produced = columns == null ? all(width) : columns;
    Map<Integer, List<Expression>> lookups = new HashMap<>();
    List<RexNode> rest = new ArrayList<>(conditions);
    List<RexNode> used = new ArrayList<>();
    boolean single = false;
    for (RexNode condition : conditions) {
      KeyPredicate predicate = KeyPredicate.of(condition, KeyPredicate::field, variables);
      if (predicate == null
          || !(predicate.form() == KeyPredicate.Form.EQUAL
              || predicate.form() == KeyPredicate.Form.IN)
          || relation.rows().lookup(predicate.column()) == 0) {
        continue;
      }
      lookups.put(predicate.column(), builder.freeCompiler().compileAll(predicate.values()));
      single |=
          predicate.form() == KeyPredicate.Form.EQUAL
              && relation.rows().lookup(predicate.column()) == 1;
      used.add(condition);
      rest.remove(condition);
    }
    Deparser deparser = builder.texts().over(scan);
    return new ComputedScanNode(
        relation,
        produced,
        types(scan, produced),
        lookups,
        condition(scan, builder.compiler(inverse(produced, width), variables, width), conditions),
        new ComputedScanNode.Description(
            builder.target(relation, alias(scan)),
            used.isEmpty() ? null : deparser.conjunction(used),
            rest.isEmpty() ? null : deparser.conjunction(rest),
            rows(scan, conditions),
            single));
  }

  private static List<PgType> types(TableScan scan, int[] columns) {
    List<PgType> types = new ArrayList<>();
    for (int column : columns) {
      types.add(ExpressionCompiler.type(scan.getRowType().getFieldList().get(column).getType()));
    }
    return types;
  }

  private static String alias(TableScan scan) {
    return scan.getTable().unwrapOrThrow(PgTable.class).alias();
  }

  private double rows(TableScan scan, List<RexNode> conditions) {
    return Math.max(1, builder.rows(scan) * builder.cardinality().selectivity(scan, conditions));
  }

  private Scan table(
      TableScan scan,
      PgTable pgTable,
      Table table,
      List<RexNode> conditions,
      int[] columns,
      Set<CorrelationId> variables,
      List<AccessPaths.OrderKey> order,
      boolean limited) {
    int width = scan.getRowType().getFieldCount();
    int tableWidth = table.columns().size();
    int[] produced = columns == null ? all(width) : columns;
    boolean rowKey = false;
    List<Integer> decoded = new ArrayList<>();
    for (int column : produced) {
      if (column < tableWidth) {
        decoded.add(column);
      } else {
        rowKey = true;
      }
    }
    int[] read = decoded.stream().mapToInt(Integer::intValue).toArray();
    TableFormat format = new TableFormat(table);
    variables.forEach(variable -> builder.texts().variable(variable.getId(), scan));
    Deparser deparser = builder.texts().over(scan);
    AccessPaths.Choice choice =
        new AccessPaths(
                format,
                new AccessPaths.Reading(
                    pgTable.getRowCount(),
                    pgTable.hasRowKey() || rowKey,
                    read,
                    these -> builder.cardinality().selectivity(scan, these)),
                conditions,
                variables,
                builder.freeCompiler(),
                builder.expressions(),
                deparser)
            .choose(order, limited);
    ExpressionCompiler compiler = builder.compiler(inverse(produced, width), variables, width);
    TableScanNode node =
        new TableScanNode(
            format,
            choice.path(),
            read,
            rowKey,
            types(scan, produced),
            condition(scan, compiler, choice.rest()),
            pgTable.hasRowKey() ? condition(scan, compiler, conditions) : null,
            pgTable.hasRowKey(),
            new TableScanNode.Description(
                builder.target(table, pgTable.alias()),
                choice.rest().isEmpty() ? null : deparser.conjunction(choice.rest()),
                rows(scan, conditions),
                builder.rows(scan)));
    return builder.pruner() == null || !table.partition()
        ? new Scan(node, choice.ordered())
        : new Scan(
            builder.pruner().prune(table, conditions, node, builder.freeCompiler()),
            choice.ordered());
  }

  private static Expression condition(
      TableScan scan, ExpressionCompiler compiler, List<RexNode> conditions) {
    if (conditions.isEmpty()) {
      return null;
    }
    if (conditions.size() == 1) {
      return compiler.compile(conditions.getFirst());
    }
    RexNode condition =
        scan.getCluster()
            .getRexBuilder()
            .makeCall(
                scan.getCluster().getTypeFactory().createSqlType(SqlTypeName.BOOLEAN),
                SqlStdOperatorTable.AND,
                conditions);
    return compiler.compile(condition);
  }

  private static int[] all(int width) {
    int[] columns = new int[width];
    for (int c = 0; c < width; c++) {
      columns[c] = c;
    }
    return columns;
  }
}
