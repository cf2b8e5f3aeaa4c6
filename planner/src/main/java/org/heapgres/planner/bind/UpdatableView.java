package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.Indirection;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A view that INSERT, UPDATE and DELETE reach through to its table (manual, CREATE VIEW: Updatable
 * Views): its columns are expressions over a row of the table, its WHERE a condition on it.
 */
final class UpdatableView {
  /** What a statement does to the view, as messages say it. */
  enum Change {
    INSERT("insert into", "inserting into", "INSERT"),
    UPDATE("update", "updating", "UPDATE"),
    DELETE("delete from", "deleting from", "DELETE");

    private final String words;
    private final String hint;
    private final String event;

    Change(String words, String hint, String event) {
      this.words = words;
      this.hint = hint;
      this.event = event;
    }
  }

  private final Binding binding;
  private final View view;
  private final SelectStmt select;
  private final RangeVar from;
  private final UpdatableView inner;
  private final Table table;

  private UpdatableView(Binding binding, View view, Change change) {
    this.binding = binding;
    this.view = view;
    select = (SelectStmt) Parser.parse(view.query()).getFirst().stmt();
    String reason = reason();
    if (reason != null) {
      throw new PgException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
              "cannot " + change.words + " view \"" + view.name() + "\"")
          .withDetail(reason)
          .withHint(
              ("To enable %s the view, provide an INSTEAD OF %s trigger or an unconditional"
                      + " ON %s DO INSTEAD rule.")
                  .formatted(change.hint, change.event, change.event));
    }
    from = (RangeVar) select.fromClause().getFirst();
    Relation below = within(() -> binding.queries().from().relation(from));
    inner = below instanceof View lower ? new UpdatableView(binding, lower, change) : null;
    if (inner == null && !(below instanceof Table table && !table.materialized())) {
      throw new PgException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
              "cannot " + change.words + " view \"" + view.name() + "\"")
          .withDetail(
              "Views that do not select from a single table or view are not automatically"
                  + " updatable.");
    }
    table = inner == null ? (Table) below : inner.table;
  }

  /** 55000 for a view that is not updatable. */
  static UpdatableView of(Binding binding, View view, Change change) {
    return new UpdatableView(binding, view, change);
  }

  View view() {
    return view;
  }

  /** The table that is changed in the end. */
  Table table() {
    return table;
  }

  private <T> T within(java.util.function.Supplier<T> part) {
    return binding.within(binding.context().withSearchPath(view.searchPath()), part);
  }

  /** Why the view is not updatable; null when it is. */
  private String reason() {
    String what = null;
    if (select.distinctClause() != null) {
      what = "containing DISTINCT";
    } else if (!select.groupClause().isEmpty()) {
      what = "containing GROUP BY";
    } else if (select.havingClause() != null) {
      what = "containing HAVING";
    } else if (select.larg() != null) {
      what = "containing UNION, INTERSECT, or EXCEPT";
    } else if (select.withClause() != null) {
      what = "containing WITH";
    } else if (select.limitCount() != null || select.limitOffset() != null) {
      what = "containing LIMIT or OFFSET";
    } else if (select.fromClause().size() == 1
        && select.fromClause().getFirst() instanceof TableReference.RangeTableSample) {
      what = "containing TABLESAMPLE";
    } else if (select.fromClause().size() != 1
        || !(select.fromClause().getFirst() instanceof RangeVar)) {
      what = "that do not select from a single table or view";
    } else {
      for (ResTarget target : select.targetList()) {
        what = what == null ? ofTarget(target.val()) : what;
      }
    }
    return what == null ? null : "Views " + what + " are not automatically updatable.";
  }

  private String ofTarget(Expression expression) {
    if (expression instanceof FuncCall call) {
      if (call.over() != null) {
        return "that return window functions";
      }
      var procs =
          within(() -> new FunctionResolver(binding).procs(call.funcname(), call.location()));
      if (procs.stream().anyMatch(proc -> proc.isAggregate())) {
        return "that return aggregate functions";
      }
      if (procs.stream().anyMatch(proc -> proc.returnsSet())) {
        return "that return set-returning functions";
      }
    }
    return null;
  }

  /** The view's columns over a row in which {@code base} has those of the table. */
  RangeEntry entry(RangeEntry base, RelDataType row, String alias, Alias aliases) {
    Scope scope = scope(base, row, ExpressionKind.SELECT_TARGET);
    List<Target> targets =
        within(() -> binding.queries().targets().bind(select.targetList(), scope));
    List<String> names =
        FromBinder.renamed(alias, view.columns().stream().map(Column::name).toList(), aliases);
    List<EntryColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Target target = targets.get(i);
      RexNode node = binding.coercion().settleUnknown(target.node(), target.location());
      columns.add(new EntryColumn(names.get(i), node, view.oid(), view.columns().get(i).attnum()));
    }
    return new RangeEntry(
        alias,
        base.schema(),
        view,
        columns,
        base.visibleByName(),
        base.columnsVisible(),
        base.lateralOnly(),
        base.lateralAllowed(),
        false,
        base.rowKey(),
        base.tableOid());
  }

  private Scope scope(RangeEntry base, RelDataType row, ExpressionKind kind) {
    RangeEntry below = inner == null ? base : inner.entry(base, row, inner.view.name(), null);
    String alias = from.alias() == null ? from.relname() : from.alias().aliasname();
    List<EntryColumn> columns = new ArrayList<>();
    List<String> names =
        FromBinder.renamed(
            alias, below.columns().stream().map(EntryColumn::name).toList(), from.alias());
    for (int i = 0; i < names.size(); i++) {
      EntryColumn column = below.columns().get(i);
      columns.add(
          new EntryColumn(names.get(i), column.expression(), column.tableOid(), column.attnum()));
    }
    RangeEntry named =
        new RangeEntry(
            alias,
            null,
            below.relation(),
            columns,
            true,
            true,
            false,
            true,
            false,
            below.rowKey(),
            below.tableOid());
    QueryLevel level = new QueryLevel(WithNames.NONE);
    level.rangeTable().add(named);
    return new Scope(null, level, kind, List.of(named), row);
  }

  /** The rows of the table that the view shows. */
  RelNode filtered(RelNode rel, RangeEntry base) {
    RelNode input = inner == null ? rel : inner.filtered(rel, base);
    if (select.whereClause() == null) {
      return input;
    }
    Scope scope = scope(base, rel.getRowType(), ExpressionKind.WHERE);
    RexNode condition =
        within(() -> binding.expressions().condition(select.whereClause(), scope, "WHERE"));
    return LogicalFilter.create(
        input, condition, com.google.common.collect.ImmutableSet.copyOf(scope.variables()));
  }

  /** The list with the table's names for its columns; 0A000 for columns that are expressions. */
  List<ResTarget> onTable(List<ResTarget> targets, Change change) {
    List<ResTarget> result = new ArrayList<>();
    for (ResTarget target : targets) {
      int position = view.columnIndex(target.name());
      if (position < 0) {
        throw Errors.at(
            target.location(),
            SqlState.UNDEFINED_COLUMN,
            "column \"%s\" of relation \"%s\" does not exist"
                .formatted(target.name(), view.name()));
      }
      String name = tableColumn(position);
      if (name == null) {
        throw new PgException(
                SqlState.FEATURE_NOT_SUPPORTED,
                "cannot %s column \"%s\" of view \"%s\""
                    .formatted(change.words, target.name(), view.name()))
            .withDetail(
                "View columns that are not columns of their base relation are not updatable.");
      }
      result.add(new ResTarget(name, target.indirection(), target.val(), target.location()));
    }
    return result;
  }

  /**
   * The columns that an INSERT means which names none.
   *
   * @param width how many there are at least, -1 for those up to the first that is an expression
   */
  List<ResTarget> insertable(int width) {
    List<ResTarget> result = new ArrayList<>();
    List<Column> columns = view.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (i >= width && tableColumn(i) == null) {
        break;
      }
      result.add(new ResTarget(columns.get(i).name(), List.of(), null, -1));
    }
    return onTable(result, Change.INSERT);
  }

  /** The table's column behind one of the view's; null for an expression, or a repetition. */
  private String tableColumn(int position) {
    return tableColumns().get(position);
  }

  private List<String> tableColumns() {
    List<String> below =
        inner != null ? inner.tableColumns() : table.columns().stream().map(Column::name).toList();
    List<String> shown =
        inner != null ? inner.view.columns().stream().map(Column::name).toList() : below;
    List<String> visible =
        FromBinder.renamed(
            from.alias() == null ? from.relname() : from.alias().aliasname(), shown, from.alias());
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ResTarget target : select.targetList()) {
      if (target.val() instanceof ColumnRef ref) {
        Indirection last = ref.fields().getLast();
        if (last instanceof StringValue(String name)) {
          int at = visible.indexOf(name);
          names.add(at < 0 || !seen.add(name) ? null : below.get(at));
        } else {
          names.addAll(below);
        }
      } else {
        names.add(null);
      }
    }
    return names;
  }
}
