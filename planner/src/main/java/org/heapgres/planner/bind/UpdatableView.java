package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.TriggerCall.Timing;
import org.heapgres.planner.bind.BoundStatement.ViewCheck;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.catalog.ViewUpdatability;
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
import org.heapgres.planner.rel.PgRowSource;
import org.heapgres.planner.rel.PgSecurityBarrier;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A view that INSERT, UPDATE and DELETE reach through to its table (manual, CREATE VIEW: Updatable
 * Views): its columns are expressions over a row of the table, its WHERE a condition on it.
 */
final class UpdatableView {
  /** What a statement does to the view, as messages say it. */
  enum Change {
    INSERT("insert into", "inserting into", Event.INSERT),
    UPDATE("update", "updating", Event.UPDATE),
    DELETE("delete from", "deleting from", Event.DELETE);

    private final String words;
    private final String enabling;
    private final Event event;

    Change(String words, String enabling, Event event) {
      this.words = words;
      this.enabling = enabling;
      this.event = event;
    }

    Event event() {
      return event;
    }

    private String hint() {
      return ("To enable %s the view, provide an INSTEAD OF %s trigger or an unconditional"
              + " ON %s DO INSTEAD rule.")
          .formatted(enabling, event, event);
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
    String obstacle = obstacle();
    if (obstacle != null) {
      throw new PgException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
              "cannot " + change.words + " view \"" + view.name() + "\"")
          .withDetail(obstacle)
          .withHint(change.hint());
    }
    from = (RangeVar) select.fromClause().getFirst();
    Relation below = below();
    inner = below instanceof View lower ? new UpdatableView(binding, lower, change) : null;
    table = inner == null ? (Table) below : inner.table;
  }

  /** 55000 for a view that is not updatable. */
  static UpdatableView of(Binding binding, View view, Change change) {
    return new UpdatableView(binding, view, change);
  }

  static ViewUpdatability updatability(Binding binding, View view) {
    Set<Event> triggers = EnumSet.noneOf(Event.class);
    for (Event event : Event.values()) {
      if (hasInsteadOf(binding, view, event)) {
        triggers.add(event);
      }
    }
    try {
      UpdatableView updatable = new UpdatableView(binding, view, Change.UPDATE);
      List<String> columns = new ArrayList<>();
      for (int i = 0; i < view.columns().size(); i++) {
        if (updatable.tableColumn(i) != null) {
          columns.add(view.columns().get(i).name());
        }
      }
      return new ViewUpdatability(null, columns, triggers);
    } catch (PgException e) {
      if (e.state() != SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE) {
        throw e;
      }
      return new ViewUpdatability(e.detail().orElseThrow(), List.of(), triggers);
    }
  }

  /** Whether triggers do to the view what a statement says. */
  static boolean hasInsteadOf(Binding binding, View view, Event event) {
    return binding.context().catalog().triggers(view.oid()).stream()
        .anyMatch(trigger -> trigger.isFor(Timing.INSTEAD_OF, Level.ROW, event));
  }

  private Relation below() {
    RangeVar only = (RangeVar) select.fromClause().getFirst();
    return within(() -> binding.queries().from().relation(only));
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
  private String obstacle() {
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
      if (what == null && !isTableOrView(below())) {
        what = "that do not select from a single table or view";
      }
    }
    return what == null ? null : "Views " + what + " are not automatically updatable.";
  }

  private static boolean isTableOrView(Relation relation) {
    return relation instanceof View || (relation instanceof Table table && !table.materialized());
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

  boolean hasCondition() {
    return select.whereClause() != null || (inner != null && inner.hasCondition());
  }

  /** The rows of the table that the view shows. */
  RelNode filtered(RelNode rel, RangeEntry base) {
    RelNode input = inner == null ? rel : inner.filtered(rel, base);
    RelNode shown = select.whereClause() == null ? input : onlyOwn(input, base);
    return view.securityBarrier() ? new PgSecurityBarrier(binding.cluster(), shown) : shown;
  }

  /** Those rows for which this view's own condition is true. */
  private RelNode onlyOwn(RelNode input, RangeEntry base) {
    Scope scope = scope(base, input.getRowType(), ExpressionKind.WHERE);
    RexNode condition =
        within(() -> binding.expressions().condition(select.whereClause(), scope, "WHERE"));
    return LogicalFilter.create(
        input, condition, com.google.common.collect.ImmutableSet.copyOf(scope.variables()));
  }

  /**
   * What WITH CHECK OPTION, of this view and of those below, asks of rows of {@code member}.
   *
   * @param member the table, or one that inherits from it
   */
  List<ViewCheck> checks(Table member) {
    RelDataTypeFactory.Builder builder = binding.cluster().getTypeFactory().builder();
    ReturningBinder.addTable(builder, member, "");
    PgRowSource rows = new PgRowSource(binding.cluster(), builder.build(), PgRowSource.Role.ROW);
    RangeEntry base =
        ReturningBinder.entry(
            binding, member, table, table.name(), null, 0, rows.getRowType(), true);
    List<ViewCheck> checks = new ArrayList<>();
    addChecks(base, rows, false, checks);
    return checks;
  }

  /** Inner views first. */
  private void addChecks(RangeEntry base, RelNode rows, boolean cascaded, List<ViewCheck> checks) {
    String option = view.options().get("check_option");
    if (inner != null) {
      inner.addChecks(base, rows, cascaded || "cascaded".equals(option), checks);
    }
    if ((cascaded || option != null) && select.whereClause() != null) {
      checks.add(new ViewCheck(view.name(), binding.needs().without(() -> onlyOwn(rows, base))));
    }
  }

  /** The table, whose columns have the defaults that the view gives them. */
  Table withDefaults() {
    List<Column> columns = new ArrayList<>(table.columns());
    for (int i = 0; i < view.columns().size(); i++) {
      String expression = view.columns().get(i).defaultExpression();
      String name = expression == null ? null : tableColumn(i);
      if (name != null) {
        int position = table.columnIndex(name);
        columns.set(position, columns.get(position).withDefault(expression));
      }
    }
    return table.change().columns(columns).build();
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

  /** The table's column behind the view's of that name; null for none. */
  String tableColumn(String name) {
    int position = view.columnIndex(name);
    return position < 0 ? null : tableColumn(position);
  }

  /** Whether a column is not the table's column of its name. */
  boolean renames() {
    return view.columns().stream()
        .anyMatch(column -> !column.name().equals(tableColumn(column.name())));
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
