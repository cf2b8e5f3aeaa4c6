package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.heapgres.planner.bind.BoundStatement.MergeAction;
import org.heapgres.planner.bind.FromBinder.From;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Clause.ReturningClause;
import org.heapgres.planner.parse.tree.Clause.ReturningOption;
import org.heapgres.planner.parse.tree.Clause.ReturningOptionKind;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgRowSource;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/** RETURNING, with the row before and after the change (manual, 6.4). */
final class ReturningBinder {
  /** {@code plan} is null without RETURNING. */
  record Returning(RelNode plan, List<OutputColumn> columns) {
    static final Returning NONE = new Returning(null, List.of());
  }

  private final Binding binding;
  private final UpdatableView view;
  private int actionColumn = -1;
  private List<MergeAction> actions = List.of();

  ReturningBinder(Binding binding) {
    this(binding, null);
  }

  /** {@code view} is null where the statement names the table itself. */
  ReturningBinder(Binding binding, UpdatableView view) {
    this.binding = binding;
    this.view = view;
  }

  /** The number of what was done is in a column of the source. */
  ReturningBinder ofMerge(int column, List<MergeAction> mergeActions) {
    actionColumn = column;
    actions = List.copyOf(mergeActions);
    return this;
  }

  /**
   * The list as a plan over the rows that the executor hands in.
   *
   * @param named the table that the statement names, whose columns are seen
   * @param newRow whether the table's plain columns mean the row after the change
   * @param from the statement's source, whose first entry is the target; null for INSERT
   */
  Returning bind(
      ReturningClause clause,
      Table table,
      Table named,
      String alias,
      Alias columnAliases,
      boolean newRow,
      From from,
      WithNames names) {
    if (clause == null) {
      return Returning.NONE;
    }
    int width = table.columns().size();
    RelDataType row = row(table, from == null ? null : from.rel().getRowType());
    QueryLevel level = new QueryLevel(names);
    List<RangeEntry> entries = new ArrayList<>();
    RangeEntry changed = shown(table, named, alias, columnAliases, newRow ? width : 0, row, true);
    if (actions.stream().anyMatch(MergeAction.Delete.class::isInstance)) {
      changed = eitherRow(changed, shown(table, named, alias, columnAliases, 0, row, true), row);
    }
    if (from == null) {
      level.setXmax(xmaxOfUpserted(row, width));
    }
    if (actionColumn >= 0) {
      level.setMergeAction(actionName(row, width));
    }
    if (from != null) {
      for (RangeEntry other : from.entries().subList(1, from.entries().size())) {
        entries.add(FromBinder.shifted(other, 2 * width, row));
      }
    }
    entries.add(actionColumn >= 0 ? entries.size() : 0, changed);
    addOldAndNew(clause, table, named, columnAliases, width, row, entries);
    level.rangeTable().addAll(entries);
    Scope scope = new Scope(null, level, ExpressionKind.RETURNING, entries, row);
    List<Target> targets = new ArrayList<>();
    for (Target target : binding.queries().targets().bind(clause.exprs(), scope)) {
      targets.add(
          target.withNode(
              binding
                  .coercion()
                  .settleUnknown(
                      target.node(), binding.locationOf(target.node(), target.location()))));
    }
    List<String> fieldNames = SelectBinder.unique(targets.stream().map(Target::name).toList());
    RelNode plan =
        LogicalProject.create(
            new PgRowSource(binding.cluster(), row, PgRowSource.Role.RETURNING),
            List.of(),
            targets.stream().map(Target::node).toList(),
            fieldNames,
            scope.variables());
    return new Returning(plan, Binder.output(targets.stream().map(Target::column).toList(), plan));
  }

  /** Rows that ON CONFLICT has updated are told from those inserted by it. */
  private RexNode xmaxOfUpserted(RelDataType row, int width) {
    List<RexNode> tests = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      tests.add(
          binding.expressions().test(SqlStdOperatorTable.IS_NOT_NULL, RexInputRef.of(i, row)));
    }
    PgType xid = Types.byOid(28);
    RexNode zero = binding.constants().of(xid, 0L);
    if (tests.isEmpty()) {
      return zero;
    }
    RexNode existed =
        tests.size() == 1
            ? tests.getFirst()
            : binding.expressions().test(SqlStdOperatorTable.OR, tests.toArray(new RexNode[0]));
    RexNode current =
        binding
            .expressions()
            .functions()
            .builtIn(
                "xid",
                List.of(
                    binding.expressions().functions().builtIn("pg_current_xact_id", List.of())));
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(xid, -1, true),
            SqlStdOperatorTable.CASE,
            List.of(existed, current, zero));
  }

  /** What MERGE deletes is shown as it was, all else as it is. */
  private RangeEntry eitherRow(RangeEntry after, RangeEntry before, RelDataType row) {
    int width = (row.getFieldCount() - sourceWidth(row) - 2) / 2;
    RexNode deleted = isAnyOf(MergeAction.Delete.class, row, width);
    List<EntryColumn> columns = new ArrayList<>();
    for (int i = 0; i < after.columns().size(); i++) {
      EntryColumn column = after.columns().get(i);
      columns.add(
          new EntryColumn(
              column.name(),
              either(deleted, before.columns().get(i).expression(), column.expression()),
              column.tableOid(),
              column.attnum()));
    }
    return after
        .withColumns(columns)
        .withTableOid(either(deleted, before.tableOid(), after.tableOid()));
  }

  private RexNode either(RexNode deleted, RexNode before, RexNode after) {
    return binding
        .rex()
        .makeCall(after.getType(), SqlStdOperatorTable.CASE, List.of(deleted, before, after));
  }

  private static int sourceWidth(RelDataType row) {
    return (int) row.getFieldNames().stream().filter(name -> name.startsWith("$source_")).count();
  }

  private RexNode isAnyOf(Class<? extends MergeAction> kind, RelDataType row, int width) {
    List<RexNode> tests = new ArrayList<>();
    for (int i = 0; i < actions.size(); i++) {
      if (kind.isInstance(actions.get(i))) {
        tests.add(
            binding
                .expressions()
                .test(
                    SqlStdOperatorTable.EQUALS,
                    RexInputRef.of(2 * width + actionColumn, row),
                    binding.constants().of(Types.INT4, i)));
      }
    }
    return tests.size() == 1
        ? tests.getFirst()
        : tests.isEmpty()
            ? binding.constants().of(Types.BOOL, false)
            : binding.expressions().test(SqlStdOperatorTable.OR, tests.toArray(new RexNode[0]));
  }

  private RexNode actionName(RelDataType row, int width) {
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(Types.TEXT, -1, true),
            SqlStdOperatorTable.CASE,
            List.of(
                isAnyOf(MergeAction.Insert.class, row, width),
                binding.constants().of(Types.TEXT, "INSERT"),
                isAnyOf(MergeAction.Update.class, row, width),
                binding.constants().of(Types.TEXT, "UPDATE"),
                binding.constants().of(Types.TEXT, "DELETE")));
  }

  private void addOldAndNew(
      ReturningClause clause,
      Table table,
      Table named,
      Alias columnAliases,
      int width,
      RelDataType row,
      List<RangeEntry> entries) {
    String oldName = null;
    String newName = null;
    for (ReturningOption option : clause.options()) {
      boolean old = option.option() == ReturningOptionKind.RETURNING_OPTION_OLD;
      if (old ? oldName != null : newName != null) {
        throw Errors.at(
            option.location(),
            SqlState.SYNTAX_ERROR,
            (old ? "OLD" : "NEW") + " cannot be specified multiple times");
      }
      if (entries.stream().anyMatch(entry -> option.value().equals(entry.alias()))) {
        throw Errors.at(
            option.location(),
            SqlState.DUPLICATE_ALIAS,
            "table name \"" + option.value() + "\" specified more than once");
      }
      if (old) {
        oldName = option.value();
      } else {
        newName = option.value();
      }
    }
    addRow(oldName, "old", table, named, columnAliases, 0, row, entries);
    addRow(newName, "new", table, named, columnAliases, width, row, entries);
  }

  private void addRow(
      String given,
      String usual,
      Table table,
      Table named,
      Alias columnAliases,
      int offset,
      RelDataType row,
      List<RangeEntry> entries) {
    String name = given != null ? given : usual;
    if (entries.stream().noneMatch(entry -> name.equals(entry.alias()))) {
      entries.add(shown(table, named, name, columnAliases, offset, row, false));
    }
  }

  /** As {@link #entry}, or what the view shows of it. */
  private RangeEntry shown(
      Table table,
      Table named,
      String name,
      Alias columnAliases,
      int offset,
      RelDataType row,
      boolean columnsVisible) {
    RangeEntry base =
        entry(
            binding,
            table,
            named,
            name,
            view == null ? columnAliases : null,
            offset,
            row,
            columnsVisible);
    int oids = row.getFieldCount() - 2;
    RangeEntry placed = base.withTableOid(RexInputRef.of(offset == 0 ? oids : oids + 1, row));
    return view == null ? placed : view.entry(placed, row, name, columnAliases);
  }

  /** The columns of {@code named} in those of {@code table}, which are at an offset of a row. */
  static RangeEntry entry(
      Binding binding,
      Table table,
      Table named,
      String name,
      Alias columnAliases,
      int offset,
      RelDataType row,
      boolean columnsVisible) {
    List<String> names =
        FromBinder.renamed(
            name, named.columns().stream().map(Column::name).toList(), columnAliases);
    int[] positions = table.positionsOf(named);
    List<EntryColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      RexNode ref = RexInputRef.of(offset + positions[i], row);
      columns.add(new EntryColumn(names.get(i), ref, named.oid(), named.columns().get(i).attnum()));
    }
    return VirtualColumns.expanded(
        binding,
        named,
        new RangeEntry(name, null, table, columns, true, columnsVisible, false, true, false, -1));
  }

  private RelDataType row(Table table, RelDataType source) {
    RelDataTypeFactory.Builder row = binding.cluster().getTypeFactory().builder();
    addTable(row, table, "$old_");
    addTable(row, table, "$new_");
    if (source != null) {
      for (RelDataTypeField field : source.getFieldList()) {
        row.add("$source_" + field.getIndex(), field.getType());
      }
    }
    RelDataType oid = PgTypeFactory.INSTANCE.type(Types.OID, PgRelType.NO_TYPMOD, true);
    row.add("$table_of_old", oid);
    row.add("$table_of_new", oid);
    return row.build();
  }

  /** The table's columns, all nullable. */
  static void addTable(RelDataTypeFactory.Builder row, Table table, String prefix) {
    for (Column column : table.columns()) {
      row.add(
          prefix + column.name(),
          PgTypeFactory.INSTANCE.type(column.type(), column.typmod(), true));
    }
  }
}
