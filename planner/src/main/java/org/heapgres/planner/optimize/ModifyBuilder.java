package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.TableScan;
import org.heapgres.planner.bind.BoundStatement;
import org.heapgres.planner.bind.BoundStatement.BoundChange;
import org.heapgres.planner.bind.BoundStatement.BoundDelete;
import org.heapgres.planner.bind.BoundStatement.BoundInherited;
import org.heapgres.planner.bind.BoundStatement.BoundInsert;
import org.heapgres.planner.bind.BoundStatement.BoundMerge;
import org.heapgres.planner.bind.BoundStatement.BoundUpdate;
import org.heapgres.planner.bind.BoundStatement.OnConflict;
import org.heapgres.planner.bind.BoundStatement.TableChange;
import org.heapgres.planner.bind.BoundStatement.ViewCheck;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Partitioning;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.expression.Leaves;
import org.heapgres.planner.exec.operator.EmptyNode;
import org.heapgres.planner.exec.operator.InheritedMergeNode;
import org.heapgres.planner.exec.operator.InheritedModifyNode;
import org.heapgres.planner.exec.operator.InsteadOfNode;
import org.heapgres.planner.exec.operator.LockRowsNode;
import org.heapgres.planner.exec.operator.ModifyNode;
import org.heapgres.planner.exec.operator.RootChanger;
import org.heapgres.planner.exec.operator.RowChange;
import org.heapgres.planner.exec.operator.RowCheck;
import org.heapgres.planner.exec.operator.ViewChanger;
import org.heapgres.planner.exec.table.ForeignKeys;
import org.heapgres.planner.exec.table.IndexFormat;
import org.heapgres.planner.exec.table.PartitionBounds;
import org.heapgres.planner.exec.table.PartitionCheck;
import org.heapgres.planner.exec.table.PartitionRouter;
import org.heapgres.planner.exec.table.TableFormat;
import org.heapgres.planner.exec.table.TableTriggers;
import org.heapgres.planner.exec.table.TableWriter;
import org.heapgres.planner.rel.PgLockRows;
import org.heapgres.planner.rel.PgRowSource;
import org.heapgres.planner.rel.PgTable;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SqlState;

/** INSERT, UPDATE, DELETE and row locks. Used by one thread, for one statement. */
final class ModifyBuilder {
  private final PhysicalBuilder builder;
  private final Catalog catalog;
  private final CatalogExpressions expressions;
  private final Map<Integer, TableWriter> writers = new HashMap<>();

  ModifyBuilder(PhysicalBuilder builder, Catalog catalog, CatalogExpressions expressions) {
    this.builder = builder;
    this.catalog = catalog;
    this.expressions = expressions;
  }

  /** One for each table, so that cascades in a circle meet again. */
  TableWriter writer(Table table) {
    TableWriter known = writers.get(table.oid());
    if (known == null) {
      known = makeWriter(table);
      writers.put(table.oid(), known);
    }
    return known;
  }

  private TableTriggers triggers(Table table) {
    ExpressionCompiler compiler = builder.compiler(null, Set.of(), 2 * table.columns().size());
    return new TableTriggers(
        table,
        catalog.schemaName(table.schema()),
        catalog.triggers(table.oid()),
        trigger -> compiler.compile(expressions.triggerCondition(table, trigger)));
  }

  private TableWriter makeWriter(Table table) {
    TableFormat format = new TableFormat(table);
    ExpressionCompiler compiler = builder.compiler(null, Set.of(), table.columns().size());
    List<TableWriter.Check> checks = new ArrayList<>();
    for (Constraint.Check check : table.checks()) {
      if (check.enforced()) {
        checks.add(
            new TableWriter.Check(
                check.name(), compiler.compile(expressions.check(table, check.expression()))));
      }
    }
    List<TableWriter.IndexExpressions> indexExpressions = new ArrayList<>();
    for (IndexFormat index : format.indexes()) {
      indexExpressions.add(indexExpressions(table, index, compiler));
    }
    return new TableWriter(
        format,
        catalog,
        checks,
        indexExpressions,
        new LaterValues(table, compiler),
        new ForeignKeys(table, catalog, new LaterWriters(this)),
        table.partitioned() ? router(table) : null,
        partitionCheck(table),
        triggers(table),
        expressions.mayShow(table));
  }

  private PartitionRouter router(Table table) {
    ExpressionCompiler compiler = builder.compiler(null, Set.of(), table.columns().size());
    List<Expression> keys = new ArrayList<>();
    for (Partitioning.Key key : table.inheritance().partitioning().keys()) {
      keys.add(
          key.attnum() == 0
              ? compiler.compile(expressions.indexKey(table, key.expression()))
              : Leaves.column(Kinds.of(key.type()), table.columnIndex(key.attnum())));
    }
    return new PartitionRouter(
        table,
        new PartitionBounds(table, catalog.children(table.oid())),
        keys,
        new LaterWriters(this));
  }

  private PartitionCheck partitionCheck(Table table) {
    if (!table.partition()) {
      return null;
    }
    Table parent = catalog.table(table.inheritance().parents().getFirst()).orElseThrow();
    return new PartitionCheck(
        table, router(parent), table.positionsOf(parent), partitionCheck(parent));
  }

  /** Cascades are rare, so their writers are made when they are first needed. */
  private static final class LaterWriters implements ForeignKeys.Writers {
    private final ModifyBuilder builder;

    LaterWriters(ModifyBuilder builder) {
      this.builder = builder;
    }

    @Override
    public TableWriter apply(Table table) {
      synchronized (builder.writers) {
        return builder.writer(table);
      }
    }
  }

  /** Bound when they are first asked for, since most statements bring all values along. */
  private final class LaterValues implements TableWriter.ColumnValues {
    private final Table table;
    private final ExpressionCompiler compiler;
    private final Map<Integer, Optional<Expression>> defaults = new ConcurrentHashMap<>();
    private final Map<Integer, Expression> generated = new ConcurrentHashMap<>();

    LaterValues(Table table, ExpressionCompiler compiler) {
      this.table = table;
      this.compiler = compiler;
    }

    @Override
    public Expression defaultOf(int position) {
      return defaults
          .computeIfAbsent(
              position,
              any ->
                  Optional.ofNullable(expressions.defaultOf(table, table.columns().get(position)))
                      .map(compiler::compile))
          .orElse(null);
    }

    @Override
    public Expression generated(int position) {
      return generated.computeIfAbsent(
          position,
          any -> compiler.compile(expressions.generated(table, table.columns().get(position))));
    }
  }

  private TableWriter.IndexExpressions indexExpressions(
      Table table, IndexFormat format, ExpressionCompiler compiler) {
    Index index = format.index();
    if (!format.hasExpressions() && index.predicate() == null) {
      return null;
    }
    List<Expression> keys = new ArrayList<>();
    for (Index.Key key : index.keys()) {
      keys.add(
          key.attnum() == 0
              ? compiler.compile(expressions.indexKey(table, key.expression()))
              : null);
    }
    return new TableWriter.IndexExpressions(
        keys,
        index.predicate() == null
            ? null
            : compiler.compile(expressions.indexPredicate(table, index.predicate())));
  }

  PlanNode build(BoundChange change) {
    Relation behind = catalog.behind(change.relation());
    if (behind instanceof View view) {
      return insteadOf(view, triggers(view), change.parts().getFirst());
    }
    if (behind instanceof ComputedRelation computed) {
      return insteadOf(computed, new RootChanger(computed), change.parts().getFirst());
    }
    if (!(change instanceof BoundInherited)) {
      TableChange only = change.parts().getFirst();
      return build(only, builder.build(builder.optimize(only.source())));
    }
    if (change.parts().getFirst() instanceof BoundMerge merge) {
      return merge(merge, change.parts().subList(1, change.parts().size()));
    }
    List<ModifyNode> parts = new ArrayList<>();
    for (TableChange part : change.parts()) {
      PlanNode source = builder.buildPruned(builder.optimize(part.source()));
      boolean last = part == change.parts().getLast();
      if (!(source instanceof EmptyNode) || (last && parts.isEmpty())) {
        parts.add(build(part, source));
      }
    }
    return new InheritedModifyNode(
        builder.target(change.relation(), change.relation().name()),
        writer(change.relation()),
        parts);
  }

  /** The first part inserts, the others change what is in the tables that they are for. */
  private PlanNode merge(BoundMerge root, List<TableChange> members) {
    PlanNode source = builder.build(builder.optimize(root.source()));
    Map<Integer, ModifyNode> parts = new HashMap<>();
    members.forEach(member -> parts.put(member.relation().oid(), build(member, source)));
    return new InheritedMergeNode(build(root, source), parts, root.tableColumn());
  }

  private ModifyNode build(TableChange change, PlanNode source) {
    List<ModifyNode.ViewCheck> checks = new ArrayList<>();
    for (ViewCheck check : change.checks()) {
      RelNode passing = builder.optimize(check.passing());
      checks.add(
          new ModifyNode.ViewCheck(
              check.view(), builder.build(passing), builder.rowSource(rowSource(passing))));
    }
    return new ModifyNode(
        builder.target(change.relation(), alias(change)),
        writer(change.relation()),
        source,
        change(change),
        checks,
        returning(change.returning()),
        security(change.security()));
  }

  /** What the statement calls the table: where it reads it, that has the name. */
  private static String alias(TableChange change) {
    String[] alias = {change.relation().name()};
    new RelVisitor() {
      @Override
      public void visit(RelNode node, int ordinal, RelNode parent) {
        if (node instanceof TableScan scan) {
          PgTable table = scan.getTable().unwrapOrThrow(PgTable.class);
          if (table.hasRowKey() && table.relation().equals(change.relation())) {
            alias[0] = table.alias();
          }
        }
        super.visit(node, ordinal, parent);
      }
    }.go(change.source());
    return alias[0];
  }

  /** Not the statement changes rows, but what it tells of them. */
  private PlanNode insteadOf(Relation relation, InsteadOfNode.Changer changer, TableChange change) {
    return new InsteadOfNode(
        builder.target(relation, relation.name()),
        relation,
        changer,
        builder.build(builder.optimize(change.source())),
        change(change),
        returning(change.returning()));
  }

  private ViewChanger triggers(View view) {
    return new ViewChanger(
        new TableTriggers(
            view,
            catalog.schemaName(view.schema()),
            catalog.triggers(view.oid()),
            trigger -> {
              throw new IllegalStateException("INSTEAD OF triggers have no condition");
            }));
  }

  RowCheck.Set security(BoundStatement.RowChecks checks) {
    return checks.equals(BoundStatement.RowChecks.NONE)
        ? RowCheck.Set.NONE
        : new RowCheck.Set(
            check(checks.inserted()),
            check(checks.updated()),
            check(checks.toUpdate()),
            check(checks.toDelete()));
  }

  RowCheck check(BoundStatement.RowCheck check) {
    if (check == null) {
      return null;
    }
    RelNode plan = builder.optimize(check.plan());
    return new RowCheck(
        builder.build(plan), builder.rowSource(rowSource(plan)), check.violations());
  }

  private RowChange change(TableChange change) {
    return switch (change) {
      case BoundInsert insert ->
          new RowChange.Insert(insert.onConflict() == null ? null : conflict(insert.onConflict()));
      case BoundUpdate update ->
          new RowChange.Update(
              update.targets(), update.root() == null ? null : writer(update.root()));
      case BoundDelete delete -> new RowChange.Delete();
      case BoundMerge merge ->
          new RowChange.Merge(
              merge.actionColumn(),
              merge.actions(),
              merge.tableColumn() < 0
                  ? null
                  : new RowChange.Several(
                      merge.tableColumn(), merge.root() == null ? null : writer(merge.root())));
    };
  }

  private RowChange.Conflict conflict(OnConflict conflict) {
    if (conflict.update() == null) {
      return new RowChange.Conflict(conflict.arbiters(), conflict.targets(), null, null);
    }
    RelNode update = builder.optimize(conflict.update());
    return new RowChange.Conflict(
        conflict.arbiters(),
        conflict.targets(),
        builder.build(update),
        builder.rowSource(rowSource(update)));
  }

  private ModifyNode.Returning returning(RelNode plan) {
    if (plan == null) {
      return null;
    }
    RelNode optimized = builder.optimize(plan);
    return new ModifyNode.Returning(
        builder.build(optimized), builder.rowSource(rowSource(optimized)));
  }

  private static PgRowSource rowSource(RelNode plan) {
    if (plan instanceof PgRowSource source) {
      return source;
    }
    for (RelNode input : plan.getInputs()) {
      PgRowSource source = rowSource(input);
      if (source != null) {
        return source;
      }
    }
    return null;
  }

  static PlanNode lockRows(PhysicalBuilder builder, PgLockRows lock) {
    List<LockRowsNode.Mark> marks = new ArrayList<>();
    for (PgLockRows.Mark mark : lock.marks()) {
      if (!(mark.relation() instanceof Table table)) {
        throw PgException.notSupported("locking rows of " + mark.relation().kindName());
      }
      if (NullableSide.has(lock.getInput(), mark.keyColumn())) {
        throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "FOR %s cannot be applied to the nullable side of an outer join"
                .formatted(mark.strength().sql()));
      }
      marks.add(
          new LockRowsNode.Mark(
              builder.members(table, mark.tableColumn() >= 0),
              mark.keyColumn(),
              mark.tableColumn(),
              mode(mark.strength()),
              lockWait(mark)));
    }
    return new LockRowsNode(builder.build(lock.getInput()), marks);
  }

  private static RowLockMode mode(PgLockRows.Strength strength) {
    return switch (strength) {
      case KEY_SHARE -> RowLockMode.KEY_SHARE;
      case SHARE -> RowLockMode.SHARE;
      case NO_KEY_UPDATE -> RowLockMode.NO_KEY_UPDATE;
      case UPDATE -> RowLockMode.UPDATE;
    };
  }

  private static Function<Table, LockWait> lockWait(PgLockRows.Mark mark) {
    return switch (mark.waiting()) {
      case BLOCK -> _ -> LockWait.BLOCK;
      case SKIP -> _ -> LockWait.SKIP;
      case ERROR -> table -> LockWait.noWait("row in relation \"" + table.name() + "\"");
    };
  }
}
