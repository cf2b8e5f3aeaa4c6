package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.heapgres.planner.Blocking;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.BoundCte;
import org.heapgres.planner.bind.BoundStatement;
import org.heapgres.planner.bind.BoundStatement.BoundChange;
import org.heapgres.planner.bind.BoundStatement.BoundInsert;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.bind.BoundStatement.BoundUtility;
import org.heapgres.planner.bind.BoundStatement.RowChecks;
import org.heapgres.planner.bind.BoundStatement.TableChange;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.PhysicalPlan;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.operator.MaterializeNode;
import org.heapgres.planner.exec.operator.ModifyNode;
import org.heapgres.planner.exec.operator.ProjectNode;
import org.heapgres.planner.exec.operator.TableScanNode;
import org.heapgres.planner.exec.operator.TableSecurity;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.exec.table.TableWriter;
import org.heapgres.planner.rel.PgValues;
import org.heapgres.planner.types.TypeRegistry;

/**
 * Makes plans of bound queries and changes of rows, for one state of the catalog. Thread-safe when
 * its {@link CatalogExpressions} are.
 */
public final class StatementPlanner {
  private final Catalog catalog;
  private final TypeRegistry types;

  /** So many are written without giving way to other sessions. */
  private static final int FEW_ROWS = 64;

  private final CatalogExpressions expressions;

  public StatementPlanner(Catalog catalog, TypeRegistry types, CatalogExpressions expressions) {
    this.catalog = catalog;
    this.types = types;
    this.expressions = expressions;
  }

  /** {@code statement} is anything but a {@link BoundUtility}. */
  public PhysicalPlan plan(BoundStatement statement) {
    return plan(statement, false);
  }

  /** {@code verbose}: with what EXPLAIN VERBOSE wants to know. */
  public PhysicalPlan plan(BoundStatement statement, boolean verbose) {
    PlanTexts texts = new PlanTexts(readsSeveral(statement), verbose);
    PhysicalBuilder builder = new PhysicalBuilder(types, catalog, expressions, texts);
    ModifyBuilder changes = new ModifyBuilder(builder, catalog, expressions);
    List<PlanNode> changingCtes = new ArrayList<>();
    List<MaterializeNode> ctes = new ArrayList<>();
    addCtes(statement, builder, changes, changingCtes, ctes);
    PlanNode root = node(statement, builder, changes);
    return new PhysicalPlan(root, changingCtes, blocking(statement, root), texts.notes(ctes));
  }

  private static boolean readsSeveral(BoundStatement statement) {
    return !statement.ctes().isEmpty()
        || switch (statement) {
          case BoundQuery query -> leaves(query.plan()) > 1;
          case BoundInsert insert -> leaves(insert.source()) > 0;
          case BoundChange change ->
              change.parts().stream().mapToInt(part -> leaves(part.source())).sum() > 1;
          case BoundUtility _ -> false;
        };
  }

  /** Sources of rows, those of sub-queries among them. */
  private static int leaves(RelNode node) {
    int[] count = {node.getInputs().isEmpty() && !(node instanceof PgValues) ? 1 : 0};
    node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery query) {
            count[0] += leaves(query.rel);
            return query;
          }
        });
    for (RelNode input : node.getInputs()) {
      count[0] += leaves(input);
    }
    return count[0];
  }

  private static void addCtes(
      BoundStatement statement,
      PhysicalBuilder builder,
      ModifyBuilder changes,
      List<PlanNode> changingCtes,
      List<MaterializeNode> ctes) {
    for (BoundCte cte : statement.ctes()) {
      addCtes(cte.statement(), builder, changes, changingCtes, ctes);
      MaterializeNode node =
          new MaterializeNode(node(cte.statement(), builder, changes), cte.name());
      builder.addCte(cte.number(), node);
      ctes.add(node);
      if (cte.statement() instanceof BoundChange) {
        changingCtes.add(node);
      }
    }
  }

  private static PlanNode node(
      BoundStatement statement, PhysicalBuilder builder, ModifyBuilder changes) {
    return switch (statement) {
      case BoundQuery query -> builder.build(builder.optimize(query.plan()));
      case BoundChange change -> changes.build(change);
      case BoundUtility utility ->
          throw new IllegalArgumentException("not planned: " + utility.tree());
    };
  }

  /** Reads and changes of a few rows by key, and what needs no table, are over at once. */
  private Blocking blocking(BoundStatement statement, PlanNode root) {
    if (!statement.ctes().isEmpty()) {
      return Blocking.LONG;
    }
    return switch (statement) {
      case BoundQuery query ->
          !query.locking() && isShort(root) && !SlowExpressions.in(query.plan())
              ? Blocking.NEVER
              : Blocking.LONG;
      case TableChange change -> isShort(change, root) ? Blocking.ON_LOCKS : Blocking.LONG;
      case BoundChange _, BoundUtility _ -> Blocking.LONG;
    };
  }

  /** Neither are there results to give before it is known that no lock stands in the way. */
  private boolean isShort(TableChange change, PlanNode root) {
    return change.columns().isEmpty()
        && catalog.triggers(change.relation().oid()).isEmpty()
        && change.security().equals(RowChecks.NONE)
        && change.relation().constraints().stream().noneMatch(Constraint::deferrable)
        && root instanceof ModifyNode
        && isShort(root.inputs().getFirst())
        && !SlowExpressions.in(change.source())
        && (change instanceof BoundInsert
            || catalog.referencing(change.relation().oid()).isEmpty());
  }

  private static boolean isShort(PlanNode node) {
    return switch (node) {
      case ProjectNode project -> isShort(project.inputs().getFirst());
      case TableScanNode scan -> scan.isExact();
      case ValuesNode values -> values.estimatedRows() <= FEW_ROWS;
      default -> false;
    };
  }

  private PhysicalBuilder plainBuilder() {
    return new PhysicalBuilder(types, catalog, expressions, new PlanTexts(false, false));
  }

  /** How rows of one table are changed outside of statements: COPY, and procedural languages. */
  public TableWriter writer(Table table) {
    PhysicalBuilder builder = plainBuilder();
    return new ModifyBuilder(builder, catalog, expressions).writer(table);
  }

  /** What row security says of the rows of a table, for procedural languages. */
  public TableSecurity security(Binder.TableSecurity bound) {
    PhysicalBuilder builder = plainBuilder();
    ModifyBuilder changes = new ModifyBuilder(builder, catalog, expressions);
    return new TableSecurity(changes.check(bound.visible()), changes.security(bound.checks()));
  }

  /** A value over a row of {@code width} columns. */
  public Expression expression(RexNode node, int width) {
    return plainBuilder().compiler(null, Set.of(), width).compile(node);
  }
}
