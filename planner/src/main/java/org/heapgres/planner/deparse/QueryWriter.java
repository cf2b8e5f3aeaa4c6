package org.heapgres.planner.deparse;

import java.util.List;
import java.util.stream.Collectors;
import org.heapgres.planner.bind.Meaning;
import org.heapgres.planner.bind.Meaning.ColumnUse;
import org.heapgres.planner.bind.Meaning.Item;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Clause.CommonTableExpr;
import org.heapgres.planner.parse.tree.Clause.GroupingSet;
import org.heapgres.planner.parse.tree.Clause.LockingClause;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.SortByDir;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.Statement.LimitOption;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Statement.SetOperation;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.JoinExpr;
import org.heapgres.planner.parse.tree.TableReference.RangeFunction;
import org.heapgres.planner.parse.tree.TableReference.RangeSubselect;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.IntegerValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.storage.PgException;

/** Writes a SELECT, clause by clause. One query; inner ones have writers of their own. */
final class QueryWriter {
  private final Deparser deparser;
  private final Meaning meaning;
  private final Layout layout;
  private final boolean inner;

  /**
   * @param inner whether another query is around it: then all columns are qualified
   */
  QueryWriter(Deparser deparser, Meaning meaning, Layout layout, boolean inner) {
    this.deparser = deparser;
    this.meaning = meaning;
    this.layout = layout;
    this.inner = inner;
  }

  /**
   * The whole query.
   *
   * @param columns names that the result is known by from outside; null for its own
   */
  void write(SelectStmt query, List<String> columns) {
    write(query, columns, true);
  }

  /** {@code named}: whether the names of the result are seen from outside. */
  void write(SelectStmt query, List<String> columns, boolean named) {
    if (query.withClause() != null) {
      with(query);
    }
    boolean qualified = inner || rangeTableSize(query) != 1;
    ExpressionWriter expressions = new ExpressionWriter(deparser, meaning, layout, qualified);
    if (query.op() != SetOperation.SETOP_NONE) {
      setOperation(query, columns);
    } else {
      basic(query, columns, named, expressions);
    }
    if (!query.sortClause().isEmpty()) {
      layout.keyword(" ORDER BY ", -Layout.STANDARD, Layout.STANDARD, 1);
      order(query.sortClause(), query, expressions);
    }
    limit(query, expressions);
    for (LockingClause lock : query.lockingClause()) {
      locking(lock);
    }
  }

  /** How many sources of columns there are, joins counted too. */
  private static int rangeTableSize(SelectStmt query) {
    if (query.op() != SetOperation.SETOP_NONE) {
      return 2;
    }
    return query.fromClause().stream().mapToInt(QueryWriter::size).sum();
  }

  private static int size(TableReference item) {
    return item instanceof JoinExpr join ? 1 + size(join.larg()) + size(join.rarg()) : 1;
  }

  private void with(SelectStmt query) {
    layout.indent(Layout.STANDARD);
    layout.add(" ");
    String separator = query.withClause().recursive() ? "WITH RECURSIVE " : "WITH ";
    for (CommonTableExpr cte : query.withClause().ctes()) {
      layout.add(separator).add(Deparser.quote(cte.ctename()));
      if (!cte.aliascolnames().isEmpty()) {
        layout.add("(").add(names(cte.aliascolnames())).add(")");
      }
      layout.add(" AS ");
      switch (cte.ctematerialized()) {
        case CTEMaterializeAlways -> layout.add("MATERIALIZED ");
        case CTEMaterializeNever -> layout.add("NOT MATERIALIZED ");
        case CTEMaterializeDefault -> {}
      }
      layout.add("(");
      layout.keyword("", 0, 0, 0);
      if (!(cte.ctequery() instanceof SelectStmt select)
          || cte.searchClause() != null
          || cte.cycleClause() != null) {
        throw PgException.notSupported("showing such a WITH query");
      }
      nested().write(select, null);
      layout.keyword("", 0, 0, 0);
      layout.add(")");
      separator = ", ";
    }
    layout.indent(-Layout.STANDARD);
    layout.keyword("", 0, 0, 0);
  }

  /** For a query inside of this one, at this place. */
  private QueryWriter nested() {
    return new QueryWriter(deparser, meaning, new Layout(layout.out(), layout.level()), true);
  }

  static String names(List<String> names) {
    return names.stream().map(Deparser::quote).collect(Collectors.joining(", "));
  }

  private void basic(
      SelectStmt query, List<String> columns, boolean named, ExpressionWriter expressions) {
    layout.indent(Layout.STANDARD);
    layout.add(" ");
    if (!query.valuesLists().isEmpty()) {
      values(query, expressions);
      return;
    }
    layout.add("SELECT");
    if (query.distinctClause() != null) {
      layout.add(" DISTINCT");
      String separator = " ON (";
      for (Expression on : query.distinctClause().on()) {
        layout.add(separator);
        expressions.sortItem(resolved(on, query, true));
        separator = ", ";
      }
      layout.add(query.distinctClause().on().isEmpty() ? "" : ")");
    }
    targets(query, columns, named, expressions);
    from(query, expressions);
    if (query.whereClause() != null) {
      layout.keyword(" WHERE ", -Layout.STANDARD, Layout.STANDARD, 1);
      expressions.topLevel(query.whereClause());
    }
    if (!query.groupClause().isEmpty()) {
      layout.keyword(" GROUP BY ", -Layout.STANDARD, Layout.STANDARD, 1);
      layout.add(query.groupDistinct() ? "DISTINCT " : "");
      String separator = "";
      for (Expression item : query.groupClause()) {
        layout.add(separator);
        group(item, query, expressions);
        separator = ", ";
      }
    }
    if (query.havingClause() != null) {
      layout.keyword(" HAVING ", -Layout.STANDARD, Layout.STANDARD, 0);
      expressions.topLevel(query.havingClause());
    }
    String separator = null;
    for (WindowDef window : query.windowClause()) {
      if (separator == null) {
        layout.keyword(" WINDOW ", -Layout.STANDARD, Layout.STANDARD, 1);
      } else {
        layout.add(separator);
      }
      layout.add(Deparser.quote(window.name())).add(" AS ");
      expressions.window(window);
      separator = ", ";
    }
  }

  private void group(Expression item, SelectStmt query, ExpressionWriter expressions) {
    if (!(item instanceof GroupingSet set)) {
      expressions.sortItem(resolved(item, query, false));
      return;
    }
    layout.add(
        switch (set.kind()) {
          case GROUPING_SET_EMPTY -> "()";
          case GROUPING_SET_SIMPLE -> "";
          case GROUPING_SET_ROLLUP -> "ROLLUP(";
          case GROUPING_SET_CUBE -> "CUBE(";
          case GROUPING_SET_SETS -> "GROUPING SETS (";
        });
    String separator = "";
    for (Expression part : set.content()) {
      layout.add(separator);
      boolean simple =
          set.kind() == org.heapgres.planner.parse.tree.Clause.GroupingSetKind.GROUPING_SET_SETS
              && !(part instanceof GroupingSet)
              && !(part instanceof Expression.RowExpr);
      layout.add(simple ? "(" : "");
      group(part, query, expressions);
      layout.add(simple ? ")" : "");
      separator = ", ";
    }
    layout.add(set.kind().name().matches(".*(ROLLUP|CUBE|SETS)") ? ")" : "");
  }

  private void values(SelectStmt query, ExpressionWriter expressions) {
    layout.add("VALUES ");
    String separator = "";
    for (List<Expression> row : query.valuesLists()) {
      layout.add(separator).add("(");
      String comma = "";
      for (Expression value : row) {
        layout.add(comma);
        expressions.topLevel(value);
        comma = ",";
      }
      layout.add(")");
      separator = ", ";
    }
  }

  private void targets(
      SelectStmt query, List<String> columns, boolean named, ExpressionWriter expressions) {
    boolean multiline = false;
    int number = 0;
    layout.add(" ");
    for (Item item : meaning.targets(query.targetList())) {
      if (number > 0) {
        layout.add(", ");
      }
      StringBuilder text = new StringBuilder();
      String own =
          expressions.into(new Layout(text, layout.level())).target(item.tree(), item.node());
      String wanted =
          columns == null || number >= columns.size() ? item.name() : columns.get(number);
      boolean shown = own == null ? named || !wanted.equals("?column?") : !own.equals(wanted);
      if (shown) {
        text.append(" AS ").append(Deparser.quote(wanted));
      }
      boolean leading = !text.isEmpty() && text.charAt(0) == '\n';
      if (leading) {
        layout.trim();
      } else if (number > 0) {
        layout.keyword("", -Layout.STANDARD, Layout.STANDARD, Layout.VARIABLE);
      }
      multiline = text.indexOf("\n", leading ? 1 : 0) >= 0;
      layout.add(text.toString());
      number++;
    }
    if (multiline) {
      layout.add("");
    }
  }

  private void from(SelectStmt query, ExpressionWriter expressions) {
    boolean first = true;
    for (TableReference item : query.fromClause()) {
      if (first) {
        layout.keyword(" FROM ", -Layout.STANDARD, Layout.STANDARD, 2);
        item(item, layout, expressions);
        first = false;
        continue;
      }
      layout.add(", ");
      StringBuilder text = new StringBuilder();
      item(item, new Layout(text, layout.level()), expressions);
      if (!text.isEmpty() && text.charAt(0) == '\n') {
        layout.trim();
      } else {
        layout.keyword("", -Layout.STANDARD, Layout.STANDARD, Layout.VARIABLE);
      }
      layout.add(text.toString());
    }
  }

  private void item(TableReference item, Layout at, ExpressionWriter expressions) {
    switch (item) {
      case RangeVar table -> {
        Relation relation = meaning.relation(table);
        String name = relation == null ? Deparser.quote(table.relname()) : deparser.name(relation);
        at.add(table.inh() ? "" : "ONLY ").add(name);
        Relation now =
            relation == null ? null : deparser.catalog().relation(relation.oid()).orElse(relation);
        String plain = now == null ? table.relname() : now.name();
        if (table.alias() != null
            && (!table.alias().aliasname().equals(plain) || !table.alias().colnames().isEmpty())) {
          alias(table.alias(), at);
        }
      }
      case RangeSubselect query -> {
        at.add(query.lateral() ? "LATERAL (" : "(");
        new QueryWriter(deparser, meaning, new Layout(at.out(), at.level()), true)
            .write(query.subquery(), null);
        at.add(")");
        alias(query.alias() == null ? new Alias("unnamed_subquery", List.of()) : query.alias(), at);
      }
      case RangeFunction function -> function(function, at, expressions);
      case JoinExpr join -> join(join, at, expressions);
      default -> throw PgException.notSupported("showing " + item.getClass().getSimpleName());
    }
  }

  private static void alias(Alias alias, Layout at) {
    at.add(" ").add(Deparser.quote(alias.aliasname()));
    if (!alias.colnames().isEmpty()) {
      at.add("(").add(names(alias.colnames())).add(")");
    }
  }

  private void function(RangeFunction function, Layout at, ExpressionWriter expressions) {
    if (function.isRowsfrom() || !function.coldeflist().isEmpty()) {
      throw PgException.notSupported("showing ROWS FROM or a column definition list");
    }
    at.add(function.lateral() ? "LATERAL " : "");
    Expression call = function.functions().getFirst().function();
    expressions.into(at).topLevel(call);
    at.add(function.ordinality() ? " WITH ORDINALITY" : "");
    String name =
        function.alias() != null
            ? function.alias().aliasname()
            : call instanceof FuncCall named ? named.funcname().getLast() : "unnamed";
    List<String> columns =
        function.alias() != null && !function.alias().colnames().isEmpty()
            ? function.alias().colnames()
            : meaning.node(call) != null && ExpressionWriter.isScalar(meaning.node(call))
                ? function.ordinality() ? List.of(name, "ordinality") : List.of(name)
                : List.of();
    alias(new Alias(name, columns), at);
  }

  private void join(JoinExpr join, Layout at, ExpressionWriter expressions) {
    boolean parentheses = !deparser.pretty() || join.alias() != null;
    boolean onRight =
        deparser.pretty() && join.rarg() instanceof JoinExpr right && right.alias() == null;
    at.add(parentheses ? "(" : "");
    item(join.larg(), at, expressions);
    String words =
        switch (join.jointype()) {
          case JOIN_INNER ->
              join.quals() != null || join.isNatural() || !join.usingClause().isEmpty()
                  ? " JOIN "
                  : " CROSS JOIN ";
          case JOIN_LEFT -> " LEFT JOIN ";
          case JOIN_FULL -> " FULL JOIN ";
          case JOIN_RIGHT -> " RIGHT JOIN ";
        };
    if (join.isNatural()) {
      throw PgException.notSupported("showing NATURAL JOIN");
    }
    at.keyword(words, -Layout.STANDARD, Layout.STANDARD, Layout.JOIN);
    at.add(onRight ? "(" : "");
    item(join.rarg(), at, expressions);
    at.add(onRight ? ")" : "");
    if (!join.usingClause().isEmpty()) {
      at.add(" USING (").add(names(join.usingClause())).add(")");
      if (join.joinUsingAlias() != null) {
        at.add(" AS ").add(Deparser.quote(join.joinUsingAlias().aliasname()));
      }
    } else if (join.quals() != null) {
      at.add(deparser.pretty() ? " ON " : " ON (");
      expressions.into(at).topLevel(join.quals());
      at.add(deparser.pretty() ? "" : ")");
    }
    at.add(parentheses ? ")" : "");
    if (join.alias() != null) {
      alias(join.alias(), at);
    }
  }

  private void setOperation(SelectStmt query, List<String> columns) {
    branch(query.larg(), columns, !sameKind(query, query.larg()), true);
    layout.add(
        switch (query.op()) {
          case SETOP_UNION -> "UNION ";
          case SETOP_INTERSECT -> "INTERSECT ";
          default -> "EXCEPT ";
        });
    layout.add(query.all() ? "ALL " : "");
    branch(query.rarg(), columns == null ? names(query) : columns, true, false);
  }

  /** The names of the result: those of the leftmost branch. */
  private List<String> names(SelectStmt query) {
    SelectStmt leaf = query;
    while (leaf.larg() != null) {
      leaf = leaf.larg();
    }
    return meaning.targets(leaf.targetList()).stream().map(Item::name).toList();
  }

  private static boolean isPlainSetOperation(SelectStmt query) {
    return query.op() != SetOperation.SETOP_NONE && !hasClauses(query);
  }

  private static boolean hasClauses(SelectStmt query) {
    return query.withClause() != null
        || !query.sortClause().isEmpty()
        || query.limitCount() != null
        || query.limitOffset() != null
        || !query.lockingClause().isEmpty();
  }

  private static boolean sameKind(SelectStmt query, SelectStmt branch) {
    return query.op() == branch.op() && query.all() == branch.all();
  }

  private void branch(SelectStmt branch, List<String> columns, boolean apart, boolean left) {
    boolean nestedOperation = isPlainSetOperation(branch);
    boolean parentheses = nestedOperation && apart;
    int indent = parentheses ? Layout.STANDARD : 0;
    if (left) {
      if (parentheses) {
        layout.add("(");
        layout.keyword("", indent, 0, 0);
      }
      leaf(branch, columns, nestedOperation, true);
      layout.keyword(parentheses ? ") " : "", -indent, 0, 0);
    } else {
      layout.add(parentheses ? "(" : "");
      layout.keyword("", indent, 0, 0);
      leaf(branch, columns, nestedOperation, false);
      layout.indent(-indent);
      if (parentheses) {
        layout.keyword(")", 0, 0, 0);
      }
    }
  }

  private void leaf(
      SelectStmt branch, List<String> columns, boolean nestedOperation, boolean named) {
    if (nestedOperation) {
      setOperation(branch, columns);
      return;
    }
    boolean parentheses = hasClauses(branch);
    layout.add(parentheses ? "(" : "");
    nested().write(branch, columns, named);
    layout.add(parentheses ? ")" : "");
  }

  private void order(List<SortBy> items, SelectStmt query, ExpressionWriter expressions) {
    String separator = "";
    for (SortBy item : items) {
      layout.add(separator);
      if (query.op() != SetOperation.SETOP_NONE) {
        layout.add(Integer.toString(position(item.node(), query)));
      } else {
        expressions.sortItem(resolved(item.node(), query, true));
      }
      layout.add(direction(item));
      separator = ", ";
    }
  }

  private int position(Expression item, SelectStmt query) {
    SelectStmt leaf = query;
    while (leaf.larg() != null) {
      leaf = leaf.larg();
    }
    if (item instanceof A_Const constant && constant.val() instanceof IntegerValue(int number)) {
      return number;
    }
    String name = singleName(item);
    List<Item> items = meaning.targets(leaf.targetList());
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).name().equals(name)) {
        return i + 1;
      }
    }
    return 1;
  }

  static String direction(SortBy item) {
    boolean descending = item.sortbyDir() == SortByDir.SORTBY_DESC;
    String result = descending ? " DESC" : "";
    return switch (item.sortbyNulls()) {
      case SORTBY_NULLS_FIRST -> descending ? result : " NULLS FIRST";
      case SORTBY_NULLS_LAST -> descending ? result + " NULLS LAST" : result;
      case SORTBY_NULLS_DEFAULT -> result;
    };
  }

  private static String singleName(Expression item) {
    return item instanceof ColumnRef ref
            && ref.fields().size() == 1
            && ref.fields().getFirst() instanceof StringValue(String name)
        ? name
        : null;
  }

  /** What a number or a name of ORDER BY, GROUP BY or DISTINCT ON means in the select list. */
  private Expression resolved(Expression item, SelectStmt query, boolean outputFirst) {
    List<Item> items = meaning.targets(query.targetList());
    if (item instanceof A_Const constant && constant.val() instanceof IntegerValue(int number)) {
      return number <= items.size() && items.get(number - 1).tree() != null
          ? items.get(number - 1).tree()
          : item;
    }
    String name = singleName(item);
    if (name != null && (outputFirst || meaning.node(item) == null)) {
      for (Item target : items) {
        if (target.name().equals(name) && target.tree() != null) {
          return target.tree();
        }
      }
    }
    return item;
  }

  private void limit(SelectStmt query, ExpressionWriter expressions) {
    if (query.limitOffset() != null) {
      layout.keyword(" OFFSET ", -Layout.STANDARD, Layout.STANDARD, 0);
      expressions.plain(query.limitOffset());
    }
    if (query.limitCount() != null) {
      boolean ties = query.limitOption() == LimitOption.LIMIT_OPTION_WITH_TIES;
      layout.keyword(ties ? " FETCH FIRST " : " LIMIT ", -Layout.STANDARD, Layout.STANDARD, 0);
      expressions.plain(query.limitCount());
      layout.add(ties ? " ROWS WITH TIES" : "");
    }
  }

  private void locking(LockingClause lock) {
    layout.keyword(
        switch (lock.strength()) {
          case LCS_FORKEYSHARE -> " FOR KEY SHARE";
          case LCS_FORSHARE -> " FOR SHARE";
          case LCS_FORNOKEYUPDATE -> " FOR NO KEY UPDATE";
          default -> " FOR UPDATE";
        },
        -Layout.STANDARD,
        Layout.STANDARD,
        0);
    for (RangeVar relation : lock.lockedRels()) {
      layout.add(" OF ").add(Deparser.quote(relation.relname()));
    }
    switch (lock.waitPolicy()) {
      case LockWaitSkip -> layout.add(" SKIP LOCKED");
      case LockWaitError -> layout.add(" NOWAIT");
      case LockWaitBlock -> {}
    }
  }

  /** The name of a column as it is now. */
  static String column(ColumnUse use, Deparser deparser) {
    if (use.relation() == 0) {
      return use.name();
    }
    Relation before = deparser.context().catalog().relation(use.relation()).orElse(null);
    Relation now = deparser.catalog().relation(use.relation()).orElse(before);
    int at = before == null ? -1 : before.columnIndex(use.attnum());
    boolean own = at >= 0 && before.columns().get(at).name().equals(use.name());
    int position = own ? now.columnIndex(use.attnum()) : -1;
    return position < 0 ? use.name() : now.columns().get(position).name();
  }

  /** What qualifies a column now; null for a merged one. */
  static String qualifier(ColumnUse use, Deparser deparser) {
    return use.named() && use.relation() != 0
        ? deparser.catalog().relation(use.relation()).map(Relation::name).orElse(use.alias())
        : use.alias();
  }
}
