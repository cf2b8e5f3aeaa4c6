package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.JoinExpr;
import org.heapgres.planner.parse.tree.TableReference.JsonTable;
import org.heapgres.planner.parse.tree.TableReference.RangeFunction;
import org.heapgres.planner.parse.tree.TableReference.RangeSubselect;
import org.heapgres.planner.parse.tree.TableReference.RangeTableFunc;
import org.heapgres.planner.parse.tree.TableReference.RangeTableFuncCol;
import org.heapgres.planner.parse.tree.TableReference.RangeTableSample;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.rel.PgCteScan;
import org.heapgres.planner.rel.PgSecurityBarrier;
import org.heapgres.planner.rel.PgTable;
import org.heapgres.planner.rel.PgValues;
import org.heapgres.planner.rel.PgWorkTableScan;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** FROM: tables, sub-queries, WITH queries; joins and functions have binders of their own. */
final class FromBinder {
  /** A source of rows and the names of its columns. */
  record From(RelNode rel, List<RangeEntry> entries) {
    From {
      entries = List.copyOf(entries);
    }
  }

  private final Binding binding;
  private final JoinBinder joins;
  private final FunctionScanBinder functions;

  FromBinder(Binding binding) {
    this.binding = binding;
    this.joins = new JoinBinder(binding, this);
    this.functions = new FunctionScanBinder(binding);
  }

  /** The whole FROM list; a single empty row for none. */
  From bind(List<TableReference> items, Scope outer, QueryLevel level, Locking locking) {
    return bind(null, items, outer, level, locking);
  }

  /** {@code first} is the target of an UPDATE or DELETE; null for none. */
  From bind(
      From first, List<TableReference> items, Scope outer, QueryLevel level, Locking locking) {
    From result = first;
    for (TableReference item : items) {
      if (result == null) {
        result = item(item, outer, outer, level, locking);
      } else {
        Scope lateral = lateralScope(result, outer, level);
        From right = item(item, lateral, outer, level, locking);
        checkNames(result.entries, right.entries, item);
        result = joins.combine(result, right, lateral, JoinRelType.INNER, null);
      }
      level.lateralCandidates().clear();
      level.lateralCandidates().addAll(result.entries);
    }
    return result == null ? new From(PgValues.oneRow(binding.cluster()), List.of()) : result;
  }

  /** What LATERAL items to the right may refer to. */
  static Scope lateralScope(From left, Scope outer, QueryLevel level) {
    return new Scope(
        outer, level, ExpressionKind.FROM_SUBSELECT, left.entries, left.rel.getRowType());
  }

  /** Two sources joined on a condition over both. */
  From joined(
      From left, From right, Scope lateral, JoinRelType type, JoinBinder.Condition condition) {
    return joins.combine(left, right, lateral, type, condition);
  }

  static void checkNames(List<RangeEntry> left, List<RangeEntry> right, TableReference where) {
    Set<String> names = new HashSet<>();
    for (RangeEntry entry : left) {
      if (entry.visibleByName() && entry.alias() != null) {
        names.add(entry.alias());
      }
    }
    for (RangeEntry entry : right) {
      if (entry.visibleByName() && entry.alias() != null && !names.add(entry.alias())) {
        throw new PgException(
            SqlState.DUPLICATE_ALIAS,
            "table name \"" + entry.alias() + "\" specified more than once");
      }
    }
  }

  /**
   * One item.
   *
   * @param lateral what LATERAL parts may see; the same as {@code outer} for the first item
   */
  From item(TableReference item, Scope lateral, Scope outer, QueryLevel level, Locking locking) {
    return switch (item) {
      case RangeVar table -> table(table, level, locking);
      case RangeSubselect query -> subQuery(query, lateral, outer, level, locking);
      case RangeFunction function -> functions.bind(function, lateral, level);
      case JoinExpr join -> joins.bind(join, lateral, outer, level, locking);
      case RangeTableSample sample -> sampled(sample, lateral, outer, level, locking);
      case RangeTableFunc table -> throw Errors.notSupported(table.location(), "XMLTABLE");
      case RangeTableFuncCol column -> throw new IllegalArgumentException(column.colname());
      case JsonTable table ->
          subQuery(JsonTables.query(binding, table), lateral, outer, level, locking);
    };
  }

  /** TABLESAMPLE BERNOULLI and SYSTEM, which has no pages to choose from and takes rows as well. */
  private From sampled(
      RangeTableSample sample, Scope lateral, Scope outer, QueryLevel level, Locking locking) {
    From from = item(sample.relation(), lateral, outer, level, locking);
    String method = sample.method().getLast();
    if (!method.equals("bernoulli") && !method.equals("system")) {
      throw Errors.at(
          sample.location(),
          SqlState.UNDEFINED_OBJECT,
          "tablesample method " + String.join(".", sample.method()) + " does not exist");
    }
    if (!(from.entries().getFirst().relation() instanceof Table)) {
      throw Errors.at(
          ((RangeVar) sample.relation()).location(),
          SqlState.FEATURE_NOT_SUPPORTED,
          "TABLESAMPLE clause can only be applied to tables and materialized views");
    }
    if (sample.args().size() != 1) {
      throw Errors.at(
          sample.location(),
          SqlState.INVALID_TABLESAMPLE_ARGUMENT,
          "tablesample method %s requires 1 argument, not %d"
              .formatted(method, sample.args().size()));
    }
    Scope scope = ExpressionBinder.noColumns(ExpressionKind.FROM_FUNCTION, binding);
    RexNode percentage = number(sample.args().getFirst(), Types.FLOAT4, scope, "TABLESAMPLE");
    RexNode seed =
        sample.repeatable() == null
            ? binding.constants().of(Types.FLOAT8, null)
            : number(sample.repeatable(), Types.FLOAT8, scope, "REPEATABLE");
    RexNode taken =
        binding
            .rex()
            .makeCall(
                org.heapgres.planner.rel.PgTypeFactory.INSTANCE.type(Types.BOOL),
                org.heapgres.planner.rel.PgOperators.SAMPLE,
                List.of(percentage, seed));
    return new From(
        org.apache.calcite.rel.logical.LogicalFilter.create(from.rel(), taken), from.entries());
  }

  private RexNode number(
      org.heapgres.planner.parse.tree.Expression expression,
      org.heapgres.planner.types.PgType type,
      Scope scope,
      String construct) {
    return binding
        .coercion()
        .toSpecific(
            binding.expressions().bind(expression, scope),
            type,
            construct,
            Locations.of(expression));
  }

  private From table(RangeVar name, QueryLevel level, Locking locking) {
    if (name.schemaname() == null) {
      WithNames.Entry cte = level.with().find(name.relname());
      if (cte != null) {
        return with(cte, name, level);
      }
    }
    Relation relation = relation(name);
    binding.needs().relation(relation, Privilege.SELECT);
    if (binding.meaning() != null) {
      binding.meaning().relation(name, relation);
    }
    if (relation instanceof Index) {
      throw Errors.at(
              name.location(),
              SqlState.WRONG_OBJECT_TYPE,
              "cannot open relation \"" + relation.name() + "\"")
          .withDetail("This operation is not supported for indexes.");
    }
    if (relation instanceof CompositeType) {
      throw Errors.at(
              name.location(),
              SqlState.WRONG_OBJECT_TYPE,
              "cannot open relation \"" + relation.name() + "\"")
          .withDetail("This operation is not supported for composite types.");
    }
    if (relation instanceof View view) {
      return view(view, name, level, locking);
    }
    String alias = name.alias() == null ? name.relname() : name.alias().aliasname();
    boolean locked = relation instanceof Table && locking.wantsRowKey(alias);
    if (locked) {
      binding.needs().relation(relation, Privilege.UPDATE);
    }
    if (relation instanceof Table table) {
      requirePopulated(table);
      if (name.inh() && hasDescendants(table)) {
        From all = inherited(table, name.alias(), schemaName(table), locked, level);
        return visible(all, table, locked);
      }
      boolean keyed = locked || (binding.rowKeys() && table.primaryKey().isEmpty());
      From stored = scan(table, name.alias(), schemaName(table), keyed, level);
      return visible(computed(table, stored, level), table, locked);
    }
    return scan(relation, name.alias(), schemaName(relation), locked, level);
  }

  private From computed(Table table, From from, QueryLevel level) {
    if (!table.hasVirtualColumns()) {
      return from;
    }
    RelNode rel = VirtualColumns.computed(binding, table, from.rel());
    RangeEntry stored = from.entries().getFirst();
    List<EntryColumn> columns = new ArrayList<>();
    for (int i = 0; i < stored.columns().size(); i++) {
      EntryColumn column = stored.columns().get(i);
      columns.add(
          new EntryColumn(
              column.name(),
              RexInputRef.of(i, rel.getRowType()),
              column.tableOid(),
              column.attnum()));
    }
    RangeEntry entry = stored.withColumns(columns);
    level.rangeTable().set(level.rangeTable().indexOf(stored), entry);
    return new From(rel, List.of(entry));
  }

  private From visible(From from, Table table, boolean locked) {
    return new From(binding.policies().visible(from.rel, table, locked), from.entries);
  }

  private static void requirePopulated(Table table) {
    if (table.materialized() && !table.query().populated()) {
      throw new PgException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
              "materialized view \"" + table.name() + "\" has not been populated")
          .withHint("Use the REFRESH MATERIALIZED VIEW command.");
    }
  }

  /** Whether a scan of the table reads other tables too, or instead. */
  boolean hasDescendants(Table table) {
    return table.partitioned() || !binding.context().catalog().children(table.oid()).isEmpty();
  }

  /** The rows of a table and of those that inherit from it, as the table has its columns. */
  private From inherited(Table table, Alias alias, String schema, boolean keyed, QueryLevel level) {
    String name = alias == null ? table.name() : alias.aliasname();
    RelNode rel =
        VirtualColumns.computed(
            binding,
            table,
            new InheritedScan(binding.context(), binding.cluster(), table, name, keyed).rel());
    int width = table.columns().size();
    RangeEntry entry =
        entry(table, table, rel, alias, schema, keyed ? width : -1)
            .withTableOid(RexInputRef.of(keyed ? width + 1 : width, rel.getRowType()));
    level.rangeTable().add(entry);
    return new From(rel, List.of(entry));
  }

  /**
   * The target of a MERGE whose rows are in several tables: behind its columns come the row's key
   * and the oid of its table.
   */
  From inheritedTarget(Table table, Alias alias, QueryLevel level) {
    String name = alias == null ? table.name() : alias.aliasname();
    RelNode rel = new InheritedScan(binding.context(), binding.cluster(), table, name, true).rel();
    int key = table.columns().size();
    RangeEntry entry =
        VirtualColumns.expanded(
                binding, table, entry(table, table, rel, alias, schemaName(table), key))
            .withTableOid(RexInputRef.of(key + 1, rel.getRowType()));
    level.rangeTable().add(entry);
    return new From(rel, List.of(entry));
  }

  /**
   * A scan of one table that is reached through the name of another, whose columns it shows: the
   * target of an UPDATE or DELETE. The row key is among the fields.
   */
  From target(Table member, Table shown, Alias alias, QueryLevel level) {
    Relation behind = binding.context().catalog().behind(member);
    if (behind instanceof View || behind instanceof ComputedRelation) {
      return target(behind, shown, alias, level);
    }
    String name = alias == null ? member.name() : alias.aliasname();
    PgTable table = new PgTable(member, name, true, binding.context().sizes());
    RelNode rel = table.scan(binding.cluster());
    RangeEntry entry =
        VirtualColumns.expanded(
            binding,
            shown,
            entry(shown, member, rel, alias, schemaName(shown), table.rowKeyIndex()));
    level.rangeTable().add(entry);
    return new From(rel, List.of(entry));
  }

  /**
   * The rows of what changes its rows by itself: a view with INSTEAD OF triggers, a root. The row
   * key is NULL.
   */
  private From target(Relation behind, Table shown, Alias alias, QueryLevel level) {
    RangeVar name = new RangeVar(null, schemaName(behind), behind.name(), true, 'p', null, -1);
    QueryLevel inner = new QueryLevel(WithNames.NONE);
    RelNode rows =
        (behind instanceof View view
                ? view(view, name, inner, Locking.NONE)
                : scan(behind, null, schemaName(behind), false, inner))
            .rel();
    List<RexNode> nodes = new ArrayList<>();
    for (int i = 0; i < rows.getRowType().getFieldCount(); i++) {
      nodes.add(RexInputRef.of(i, rows.getRowType()));
    }
    nodes.add(binding.constants().of(Types.BYTEA, -1, null));
    List<String> names = new ArrayList<>(rows.getRowType().getFieldNames());
    names.add("$key");
    RelNode rel =
        LogicalProject.create(rows, List.of(), nodes, SelectBinder.unique(names), Set.of());
    RangeEntry entry = entry(shown, shown, rel, alias, schemaName(shown), nodes.size() - 1);
    level.rangeTable().add(entry);
    return new From(rel, List.of(entry));
  }

  private String schemaName(Relation relation) {
    return binding.context().catalog().schemaName(relation.schema());
  }

  /** The relation that a name means; 42P01 when there is none. */
  Relation relation(RangeVar name) {
    if (name.catalogname() != null
        && !name.catalogname().equals(binding.context().catalog().database().name())) {
      throw Errors.at(
          name.location(),
          SqlState.FEATURE_NOT_SUPPORTED,
          "cross-database references are not implemented: \""
              + String.join(".", name.catalogname(), name.schemaname(), name.relname())
              + "\"");
    }
    return find(name)
        .orElseThrow(
            () -> MissingNames.relation(name.schemaname(), name.relname(), name.location()));
  }

  private java.util.Optional<Relation> find(RangeVar name) {
    if (name.schemaname() == null) {
      return binding.context().relation(name.relname());
    }
    return binding
        .context()
        .schema(name.schemaname())
        .flatMap(
            schema -> {
              binding.context().checkUsage(schema, name.location());
              return binding.context().catalog().relation(schema.oid(), name.relname());
            });
  }

  /** A scan of the relation and its entry. */
  From scan(Relation relation, Alias alias, String schema, boolean rowKey, QueryLevel level) {
    String name = alias == null ? relation.name() : alias.aliasname();
    PgTable table = new PgTable(relation, name, rowKey, binding.context().sizes());
    RelNode rel = table.scan(binding.cluster());
    int key = rowKey ? table.rowKeyIndex() : -1;
    RangeEntry entry = entry(relation, relation, rel, alias, schema, key);
    level.rangeTable().add(entry);
    return new From(rel, List.of(entry));
  }

  /**
   * The columns of {@code shown} in a row that begins with those of {@code scanned}, which has all
   * of them.
   */
  private static RangeEntry entry(
      Relation shown, Relation scanned, RelNode rel, Alias alias, String schema, int rowKey) {
    String name = alias == null ? shown.name() : alias.aliasname();
    List<String> names = renamed(name, shown.columns().stream().map(Column::name).toList(), alias);
    List<EntryColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Column column = shown.columns().get(i);
      int position = shown.equals(scanned) ? i : scanned.columnIndex(column.name());
      columns.add(
          new EntryColumn(
              names.get(i),
              RexInputRef.of(position, rel.getRowType()),
              shown.oid(),
              column.attnum()));
    }
    return new RangeEntry(
        name,
        alias == null ? schema : null,
        scanned,
        columns,
        true,
        true,
        false,
        true,
        false,
        rowKey);
  }

  /** Column names with those of an alias in front; 42P10 when it has too many. */
  static List<String> renamed(String name, List<String> columns, Alias alias) {
    if (alias == null || alias.colnames().isEmpty()) {
      return columns;
    }
    List<String> names = alias.colnames();
    if (names.size() > columns.size()) {
      throw new PgException(
          SqlState.INVALID_COLUMN_REFERENCE,
          "table \""
              + name
              + "\" has "
              + columns.size()
              + " columns available but "
              + names.size()
              + " columns specified");
    }
    List<String> result = new ArrayList<>(names);
    result.addAll(columns.subList(names.size(), columns.size()));
    return result;
  }

  private From with(WithNames.Entry cte, RangeVar name, QueryLevel level) {
    if (cte.forbidden != null) {
      throw Errors.at(name.location(), SqlState.INVALID_RECURSION, cte.forbidden);
    }
    if (cte.row == null) {
      throw Errors.at(
          name.location(),
          SqlState.UNDEFINED_TABLE,
          "WITH query \"" + cte.tree.ctename() + "\" does not have a RETURNING clause");
    }
    RelNode rel =
        cte.workTable >= 0
            ? new PgWorkTableScan(binding.cluster(), cte.row, cte.workTable, cte.tree.ctename())
            : new PgCteScan(binding.cluster(), cte.row, cte.number, cte.tree.ctename());
    return named(rel, cte.columns, cte.tree.ctename(), name.alias(), level);
  }

  /** An entry over a query's columns. */
  From named(
      RelNode rel,
      List<Query.Column> queryColumns,
      String defaultName,
      Alias alias,
      QueryLevel level) {
    String name = alias == null ? defaultName : alias.aliasname();
    List<String> names =
        renamed(name, queryColumns.stream().map(Query.Column::name).toList(), alias);
    RelDataType row = rel.getRowType();
    List<EntryColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Query.Column origin = queryColumns.get(i);
      columns.add(
          new EntryColumn(
              names.get(i), RexInputRef.of(i, row), origin.tableOid(), origin.attnum()));
    }
    RangeEntry entry =
        new RangeEntry(name, null, null, columns, name != null, true, false, true, false, -1);
    level.rangeTable().add(entry);
    return new From(rel, List.of(entry));
  }

  private From view(View view, RangeVar name, QueryLevel level, Locking locking) {
    if (locking.wantsRowKey(name.alias() == null ? name.relname() : name.alias().aliasname())) {
      binding.needs().relation(view, Privilege.UPDATE);
    }
    BindContext inner = binding.context().withSearchPath(view.searchPath());
    SelectStmt select = (SelectStmt) Parser.parse(view.query()).getFirst().stmt();
    SelectStmt locked =
        locking.pushInto(select, name.alias() == null ? name.relname() : name.alias().aliasname());
    Query query =
        binding
            .needs()
            .as(
                view.securityInvoker() ? binding.needs().role() : view.owner(),
                () ->
                    binding.within(
                        inner, () -> binding.queries().bind(locked, null, WithNames.NONE, true)));
    List<Query.Column> columns = new ArrayList<>();
    for (Column column : view.columns()) {
      columns.add(new Query.Column(column.name(), view.oid(), column.attnum()));
    }
    RelNode rel =
        view.securityBarrier()
            ? new PgSecurityBarrier(binding.cluster(), query.rel())
            : query.rel();
    From from = named(rel, columns, view.name(), name.alias(), level);
    RangeEntry plain = from.entries.getFirst();
    RangeEntry entry =
        new RangeEntry(
            plain.alias(),
            name.alias() == null ? schemaName(view) : null,
            view,
            plain.columns(),
            true,
            true,
            false,
            true,
            false,
            -1);
    level.rangeTable().remove(plain);
    level.rangeTable().add(entry);
    return new From(rel, List.of(entry));
  }

  private From subQuery(
      RangeSubselect item, Scope lateral, Scope outer, QueryLevel level, Locking locking) {
    Scope parent =
        item.lateral()
            ? lateral
            : new Scope(
                outer,
                level,
                ExpressionKind.FROM_SUBSELECT,
                List.of(),
                PgValues.oneRow(binding.cluster()).getRowType());
    SelectStmt select =
        item.alias() == null
            ? locking.pushInto(item.subquery(), null)
            : locking.pushInto(item.subquery(), item.alias().aliasname());
    Query query = binding.queries().bind(select, parent, level.with(), true);
    return named(query.rel(), query.columns(), null, item.alias(), level);
  }

  /** The entry's columns as they are in a longer row, at an offset. */
  static RangeEntry shifted(RangeEntry entry, int offset, RelDataType row) {
    List<EntryColumn> columns = new ArrayList<>();
    for (EntryColumn column : entry.columns()) {
      columns.add(
          new EntryColumn(
              column.name(),
              Shift.by(column.expression(), offset, row),
              column.tableOid(),
              column.attnum()));
    }
    return entry.withColumns(
        columns,
        entry.rowKey() < 0 ? -1 : entry.rowKey() + offset,
        entry.tableOid() == null ? null : Shift.by(entry.tableOid(), offset, row));
  }

  /** Names of a row's fields. */
  static List<String> names(RelDataType row) {
    return row.getFieldList().stream().map(RelDataTypeField::getName).toList();
  }

  static RexNode field(int index, RelDataType row) {
    return RexInputRef.of(index, row);
  }
}
