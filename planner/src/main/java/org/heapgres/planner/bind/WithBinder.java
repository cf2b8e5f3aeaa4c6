package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.heapgres.planner.parse.tree.Clause.CTEMaterialize;
import org.heapgres.planner.parse.tree.Clause.CommonTableExpr;
import org.heapgres.planner.parse.tree.Clause.WithClause;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Statement.SetOperation;
import org.heapgres.planner.rel.PgRecursiveUnion;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.SqlState;

/** WITH queries (manual, 7.8). Each is bound once; {@link CteInliner} decides what is evaluated. */
final class WithBinder {
  private final Binding binding;

  WithBinder(Binding binding) {
    this.binding = binding;
  }

  /** {@code clause} null for none. */
  WithNames bind(WithClause clause, Scope outer, WithNames outerNames) {
    if (clause == null) {
      return outerNames;
    }
    WithNames names = new WithNames(outerNames);
    for (CommonTableExpr cte : clause.ctes()) {
      if (names.defines(cte.ctename())) {
        throw Errors.at(
            cte.location(),
            SqlState.DUPLICATE_ALIAS,
            "WITH query name \"" + cte.ctename() + "\" specified more than once");
      }
      bind(cte, clause.recursive(), outer, names);
    }
    return names;
  }

  private void bind(CommonTableExpr written, boolean recursive, Scope outer, WithNames names) {
    CommonTableExpr cte =
        written.searchClause() == null && written.cycleClause() == null
            ? written
            : searched(written, recursive, outer, names);
    WithNames.Entry entry = new WithNames.Entry(cte, binding.nextNumber());
    if (recursive
        && cte.ctequery() instanceof SelectStmt select
        && References.to(cte.ctename(), select)) {
      names.add(entry);
      recursive(entry, select, outer, names);
      return;
    }
    BoundStatement statement;
    switch (cte.ctequery()) {
      case SelectStmt select -> {
        Query query = binding.queries().bind(select, outer, names, true);
        describe(entry, query.rel().getRowType(), query.columns());
        statement =
            new BoundStatement.BoundQuery(query.rel(), Binder.output(query), List.of(), false);
      }
      case Statement.InsertStmt change -> statement = change(entry, change, outer, names);
      case Statement.UpdateStmt change -> statement = change(entry, change, outer, names);
      case Statement.DeleteStmt change -> statement = change(entry, change, outer, names);
      case Statement.MergeStmt change -> statement = change(entry, change, outer, names);
      default -> throw Errors.notSupported(cte.location(), "this WITH query");
    }
    binding.ctes().add(new BoundCte(entry.number, cte.ctename(), statement));
    keepIfAsked(entry);
    names.add(entry);
  }

  /** With what SEARCH and CYCLE mean written out. */
  private CommonTableExpr searched(
      CommonTableExpr cte, boolean recursive, Scope outer, WithNames names) {
    if (!recursive
        || !(cte.ctequery() instanceof SelectStmt select)
        || select.op() != SetOperation.SETOP_UNION
        || !References.to(cte.ctename(), select)) {
      throw Errors.at(cte.location(), SqlState.SYNTAX_ERROR, "WITH query is not recursive");
    }
    WithNames inner = binding.queries().with().bind(select.withClause(), outer, names);
    Query first = binding.queries().bind(select.larg(), outer, inner, true);
    List<String> columns = new ArrayList<>(cte.aliascolnames());
    first.columns().stream().skip(columns.size()).map(Query.Column::name).forEach(columns::add);
    return SearchCycle.expanded(cte, columns);
  }

  private void keepIfAsked(WithNames.Entry entry) {
    if (entry.tree.ctematerialized() == CTEMaterialize.CTEMaterializeAlways) {
      binding.materialize(entry.number);
    }
  }

  private BoundStatement change(
      WithNames.Entry entry, Statement change, Scope outer, WithNames names) {
    if (outer != null) {
      throw Errors.at(
          entry.tree.location(),
          SqlState.FEATURE_NOT_SUPPORTED,
          "WITH clause containing a data-modifying statement must be at the top level");
    }
    BoundStatement.BoundChange bound = binding.changes().bind(change, names);
    RelNode returning = bound.parts().getFirst().returning();
    if (returning != null) {
      List<Query.Column> columns = new ArrayList<>();
      bound
          .columns()
          .forEach(
              column ->
                  columns.add(new Query.Column(column.name(), column.tableOid(), column.attnum())));
      describe(entry, returning.getRowType(), columns);
    }
    return bound;
  }

  private void describe(WithNames.Entry entry, RelDataType row, List<Query.Column> columns) {
    int declared = entry.tree.aliascolnames().size();
    if (declared > columns.size()) {
      throw Errors.at(
          entry.tree.location(),
          SqlState.INVALID_COLUMN_REFERENCE,
          "WITH query \""
              + entry.tree.ctename()
              + "\" has "
              + columns.size()
              + " columns available but "
              + declared
              + " columns specified");
    }
    List<String> names =
        FromBinder.renamed(
            entry.tree.ctename(),
            columns.stream().map(Query.Column::name).toList(),
            entry.tree.aliascolnames().isEmpty()
                ? null
                : new org.heapgres.planner.parse.tree.Clause.Alias(
                    entry.tree.ctename(), entry.tree.aliascolnames()));
    List<Query.Column> described = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      described.add(
          new Query.Column(names.get(i), columns.get(i).tableOid(), columns.get(i).attnum()));
    }
    entry.row = row;
    entry.columns = described;
  }

  private void recursive(WithNames.Entry entry, SelectStmt select, Scope outer, WithNames names) {
    String name = entry.tree.ctename();
    if (select.op() != SetOperation.SETOP_UNION) {
      throw Errors.at(
          entry.tree.location(),
          SqlState.INVALID_RECURSION,
          "recursive query \""
              + name
              + "\" does not have the form non-recursive-term UNION [ALL] recursive-term");
    }
    if (!select.sortClause().isEmpty()) {
      throw unsupported("ORDER BY in a recursive query is not implemented", entry);
    }
    if (select.limitOffset() != null) {
      throw unsupported("OFFSET in a recursive query is not implemented", entry);
    }
    if (select.limitCount() != null) {
      throw unsupported("LIMIT in a recursive query is not implemented", entry);
    }
    WithNames inner = binding.queries().with().bind(select.withClause(), outer, names);
    entry.forbidden =
        "recursive reference to query \""
            + name
            + "\" must not appear within its non-recursive term";
    Query seed = binding.queries().bind(select.larg(), outer, inner, true);
    RelDataTypeFactory.Builder row = binding.cluster().getTypeFactory().builder();
    for (RelDataTypeField field : seed.rel().getRowType().getFieldList()) {
      PgRelType type = PgRelType.of(field.getType());
      row.add(field.getName(), PgTypeFactory.INSTANCE.type(type.type(), type.typmod(), true));
    }
    RelDataType rowType = row.build();
    describe(entry, rowType, seed.columns());
    entry.forbidden = null;
    entry.workTable = entry.number;
    Query step = binding.queries().bind(select.rarg(), outer, inner, false);
    entry.workTable = -1;
    if (step.columns().size() != seed.columns().size()) {
      throw Errors.at(
          -1, SqlState.SYNTAX_ERROR, "each UNION query must have the same number of columns");
    }
    RelNode converted = checkedStep(step, rowType, name, select.larg());
    RelNode union =
        new PgRecursiveUnion(
            binding.cluster(), seed.rel(), converted, entry.number, select.all(), rowType);
    Query query = new Query(union, entry.columns);
    binding
        .ctes()
        .add(
            new BoundCte(
                entry.number,
                name,
                new BoundStatement.BoundQuery(union, Binder.output(query), List.of(), false)));
    keepIfAsked(entry);
  }

  private RelNode checkedStep(Query step, RelDataType row, String name, SelectStmt seed) {
    List<PgType> types = new ArrayList<>();
    List<Integer> typmods = new ArrayList<>();
    for (int i = 0; i < row.getFieldCount(); i++) {
      PgRelType wanted = PgRelType.of(row.getFieldList().get(i).getType());
      PgType actual = PgRelType.of(step.rel().getRowType().getFieldList().get(i).getType()).type();
      types.add(wanted.type());
      typmods.add(wanted.typmod());
      if (!binding.coercion().can(actual, wanted.type(), CoercionContext.IMPLICIT)) {
        throw Errors.at(
                SetOperationBinder.location(seed, i),
                SqlState.DATATYPE_MISMATCH,
                "recursive query \""
                    + name
                    + "\" column "
                    + (i + 1)
                    + " has type "
                    + wanted.type().formatted(wanted.typmod())
                    + " in non-recursive term but type "
                    + actual.formatted(-1)
                    + " overall")
            .withHint("Cast the output of the non-recursive term to the correct type.");
      }
    }
    return binding.queries().converted(step, types, typmods, CoercionContext.IMPLICIT).rel();
  }

  private static org.heapgres.storage.PgException unsupported(
      String message, WithNames.Entry entry) {
    return Errors.at(entry.tree.location(), SqlState.FEATURE_NOT_SUPPORTED, message);
  }
}
