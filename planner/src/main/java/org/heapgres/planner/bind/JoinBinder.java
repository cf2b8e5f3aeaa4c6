package org.heapgres.planner.bind;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.heapgres.planner.bind.FromBinder.From;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.TableReference.JoinExpr;
import org.heapgres.planner.parse.tree.TableReference.JoinType;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgProjectSet;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTableFunctionScan;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Joins (manual, 7.2.1.1). */
final class JoinBinder {
  private final Binding binding;
  private final FromBinder from;

  JoinBinder(Binding binding, FromBinder from) {
    this.binding = binding;
    this.from = from;
  }

  From bind(JoinExpr join, Scope lateral, Scope outer, QueryLevel level, Locking locking) {
    From left = from.item(join.larg(), lateral, outer, level, locking);
    From visible =
        join.jointype() == JoinType.JOIN_INNER || join.jointype() == JoinType.JOIN_LEFT
            ? left
            : new From(
                left.rel(),
                left.entries().stream().map(entry -> entry.withLateral(false, false)).toList());
    Scope lateralScope = FromBinder.lateralScope(visible, lateral, level);
    From right = from.item(join.rarg(), lateralScope, outer, level, locking);
    FromBinder.checkNames(left.entries(), right.entries(), join);
    JoinRelType type =
        switch (join.jointype()) {
          case JOIN_INNER -> JoinRelType.INNER;
          case JOIN_LEFT -> JoinRelType.LEFT;
          case JOIN_RIGHT -> JoinRelType.RIGHT;
          case JOIN_FULL -> JoinRelType.FULL;
        };
    List<String> shared = sharedColumns(join, left, right);
    From joined =
        shared == null
            ? on(join, left, right, lateralScope, lateral, level, type)
            : using(join, shared, left, right, lateralScope, lateral, level, type);
    return join.alias() == null ? joined : aliased(joined, join.alias(), level);
  }

  /** The columns of USING or NATURAL; null for ON or a cross join. */
  private static List<String> sharedColumns(JoinExpr join, From left, From right) {
    if (join.isNatural()) {
      List<String> rightNames = columnNames(right);
      return new ArrayList<>(
          new LinkedHashSet<>(columnNames(left).stream().filter(rightNames::contains).toList()));
    }
    return join.usingClause().isEmpty() ? null : join.usingClause();
  }

  private static List<String> columnNames(From item) {
    return item.entries().stream()
        .filter(RangeEntry::columnsVisible)
        .flatMap(entry -> entry.columns().stream())
        .map(EntryColumn::name)
        .toList();
  }

  private From on(
      JoinExpr join,
      From left,
      From right,
      Scope lateralScope,
      Scope outer,
      QueryLevel level,
      JoinRelType type) {
    return combine(
        left,
        right,
        lateralScope,
        type,
        join.quals() == null
            ? null
            : scope ->
                binding
                    .expressions()
                    .condition(join.quals(), scope.as(ExpressionKind.JOIN_ON), "JOIN/ON"),
        outer,
        level);
  }

  /** Makes the condition in the scope of the joined row. */
  interface Condition {
    RexNode in(Scope scope);
  }

  From combine(From left, From right, Scope lateral, JoinRelType type, Condition condition) {
    return combine(left, right, lateral, type, condition, lateral.parent(), lateral.level());
  }

  private From combine(
      From left,
      From right,
      Scope lateral,
      JoinRelType type,
      Condition condition,
      Scope outer,
      QueryLevel level) {
    RelDataType row = joinedRow(left.rel(), right.rel(), type);
    int offset = left.rel().getRowType().getFieldCount();
    List<RangeEntry> entries = new ArrayList<>();
    left.entries().forEach(entry -> entries.add(FromBinder.shifted(entry, 0, row)));
    right.entries().forEach(entry -> entries.add(FromBinder.shifted(entry, offset, row)));
    RexNode on = null;
    Set<CorrelationId> variables = ImmutableSet.of();
    if (condition != null) {
      RelDataType inner = joinedRow(left.rel(), right.rel(), JoinRelType.INNER);
      List<RangeEntry> innerEntries = new ArrayList<>();
      left.entries().forEach(entry -> innerEntries.add(FromBinder.shifted(entry, 0, inner)));
      right.entries().forEach(entry -> innerEntries.add(FromBinder.shifted(entry, offset, inner)));
      Scope scope = new Scope(outer, level, ExpressionKind.JOIN_ON, innerEntries, inner);
      on = condition.in(scope);
      variables = scope.variables();
    }
    CorrelationId lateralId = lateral.usedCorrelation();
    RelNode rel =
        lateralId == null
            ? LogicalJoin.create(
                left.rel(),
                right.rel(),
                List.of(),
                on == null ? binding.rex().makeLiteral(true) : on,
                variables,
                type)
            : correlated(left, right, lateral, type, on, variables);
    return new From(rel, entries);
  }

  private RelNode correlated(
      From left,
      From right,
      Scope lateral,
      JoinRelType type,
      RexNode on,
      Set<CorrelationId> variables) {
    CorrelationId id = lateral.usedCorrelation();
    RelNode inner = right.rel();
    if (on != null && !on.isAlwaysTrue()) {
      if (!variables.isEmpty()) {
        throw PgException.notSupported("a sub-query in the condition of a LATERAL join");
      }
      RexNode condition =
          Shift.toRight(
              on,
              left.rel().getRowType().getFieldCount(),
              binding.rex().makeCorrel(lateral.row(), id),
              binding.rex(),
              inner.getRowType());
      inner = LogicalFilter.create(inner, condition);
    } else if (type == JoinRelType.INNER && inner instanceof PgTableFunctionScan scan) {
      RelNode set = projectSet(left.rel(), scan, id);
      if (set != null) {
        return set;
      }
    }
    return LogicalCorrelate.create(left.rel(), inner, List.of(), id, lateral.usedColumns(), type);
  }

  /** A set-returning function of the left row's columns needs no join. */
  private static RelNode projectSet(RelNode left, PgTableFunctionScan scan, CorrelationId id) {
    if (scan.ordinality() || scan.functions().size() != 1) {
      return null;
    }
    PgTableFunctionScan.Function function = scan.functions().getFirst();
    if (function.expand()
        || !(function.call() instanceof org.apache.calcite.rex.RexCall call)
        || !(call.getOperator() instanceof PgFunctionOperator operator)
        || !operator.proc().returnsSet()) {
      return null;
    }
    return new PgProjectSet(
        left.getCluster(), left, List.of(Shift.uncorrelated(call, id, left.getRowType())));
  }

  private RelDataType joinedRow(RelNode left, RelNode right, JoinRelType type) {
    return org.apache.calcite.sql.validate.SqlValidatorUtil.deriveJoinRowType(
        left.getRowType(),
        right.getRowType(),
        type,
        binding.cluster().getTypeFactory(),
        null,
        List.of());
  }

  private From using(
      JoinExpr join,
      List<String> shared,
      From left,
      From right,
      Scope lateralScope,
      Scope outer,
      QueryLevel level,
      JoinRelType type) {
    Set<String> seen = new HashSet<>();
    for (String name : shared) {
      if (!seen.add(name)) {
        throw new PgException(
            SqlState.DUPLICATE_COLUMN,
            "column name \"" + name + "\" appears more than once in USING clause");
      }
      find(left, name, "left");
      find(right, name, "right");
    }
    From joined =
        combine(
            left,
            right,
            lateralScope,
            type,
            shared.isEmpty() ? null : scope -> equal(shared, left, right, scope),
            outer,
            level);
    int leftEntries = left.entries().size();
    From leftPart = new From(joined.rel(), joined.entries().subList(0, leftEntries));
    From rightPart =
        new From(joined.rel(), joined.entries().subList(leftEntries, joined.entries().size()));
    List<EntryColumn> columns = new ArrayList<>();
    for (String name : shared) {
      columns.add(merged(find(leftPart, name, "left"), find(rightPart, name, "right"), type));
    }
    int mergedColumns = columns.size();
    addOthers(leftPart, shared, columns);
    addOthers(rightPart, shared, columns);
    List<RangeEntry> entries = new ArrayList<>();
    joined
        .entries()
        .forEach(entry -> entries.add(entry.withVisibility(entry.visibleByName(), false)));
    entries.add(new RangeEntry(null, null, null, columns, false, true, false, true, false, -1));
    if (join.joinUsingAlias() != null) {
      RangeEntry alias =
          new RangeEntry(
              join.joinUsingAlias().aliasname(),
              null,
              null,
              columns.subList(0, mergedColumns),
              true,
              false,
              false,
              true,
              false,
              -1);
      level.rangeTable().add(alias);
      entries.add(alias);
    }
    return new From(joined.rel(), entries);
  }

  private static void addOthers(From item, List<String> shared, List<EntryColumn> into) {
    for (RangeEntry entry : item.entries()) {
      if (entry.columnsVisible()) {
        for (EntryColumn column : entry.columns()) {
          if (!shared.contains(column.name())) {
            into.add(column);
          }
        }
      }
    }
  }

  private static EntryColumn find(From item, String name, String side) {
    EntryColumn found = null;
    for (RangeEntry entry : item.entries()) {
      if (!entry.columnsVisible()) {
        continue;
      }
      for (EntryColumn column : entry.columns()) {
        if (column.name().equals(name)) {
          if (found != null) {
            throw new PgException(
                SqlState.AMBIGUOUS_COLUMN,
                "common column name \"" + name + "\" appears more than once in " + side + " table");
          }
          found = column;
        }
      }
    }
    if (found == null) {
      throw new PgException(
          SqlState.UNDEFINED_COLUMN,
          "column \"" + name + "\" specified in USING clause does not exist in " + side + " table");
    }
    return found;
  }

  private RexNode equal(List<String> shared, From left, From right, Scope scope) {
    int leftEntries = left.entries().size();
    From leftPart = new From(left.rel(), scope.entries().subList(0, leftEntries));
    From rightPart =
        new From(right.rel(), scope.entries().subList(leftEntries, scope.entries().size()));
    List<RexNode> tests = new ArrayList<>();
    for (String name : shared) {
      EntryColumn one = find(leftPart, name, "left");
      EntryColumn other = find(rightPart, name, "right");
      binding.needs().read(one.tableOid(), one.attnum());
      binding.needs().read(other.tableOid(), other.attnum());
      tests.add(binding.operators().call(List.of("="), one.expression(), other.expression(), -1));
    }
    return binding.expressions().operators().and(tests);
  }

  /** The one column that stands for both in a USING join. */
  private EntryColumn merged(EntryColumn left, EntryColumn right, JoinRelType type) {
    List<RexNode> both = List.of(left.expression(), right.expression());
    PgType common = binding.coercion().commonType(both, List.of(-1, -1), "JOIN/USING");
    List<RexNode> sides =
        binding
            .collations()
            .agreed(
                List.of(
                    binding.coercion().toCommon(left.expression(), common, "JOIN/USING", -1),
                    binding.coercion().toCommon(right.expression(), common, "JOIN/USING", -1)),
                -1);
    RexNode l = sides.getFirst();
    RexNode r = sides.getLast();
    RexNode expression =
        switch (type) {
          case LEFT -> l;
          case RIGHT -> r;
          case FULL ->
              binding
                  .rex()
                  .makeCall(
                      PgTypeFactory.INSTANCE.type(
                          Coercion.typeOf(l), Coercion.commonTypmod(both), true),
                      SqlStdOperatorTable.COALESCE,
                      List.of(l, r));
          default -> l.equals(left.expression()) || !r.equals(right.expression()) ? l : r;
        };
    return new EntryColumn(left.name(), expression, 0, (short) 0);
  }

  private From aliased(From joined, Alias alias, QueryLevel level) {
    List<EntryColumn> visible = new ArrayList<>();
    joined.entries().stream()
        .filter(RangeEntry::columnsVisible)
        .forEach(entry -> visible.addAll(entry.columns()));
    List<String> names =
        FromBinder.renamed(
            alias.aliasname(), visible.stream().map(EntryColumn::name).toList(), alias);
    List<EntryColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      EntryColumn column = visible.get(i);
      columns.add(
          new EntryColumn(names.get(i), column.expression(), column.tableOid(), column.attnum()));
    }
    RangeEntry entry =
        new RangeEntry(alias.aliasname(), null, null, columns, true, true, false, true, false, -1);
    level.rangeTable().add(entry);
    List<RangeEntry> entries = new ArrayList<>();
    for (RangeEntry hidden : joined.entries()) {
      if (hidden.rowKey() >= 0) {
        entries.add(hidden.withVisibility(false, false));
      }
    }
    entries.add(entry);
    return new From(joined.rel(), entries);
  }

  static PgRelType typeOf(RexNode node) {
    return PgRelType.of(node.getType());
  }
}
