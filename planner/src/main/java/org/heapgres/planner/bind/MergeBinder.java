package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.heapgres.planner.bind.BoundStatement.BoundChange;
import org.heapgres.planner.bind.BoundStatement.BoundInherited;
import org.heapgres.planner.bind.BoundStatement.BoundMerge;
import org.heapgres.planner.bind.BoundStatement.MergeAction;
import org.heapgres.planner.bind.BoundStatement.RowChecks;
import org.heapgres.planner.bind.BoundStatement.TableChange;
import org.heapgres.planner.bind.FromBinder.From;
import org.heapgres.planner.bind.RowPolicies.Command;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Clause.MergeMatchKind;
import org.heapgres.planner.parse.tree.Clause.MergeWhenClause;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.SetToDefault;
import org.heapgres.planner.parse.tree.Statement.MergeStmt;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * MERGE (manual, MERGE): a join of target and source whose rows say which WHEN clause applies, with
 * the values that each clause needs. Used for one statement.
 */
final class MergeBinder {
  private final Binding binding;
  private final ChangeBinder changes;

  MergeBinder(Binding binding, ChangeBinder changes) {
    this.binding = binding;
    this.changes = changes;
  }

  /** The joined row, and where in it the target's key and the source's presence are. */
  private record Joined(
      Table table, UpdatableView view, From target, From from, int width, int key, int present) {
    RelDataType row() {
      return from.rel().getRowType();
    }
  }

  BoundChange bind(MergeStmt merge, WithNames outerNames) {
    WithNames names = binding.queries().with().bind(merge.withClause(), null, outerNames);
    UpdatableView view = view(merge);
    Table table = view == null ? changes.table(merge.relation(), "MERGE") : view.table();
    changes.need(view, table, Privilege.SELECT);
    List<Table> members = members(merge, table);
    QueryLevel level = new QueryLevel(names);
    Joined joined = join(merge, table, view, !members.isEmpty(), level);
    List<RexNode> tests = new ArrayList<>();
    List<MergeAction> actions = new ArrayList<>();
    List<List<RexNode>> values = new ArrayList<>();
    int offset = joined.row().getFieldCount() + 1;
    Set<MergeMatchKind> closed = java.util.EnumSet.noneOf(MergeMatchKind.class);
    for (MergeWhenClause when : merge.mergeWhenClauses()) {
      if (closed.contains(when.matchKind())) {
        throw new PgException(
            SqlState.SYNTAX_ERROR,
            "unreachable WHEN clause specified after unconditional WHEN clause");
      }
      if (when.condition() == null) {
        closed.add(when.matchKind());
      }
      Scope scope = scope(joined, level, when.matchKind());
      tests.add(test(joined, when, scope));
      List<RexNode> given = new ArrayList<>();
      actions.add(action(joined, when, scope, offset, given));
      values.add(given);
      offset += given.size();
    }
    RelNode source = source(joined, tests, values);
    String alias =
        merge.relation().alias() == null
            ? view == null ? table.name() : view.view().name()
            : merge.relation().alias().aliasname();
    RowChecks security = changes.behind(view, () -> security(table, joined.target));
    Function<Table, BoundMerge> one =
        member -> {
          ReturningBinder.Returning returning =
              new ReturningBinder(binding, view)
                  .ofMerge(joined.row().getFieldCount(), actions)
                  .bind(
                      merge.returningClause(),
                      member,
                      table,
                      alias,
                      merge.relation().alias(),
                      true,
                      new From(source, joined.from.entries()),
                      names);
          return new BoundMerge(
              member,
              members.isEmpty() ? -1 : joined.key + 1,
              table.partitioned() && !member.equals(table) ? table : null,
              source,
              joined.row().getFieldCount(),
              actions,
              view == null ? List.of() : view.checks(member),
              returning.plan(),
              security,
              returning.columns(),
              List.of());
        };
    BoundMerge root = one.apply(table);
    if (members.isEmpty()) {
      return root;
    }
    List<TableChange> parts = new ArrayList<>(List.of(root));
    members.forEach(member -> parts.add(one.apply(member)));
    return new BoundInherited(table, parts, root.columns(), List.of());
  }

  /** The tables that the target's rows are in; empty where that is one. */
  private List<Table> members(MergeStmt merge, Table table) {
    if (!table.partitioned() && !binding.queries().from().hasDescendants(table)) {
      return List.of();
    }
    int location = merge.relation().location();
    if (!merge.relation().inh()) {
      throw Errors.notSupported(location, "MERGE INTO ONLY a table that others inherit from");
    }
    if (binding.policies().apply(table)) {
      throw Errors.notSupported(location, "MERGE into partitions with row security");
    }
    List<Table> members =
        binding.context().catalog().withDescendants(table).stream()
            .filter(member -> !member.partitioned())
            .toList();
    for (Table member : members) {
      int[] positions = member.positionsOf(table);
      for (int i = 0; i < positions.length; i++) {
        if (positions[i] != i || member.columns().size() != positions.length) {
          throw Errors.notSupported(
              location, "MERGE into tables that do not all have the same columns");
        }
      }
    }
    return members;
  }

  /** MERGE reads its target: SELECT's policies decide which rows match. */
  private RowChecks security(Table table, From target) {
    RowPolicies policies = binding.policies();
    if (!policies.apply(table)) {
      return RowChecks.NONE;
    }
    policies.restrict(target, table, table, true, List.of());
    return new RowChecks(
        policies.checks(table, table).written(Command.INSERT).writtenVisible().build(),
        policies.checks(table, table).written(Command.UPDATE).writtenVisible().build(),
        policies.checks(table, table).matched(Command.UPDATE).build(),
        policies.checks(table, table).matched(Command.DELETE).build());
  }

  /**
   * The view that is merged into, when its table is in the end. Triggers must stand in for all of
   * the actions or for none.
   */
  private UpdatableView view(MergeStmt merge) {
    if (!(binding.queries().from().relation(merge.relation()) instanceof View named)) {
      return null;
    }
    UpdatableView view = null;
    boolean triggers = false;
    for (MergeWhenClause when : merge.mergeWhenClauses()) {
      UpdatableView.Change change =
          switch (when.commandType()) {
            case CMD_INSERT -> UpdatableView.Change.INSERT;
            case CMD_UPDATE -> UpdatableView.Change.UPDATE;
            case CMD_DELETE -> UpdatableView.Change.DELETE;
            default -> null;
          };
      if (change != null) {
        UpdatableView through = changes.view(merge.relation(), change);
        triggers |= through == null;
        view = through == null ? view : through;
      }
    }
    if (view != null && triggers) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED, "cannot merge into view \"" + named.name() + "\"")
          .withDetail(
              "MERGE is not supported for views with INSTEAD OF triggers for some actions but not"
                  + " all.")
          .withHint(
              "To enable merging into the view, either provide a full set of INSTEAD OF triggers"
                  + " or drop the existing INSTEAD OF triggers.");
    }
    return view != null || triggers
        ? view
        : UpdatableView.of(binding, named, UpdatableView.Change.UPDATE);
  }

  private Joined join(
      MergeStmt merge, Table table, UpdatableView view, boolean several, QueryLevel level) {
    FromBinder from = binding.queries().from();
    Alias alias = view == null ? merge.relation().alias() : null;
    From scan =
        several
            ? from.inheritedTarget(table, alias, level)
            : from.target(table, table, alias, level);
    From guarded = changes.behind(view, () -> binding.policies().guarded(scan, table));
    From target =
        view == null ? guarded : UpdateBinder.through(view, guarded, merge.relation(), level);
    From source = present(from.item(merge.sourceRelation(), null, null, level, Locking.NONE));
    String name = target.entries().getFirst().alias();
    if (source.entries().stream().anyMatch(entry -> name.equals(entry.alias()))) {
      throw new PgException(
              SqlState.DUPLICATE_ALIAS, "name \"" + name + "\" specified more than once")
          .withDetail("The name is used both as MERGE target table and data source.");
    }
    boolean byTarget = has(merge, MergeMatchKind.MERGE_WHEN_NOT_MATCHED_BY_TARGET);
    boolean bySource = has(merge, MergeMatchKind.MERGE_WHEN_NOT_MATCHED_BY_SOURCE);
    JoinRelType type =
        byTarget
            ? bySource ? JoinRelType.FULL : JoinRelType.RIGHT
            : bySource ? JoinRelType.LEFT : JoinRelType.INNER;
    From both =
        from.joined(
            target,
            source,
            FromBinder.lateralScope(target, null, level),
            type,
            scope ->
                binding
                    .expressions()
                    .condition(merge.joinCondition(), scope.as(ExpressionKind.JOIN_ON), "JOIN/ON"));
    int width = table.columns().size();
    return new Joined(
        table,
        view,
        guarded,
        both,
        width,
        target.entries().getFirst().rowKey(),
        both.rel().getRowType().getFieldCount() - 1);
  }

  private static boolean has(MergeStmt merge, MergeMatchKind kind) {
    return merge.mergeWhenClauses().stream().anyMatch(when -> when.matchKind() == kind);
  }

  /** With a last column that is true, and NULL where a join finds no source row. */
  private From present(From source) {
    RelDataType row = source.rel().getRowType();
    List<RexNode> nodes = new ArrayList<>();
    List<String> names = new ArrayList<>(row.getFieldNames());
    for (int i = 0; i < row.getFieldCount(); i++) {
      nodes.add(RexInputRef.of(i, row));
    }
    nodes.add(binding.constants().of(Types.BOOL, true));
    names.add("$present");
    return new From(
        LogicalProject.create(source.rel(), List.of(), nodes, SelectBinder.unique(names), Set.of()),
        source.entries());
  }

  /** What a WHEN clause may refer to: the sides of the join that it has rows of. */
  private static Scope scope(Joined joined, QueryLevel level, MergeMatchKind kind) {
    List<RangeEntry> all = joined.from.entries();
    List<RangeEntry> seen =
        switch (kind) {
          case MERGE_WHEN_MATCHED -> all;
          case MERGE_WHEN_NOT_MATCHED_BY_SOURCE -> all.subList(0, 1);
          case MERGE_WHEN_NOT_MATCHED_BY_TARGET -> all.subList(1, all.size());
        };
    return new Scope(null, level, ExpressionKind.UPDATE_SOURCE, seen, joined.row());
  }

  private RexNode test(Joined joined, MergeWhenClause when, Scope scope) {
    ExpressionBinder expressions = binding.expressions();
    RexNode key = RexInputRef.of(joined.key, joined.row());
    RexNode present = RexInputRef.of(joined.present, joined.row());
    List<RexNode> parts = new ArrayList<>();
    parts.add(
        expressions.test(
            when.matchKind() == MergeMatchKind.MERGE_WHEN_NOT_MATCHED_BY_TARGET
                ? SqlStdOperatorTable.IS_NULL
                : SqlStdOperatorTable.IS_NOT_NULL,
            key));
    parts.add(
        expressions.test(
            when.matchKind() == MergeMatchKind.MERGE_WHEN_NOT_MATCHED_BY_SOURCE
                ? SqlStdOperatorTable.IS_NULL
                : SqlStdOperatorTable.IS_NOT_NULL,
            present));
    if (when.condition() != null) {
      parts.add(
          expressions.test(
              SqlStdOperatorTable.IS_TRUE,
              expressions.condition(
                  when.condition(), scope.as(ExpressionKind.WHERE), "MERGE WHEN")));
    }
    requireNoSubQuery(scope, when);
    return expressions.test(SqlStdOperatorTable.AND, parts.toArray(new RexNode[0]));
  }

  private static void requireNoSubQuery(Scope scope, MergeWhenClause when) {
    if (!scope.variables().isEmpty()) {
      throw PgException.notSupported(
          "a correlated sub-query in a WHEN clause for " + when.commandType());
    }
  }

  private MergeAction action(
      Joined joined, MergeWhenClause when, Scope scope, int offset, List<RexNode> values) {
    MergeAction action =
        switch (when.commandType()) {
          case CMD_UPDATE -> {
            List<RexNode> current = new ArrayList<>();
            for (int i = 0; i < joined.width; i++) {
              current.add(RexInputRef.of(i, joined.row()));
            }
            Assignments assignments = new Assignments(binding, changes, joined.table);
            changes.need(joined.view, joined.table, Privilege.UPDATE);
            changes.needColumns(joined.view, when.targetList(), Privilege.UPDATE);
            assignments.bind(
                joined.view == null
                    ? when.targetList()
                    : joined.view.onTable(when.targetList(), UpdatableView.Change.UPDATE),
                scope,
                current);
            if (joined.view == null) {
              assignments.needPrivileges(joined.table);
            }
            assignments.addGenerated(current);
            values.addAll(assignments.values());
            yield new MergeAction.Update(assignments.positions(), offset);
          }
          case CMD_INSERT -> {
            values.addAll(inserted(joined, when, scope));
            yield new MergeAction.Insert(offset);
          }
          case CMD_DELETE -> {
            changes.need(joined.view, joined.table, Privilege.DELETE);
            yield new MergeAction.Delete();
          }
          default -> new MergeAction.Nothing();
        };
    requireNoSubQuery(scope, when);
    return action;
  }

  private List<RexNode> inserted(Joined joined, MergeWhenClause when, Scope scope) {
    InsertBinder inserts = changes.inserts();
    UpdatableView view = joined.view;
    Table table = view == null ? joined.table : view.withDefaults();
    List<Integer> targets =
        InsertBinder.targets(
            table,
            view == null
                ? when.targetList()
                : when.targetList().isEmpty()
                    ? view.insertable(when.values().size())
                    : view.onTable(when.targetList(), UpdatableView.Change.INSERT));
    changes.need(view, joined.table, Privilege.INSERT);
    changes.needColumns(view, when.targetList(), Privilege.INSERT);
    inserts.needPrivileges(view, table, targets, when.values().size());
    List<Integer> given = new ArrayList<>();
    List<RexNode> values = new ArrayList<>();
    if (when.values().size() > targets.size()) {
      throw Errors.at(
          Locations.of(when.values().get(targets.size())),
          SqlState.SYNTAX_ERROR,
          "INSERT has more expressions than target columns");
    }
    if (!when.values().isEmpty()
        && !when.targetList().isEmpty()
        && when.values().size() < targets.size()) {
      throw Errors.at(
          when.targetList().get(when.values().size()).location(),
          SqlState.SYNTAX_ERROR,
          "INSERT has more target columns than expressions");
    }
    for (int i = 0; i < when.values().size(); i++) {
      Expression value = when.values().get(i);
      Column column = table.columns().get(targets.get(i));
      if (!(value instanceof SetToDefault) && InsertBinder.accepts(when.override(), column)) {
        given.add(targets.get(i));
        values.add(
            changes.assigned(
                binding.expressions().bind(value, scope), column, Locations.of(value)));
      }
    }
    return inserts.complete(table, given, values);
  }

  /** The joined row, the number of the clause that applies, and each clause's values. */
  private RelNode source(Joined joined, List<RexNode> tests, List<List<RexNode>> values) {
    RelNode input = joined.from.rel();
    RelDataType row = joined.row();
    List<RexNode> nodes = new ArrayList<>();
    List<String> names = new ArrayList<>(row.getFieldNames());
    for (int i = 0; i < row.getFieldCount(); i++) {
      nodes.add(RexInputRef.of(i, row));
    }
    List<RexNode> choice = new ArrayList<>();
    for (int i = 0; i < tests.size(); i++) {
      choice.add(tests.get(i));
      choice.add(binding.constants().of(Types.INT4, i));
    }
    choice.add(binding.constants().of(Types.INT4, -1));
    PgRelType number = PgTypeFactory.INSTANCE.type(Types.INT4, PgRelType.NO_TYPMOD, false);
    RexNode action = binding.rex().makeCall(number, SqlStdOperatorTable.CASE, choice);
    nodes.add(action);
    names.add("$action");
    for (int i = 0; i < values.size(); i++) {
      for (RexNode value : values.get(i)) {
        PgRelType type = PgRelType.of(value.getType());
        RexNode applies = sameAction(action, i);
        nodes.add(
            binding
                .rex()
                .makeCall(
                    PgTypeFactory.INSTANCE.type(type.type(), type.typmod(), true),
                    SqlStdOperatorTable.CASE,
                    List.of(
                        applies, value, binding.constants().of(type.type(), type.typmod(), null))));
        names.add("$value" + nodes.size());
      }
    }
    return LogicalProject.create(input, List.of(), nodes, SelectBinder.unique(names), Set.of());
  }

  private RexNode sameAction(RexNode action, int number) {
    return binding
        .expressions()
        .test(SqlStdOperatorTable.EQUALS, action, binding.constants().of(Types.INT4, number));
  }
}
