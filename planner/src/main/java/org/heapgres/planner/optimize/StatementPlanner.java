package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.BoundCte;
import org.heapgres.planner.bind.BoundStatement;
import org.heapgres.planner.bind.BoundStatement.BoundChange;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.bind.BoundStatement.BoundUtility;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.PhysicalPlan;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.operator.MaterializeNode;
import org.heapgres.planner.exec.operator.ProjectNode;
import org.heapgres.planner.exec.operator.TableScanNode;
import org.heapgres.planner.exec.table.TableWriter;
import org.heapgres.planner.types.TypeRegistry;

/**
 * Makes plans of bound queries and changes of rows, for one state of the catalog. Thread-safe when
 * its {@link CatalogExpressions} are.
 */
public final class StatementPlanner {
  private final Catalog catalog;
  private final TypeRegistry types;
  private final CatalogExpressions expressions;

  public StatementPlanner(Catalog catalog, TypeRegistry types, CatalogExpressions expressions) {
    this.catalog = catalog;
    this.types = types;
    this.expressions = expressions;
  }

  /** {@code statement} is anything but a {@link BoundUtility}. */
  public PhysicalPlan plan(BoundStatement statement) {
    PhysicalBuilder builder = new PhysicalBuilder(types);
    ModifyBuilder changes = new ModifyBuilder(builder, catalog, expressions);
    List<PlanNode> changingCtes = new ArrayList<>();
    addCtes(statement, builder, changes, changingCtes);
    PlanNode root = node(statement, builder, changes);
    return new PhysicalPlan(root, changingCtes, mayBlock(statement, root));
  }

  private static void addCtes(
      BoundStatement statement,
      PhysicalBuilder builder,
      ModifyBuilder changes,
      List<PlanNode> changingCtes) {
    for (BoundCte cte : statement.ctes()) {
      addCtes(cte.statement(), builder, changes, changingCtes);
      MaterializeNode node =
          new MaterializeNode(node(cte.statement(), builder, changes), cte.name());
      builder.addCte(cte.number(), node);
      if (cte.statement() instanceof BoundChange) {
        changingCtes.add(node);
      }
    }
  }

  private static PlanNode node(
      BoundStatement statement, PhysicalBuilder builder, ModifyBuilder changes) {
    return switch (statement) {
      case BoundQuery query -> builder.build(LogicalOptimizer.optimize(query.plan()));
      case BoundChange change -> changes.build(change);
      case BoundUtility utility ->
          throw new IllegalArgumentException("not planned: " + utility.tree());
    };
  }

  /** Reads of a few rows by key, and of no table at all, are over at once. */
  private static boolean mayBlock(BoundStatement statement, PlanNode root) {
    return !(statement instanceof BoundQuery query)
        || query.locking()
        || !statement.ctes().isEmpty()
        || !isShort(root)
        || UserFunctions.calledBy(query.plan());
  }

  private static boolean isShort(PlanNode node) {
    PlanNode source = node instanceof ProjectNode ? node.inputs().getFirst() : node;
    return source instanceof TableScanNode scan && scan.isExact();
  }

  /** How rows of one table are changed outside of statements: COPY, and procedural languages. */
  public TableWriter writer(Table table) {
    PhysicalBuilder builder = new PhysicalBuilder(types);
    return new ModifyBuilder(builder, catalog, expressions).writer(table);
  }

  /** A value over a row of {@code width} columns. */
  public Expression expression(RexNode node, int width) {
    return new PhysicalBuilder(types).compiler(null, Set.of(), width).compile(node);
  }
}
