package org.heapgres.planner.deparse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.Meaning;
import org.heapgres.planner.bind.Meaning.ColumnUse;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_ArrayExpr;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.A_Expr;
import org.heapgres.planner.parse.tree.Expression.A_Indirection;
import org.heapgres.planner.parse.tree.Expression.BoolExpr;
import org.heapgres.planner.parse.tree.Expression.BoolExprType;
import org.heapgres.planner.parse.tree.Expression.BooleanTest;
import org.heapgres.planner.parse.tree.Expression.CaseExpr;
import org.heapgres.planner.parse.tree.Expression.CaseWhen;
import org.heapgres.planner.parse.tree.Expression.CoalesceExpr;
import org.heapgres.planner.parse.tree.Expression.CollateClause;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.Expression.GroupingFunc;
import org.heapgres.planner.parse.tree.Expression.MinMaxExpr;
import org.heapgres.planner.parse.tree.Expression.MinMaxOp;
import org.heapgres.planner.parse.tree.Expression.NamedArgExpr;
import org.heapgres.planner.parse.tree.Expression.NullTest;
import org.heapgres.planner.parse.tree.Expression.NullTestType;
import org.heapgres.planner.parse.tree.Expression.RowExpr;
import org.heapgres.planner.parse.tree.Expression.SQLValueFunction;
import org.heapgres.planner.parse.tree.Expression.SubLink;
import org.heapgres.planner.parse.tree.Expression.SubLinkType;
import org.heapgres.planner.parse.tree.Expression.TypeCast;
import org.heapgres.planner.parse.tree.FrameOptions;
import org.heapgres.planner.parse.tree.Indirection;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.rel.PgConstants;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;

/** Writes scalar expressions. What stands around an expression decides about parentheses. */
final class ExpressionWriter {
  /** What an expression stands in. */
  private record Around(Kind kind, String operator, BoolExprType logic, boolean first) {
    static final Around NOTHING = new Around(Kind.NOTHING, null, null, false);
    static final Around CAST = new Around(Kind.CAST, null, null, false);
    static final Around LIST = new Around(Kind.LIST, null, null, false);
    static final Around TEST = new Around(Kind.TEST, null, null, false);
  }

  private enum Kind {
    NOTHING,
    OPERATOR,
    LOGIC,
    CAST,
    TEST,
    /** Arguments and elements, with a comma or a bracket on both sides. */
    LIST
  }

  private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8");
  private static final Set<String> ACROSS_TYPES =
      Set.of("=", "<>", "<", ">", "<=", ">=", "+", "-", "*", "/");
  private static final Set<String> LOW = Set.of("+", "-");
  private static final Set<String> HIGH = Set.of("*", "/", "%");

  private final Deparser deparser;
  private final Meaning meaning;
  private final Layout layout;
  private final boolean qualified;

  /**
   * @param qualified whether columns are written with their table
   */
  ExpressionWriter(Deparser deparser, Meaning meaning, Layout layout, boolean qualified) {
    this.deparser = deparser;
    this.meaning = meaning;
    this.layout = layout;
    this.qualified = qualified;
  }

  /** The same at another place. */
  ExpressionWriter into(Layout other) {
    return new ExpressionWriter(deparser, meaning, other, qualified);
  }

  static boolean isScalar(RexNode node) {
    PgType type = PgRelType.of(node.getType()).type();
    return type.kind() != 'c' && !type.name().equals("record");
  }

  /** As a whole clause: a conversion by assignment around it is not written. */
  void topLevel(Expression e) {
    if (isLiteral(e)) {
      literal(e);
    } else {
      bare(e, Around.NOTHING);
    }
  }

  /** A count of LIMIT or OFFSET: the conversion to bigint is written, of constants not. */
  void plain(Expression e) {
    if (e instanceof A_Const constant && constant.val() != null) {
      literal(e);
    } else {
      write(e, Around.NOTHING);
    }
  }

  /**
   * A result column.
   *
   * @param tree null for one that a star stands for
   * @return the name it has by itself: a column's; null for any other
   */
  String target(Expression tree, RexNode node) {
    ColumnUse use = meaning.column(node);
    boolean isColumn = use != null && (tree == null || tree instanceof ColumnRef);
    if (isColumn) {
      column(use);
      return QueryWriter.column(use, deparser);
    }
    if (tree == null) {
      throw PgException.notSupported("showing the columns of a row");
    }
    topLevel(tree);
    return null;
  }

  /** An item of ORDER BY or GROUP BY. */
  void sortItem(Expression e) {
    if (e instanceof ColumnRef) {
      write(e, Around.NOTHING);
      return;
    }
    boolean parentheses = deparser.pretty() || e instanceof FuncCall;
    layout.add(parentheses ? "(" : "");
    write(e, Around.NOTHING);
    layout.add(parentheses ? ")" : "");
  }

  private static boolean isLiteral(Expression e) {
    return e instanceof A_Const;
  }

  private void write(Expression e, Around around) {
    RexNode node = meaning.node(e);
    List<PgRelType> types = node == null ? List.of() : meaning.conversions(node);
    if (isLiteral(e) && node != null && isUnknown(node) && !types.isEmpty()) {
      types = types.subList(1, types.size());
    }
    converted(e, types, types.size(), around);
  }

  private static boolean isUnknown(RexNode node) {
    return PgRelType.of(node.getType()).type().name().equals("unknown");
  }

  /** The expression within the first {@code count} of its conversions. */
  private void converted(Expression e, List<PgRelType> types, int count, Around around) {
    if (count == 0) {
      if (isLiteral(e)) {
        literal(e);
      } else {
        bare(e, around);
      }
      return;
    }
    PgRelType type = types.get(count - 1);
    boolean parentheses = deparser.pretty() && needsParentheses(e, Around.CAST);
    boolean outer = parentheses && around.kind != Kind.NOTHING && around.kind != Kind.LIST;
    layout.add(outer ? "(" : "").add(deparser.pretty() ? "" : "(");
    converted(e, types, count - 1, Around.CAST);
    layout.add(deparser.pretty() ? "" : ")").add("::" + format(type)).add(outer ? ")" : "");
  }

  private String format(PgRelType type) {
    return deparser.format(type.type(), type.typmod());
  }

  private void literal(Expression e) {
    RexNode node = meaning.node(e);
    if (node == null) {
      A_Const constant = (A_Const) e;
      layout.add(constant.isnull() ? "NULL" : constantText(constant));
      return;
    }
    constant(isUnknown(node) ? firstConversion(node) : node, true);
  }

  private static String constantText(A_Const constant) {
    return switch (constant.val()) {
      case org.heapgres.planner.parse.tree.Value.IntegerValue(int number) ->
          Integer.toString(number);
      case StringValue(String text) -> quoted(text);
      case org.heapgres.planner.parse.tree.Value.FloatValue(String text) -> text;
      case org.heapgres.planner.parse.tree.Value.BooleanValue(boolean truth) ->
          Boolean.toString(truth);
      default -> throw PgException.notSupported("showing such a constant");
    };
  }

  private static String quoted(String text) {
    String doubled = text.replace("'", "''");
    return text.indexOf('\\') >= 0
        ? "E'" + doubled.replace("\\", "\\\\") + "'"
        : "'" + doubled + "'";
  }

  /** As get_const_expr; {@code labelled} false leaves its type to what is around it. */
  private void constant(RexNode node, boolean labelled) {
    PgRelType type = PgRelType.of(node.getType());
    if (!PgConstants.isConstant(node)) {
      throw PgException.notSupported("showing such a constant");
    }
    Object datum = PgConstants.datum(node);
    if (datum == null) {
      layout.add("NULL");
      if (labelled && !type.type().name().equals("unknown")) {
        layout.add("::" + format(type));
      }
      return;
    }
    boolean byOid = deparser.kept() && type.type().name().startsWith("reg");
    String text = byOid ? datum.toString() : type.type().text(datum, deparser.context().settings());
    boolean label;
    switch (type.type().name()) {
      case "int4" -> {
        label = text.startsWith("-");
        layout.add(label ? quoted(text) : text);
      }
      case "numeric" -> {
        boolean plain = text.matches("[0-9].*") && text.matches(".*[.eE].*");
        layout.add(plain ? text : quoted(text));
        label = !plain || type.typmod() >= 0;
      }
      case "bool" -> {
        layout.add(text.equals("t") ? "true" : "false");
        label = false;
      }
      case "unknown" -> {
        layout.add(quoted(text));
        label = false;
      }
      default -> {
        layout.add(quoted(text));
        label = true;
      }
    }
    if (label && labelled) {
      layout.add("::" + format(type));
    }
  }

  private boolean needsParentheses(Expression e, Around around) {
    return switch (e) {
      case A_Expr operator -> operatorNeedsParentheses(operator, around);
      case BoolExpr logic ->
          switch (around.kind) {
            case NOTHING, LIST -> false;
            case LOGIC ->
                switch (logic.boolop()) {
                  case AND_EXPR, NOT_EXPR -> around.logic == BoolExprType.NOT_EXPR;
                  case OR_EXPR -> around.logic != BoolExprType.OR_EXPR;
                };
            case OPERATOR, CAST, TEST -> true;
          };
      case SubLink _, NullTest _, BooleanTest _ -> isOpen(around);
      case CollateClause _ -> around.kind != Kind.NOTHING && around.kind != Kind.LIST;
      default -> false;
    };
  }

  private static boolean isOpen(Around around) {
    return switch (around.kind) {
      case NOTHING, LIST, LOGIC -> false;
      case OPERATOR, CAST, TEST -> true;
    };
  }

  private static boolean operatorNeedsParentheses(A_Expr e, Around around) {
    if (OperatorWriter.isArrayTest(e)) {
      return around.kind != Kind.NOTHING && around.kind != Kind.LIST;
    }
    if (around.kind != Kind.OPERATOR) {
      return isOpen(around);
    }
    String own = e.name().isEmpty() ? "" : e.name().getLast();
    boolean low = LOW.contains(own);
    boolean high = HIGH.contains(own);
    boolean lowAround = LOW.contains(around.operator);
    boolean highAround = HIGH.contains(around.operator);
    if (!(low || high) || !(lowAround || highAround)) {
      return true;
    }
    if (high && lowAround) {
      return false;
    }
    return (low && highAround) || !around.first;
  }

  /** The expression without its conversions. */
  private void bare(Expression e, Around around) {
    boolean parentheses = deparser.pretty() && needsParentheses(e, around);
    layout.add(parentheses ? "(" : "");
    switch (e) {
      case A_Const constant -> literal(constant);
      case ColumnRef ref -> columnRef(ref);
      case A_Expr operator -> new OperatorWriter(this).write(operator);
      case TypeCast cast -> cast(cast);
      case CollateClause collate -> {
        open();
        write(collate.arg(), new Around(Kind.OPERATOR, "COLLATE", null, true));
        layout.add(" COLLATE ").add(deparser.collation(collate.collname()));
        close();
      }
      case FuncCall call -> new CallWriter(this).write(call);
      case A_Indirection indirection -> indirection(indirection);
      case A_ArrayExpr array -> {
        layout.add("ARRAY[");
        list(array.elements());
        layout.add("]");
        if (array.elements().isEmpty()) {
          layout.add("::" + format(PgRelType.of(meaning.node(array).getType())));
        }
      }
      case BoolExpr logic -> logic(logic);
      case SubLink link -> subLink(link);
      case CaseExpr choice -> choice(choice);
      case RowExpr row -> {
        layout.add("ROW(");
        list(row.args());
        layout.add(")");
      }
      case CoalesceExpr coalesce -> {
        layout.add("COALESCE(");
        list(coalesce.args());
        layout.add(")");
      }
      case MinMaxExpr extreme -> {
        layout.add(extreme.op() == MinMaxOp.IS_GREATEST ? "GREATEST(" : "LEAST(");
        list(extreme.args());
        layout.add(")");
      }
      case SQLValueFunction value -> valueFunction(value);
      case NullTest test -> {
        open();
        write(test.arg(), Around.TEST);
        layout.add(test.nulltesttype() == NullTestType.IS_NULL ? " IS NULL" : " IS NOT NULL");
        close();
      }
      case BooleanTest test -> {
        open();
        write(test.arg(), Around.TEST);
        layout.add(" " + test.booltesttype().name().replace('_', ' '));
        close();
      }
      case GroupingFunc grouping -> {
        layout.add("GROUPING(");
        list(grouping.args());
        layout.add(")");
      }
      case NamedArgExpr named -> {
        layout.add(Deparser.quote(named.name())).add(" => ");
        write(named.arg(), Around.LIST);
      }
      default -> throw PgException.notSupported("showing " + e.getClass().getSimpleName());
    }
    layout.add(parentheses ? ")" : "");
  }

  Layout layout() {
    return layout;
  }

  Meaning meaning() {
    return meaning;
  }

  Deparser deparser() {
    return deparser;
  }

  /** Parentheses that are only left out when the text is to be pretty. */
  void open() {
    layout.add(deparser.pretty() ? "" : "(");
  }

  void close() {
    layout.add(deparser.pretty() ? "" : ")");
  }

  void operand(Expression e, String operator, boolean first) {
    Around around = new Around(Kind.OPERATOR, operator, null, first);
    RexNode node = meaning.node(e);
    if (ACROSS_TYPES.contains(operator) && node != null && isWidening(node)) {
      converted(e, List.of(), 0, around);
    } else {
      write(e, around);
    }
  }

  /** PostgreSQL has these operators for each pair of integer types, so nothing is converted. */
  private boolean isWidening(RexNode node) {
    List<PgRelType> types = meaning.conversions(node);
    return !types.isEmpty()
        && INTEGERS.contains(PgRelType.of(node.getType()).type().name())
        && types.stream().allMatch(type -> INTEGERS.contains(type.type().name()));
  }

  void argument(Expression e) {
    write(e, Around.LIST);
  }

  /** An argument whose conversion the syntax implies. */
  void unconverted(Expression e) {
    if (isLiteral(e)) {
      literal(e);
    } else {
      bare(e, Around.LIST);
    }
  }

  /** An operand whose conversion reading it again brings back. */
  void asWritten(Expression e) {
    if (e instanceof A_Const constant && !constant.isnull()) {
      layout.add(constantText(constant));
    } else {
      bare(e, Around.LIST);
    }
  }

  void list(List<Expression> items) {
    String separator = "";
    for (Expression item : items) {
      layout.add(separator);
      argument(item);
      separator = ", ";
    }
  }

  private void column(ColumnUse use) {
    String qualifier = qualified ? QueryWriter.qualifier(use, deparser) : null;
    layout
        .add(qualifier == null ? "" : Deparser.quote(qualifier) + ".")
        .add(Deparser.quote(QueryWriter.column(use, deparser)));
  }

  private void columnRef(ColumnRef ref) {
    RexNode node = meaning.node(ref);
    ColumnUse use = node == null ? null : meaning.column(node);
    if (use != null && use.relation() == CompositeType.DOMAIN_VALUE) {
      layout.add("VALUE");
      return;
    }
    if (use != null) {
      column(use);
      return;
    }
    List<String> parts = new ArrayList<>();
    for (Indirection field : ref.fields()) {
      parts.add(field instanceof StringValue(String name) ? Deparser.quote(name) : "*");
    }
    layout.add(String.join(".", parts));
    if (node != null && parts.size() == 1 && !isScalar(node)) {
      layout.add(".*");
    }
  }

  /** A cast that does nothing left the very same node behind. */
  @SuppressWarnings("ReferenceEquality")
  private void cast(TypeCast cast) {
    RexNode inner = meaning.node(cast.arg());
    RexNode outer = meaning.node(cast);
    if (isLiteral(cast.arg()) && inner != null && outer != null) {
      boolean unknown = isUnknown(inner) || ((A_Const) cast.arg()).isnull();
      PgRelType target = PgRelType.of(outer.getType());
      RexNode read = unknown ? firstConversion(inner) : inner;
      if (unknown && PgConstants.isConstant(read)) {
        boolean fitted = target.typmod() >= 0;
        boolean domain = target.type().kind() == 'd';
        layout.add(domain ? "(" : "");
        constant(read, !fitted);
        layout.add(domain ? ")" : "").add(fitted || domain ? "::" + format(target) : "");
        return;
      }
    }
    if (inner != null && inner == outer) {
      bare(cast.arg(), Around.NOTHING);
      return;
    }
    PgRelType target = PgRelType.of(outer.getType());
    open();
    if (isLiteral(cast.arg())) {
      literal(cast.arg());
    } else {
      bare(cast.arg(), Around.CAST);
    }
    close();
    layout.add("::" + format(target));
  }

  /** A literal as its type reads it, before it is fitted to a modifier. */
  private RexNode firstConversion(RexNode node) {
    RexNode at = node;
    while (isUnknown(at) && meaning.next(at) != null) {
      at = meaning.next(at);
    }
    return at;
  }

  private void indirection(A_Indirection indirection) {
    boolean simple =
        indirection.arg() instanceof ColumnRef
            && indirection.indirection().getFirst() instanceof Indirection.A_Indices;
    layout.add(simple ? "" : "(");
    bare(indirection.arg(), Around.NOTHING);
    layout.add(simple ? "" : ")");
    for (Indirection step : indirection.indirection()) {
      switch (step) {
        case StringValue(String name) -> layout.add("." + Deparser.quote(name));
        case Indirection.A_Star _ -> layout.add(".*");
        case Indirection.A_Indices indices -> {
          layout.add("[");
          if (indices.lidx() != null) {
            argument(indices.lidx());
          }
          layout.add(indices.isSlice() ? ":" : "");
          if (indices.uidx() != null) {
            argument(indices.uidx());
          }
          layout.add("]");
        }
      }
    }
  }

  private void logic(BoolExpr logic) {
    open();
    Around inside = new Around(Kind.LOGIC, null, logic.boolop(), false);
    if (logic.boolop() == BoolExprType.NOT_EXPR) {
      layout.add("NOT ");
      write(logic.args().getFirst(), inside);
    } else {
      String separator = "";
      for (Expression argument : logic.args()) {
        layout.add(separator);
        write(argument, inside);
        separator = logic.boolop() == BoolExprType.AND_EXPR ? " AND " : " OR ";
      }
    }
    close();
  }

  private void subLink(SubLink link) {
    layout.add(link.subLinkType() == SubLinkType.ARRAY_SUBLINK ? "ARRAY(" : "(");
    if (link.testexpr() != null) {
      if (link.testexpr() instanceof RowExpr row) {
        layout.add("(");
        list(row.args());
        layout.add(")");
      } else {
        operand(link.testexpr(), "=", true);
      }
    }
    String operator = link.operName().isEmpty() ? "=" : link.operName().getLast();
    String before =
        switch (link.subLinkType()) {
          case EXISTS_SUBLINK -> "EXISTS (";
          case ANY_SUBLINK -> operator.equals("=") ? " IN (" : " " + operator + " ANY (";
          case ALL_SUBLINK -> " " + operator + " ALL (";
          case EXPR_SUBLINK, ARRAY_SUBLINK -> "";
        };
    layout.add(before);
    new QueryWriter(deparser, meaning, new Layout(layout.out(), layout.level()), true)
        .write(link.subselect(), null, false);
    layout.add(before.isEmpty() ? ")" : "))");
  }

  private void choice(CaseExpr choice) {
    layout.keyword("CASE", 0, Layout.VARIABLE, 0);
    if (choice.arg() != null) {
      layout.add(" ");
      write(choice.arg(), Around.LIST);
    }
    for (CaseWhen when : choice.args()) {
      layout.keyword("WHEN ", 0, 0, 0);
      write(when.expr(), Around.LIST);
      layout.add(" THEN ");
      write(when.result(), Around.LIST);
    }
    layout.keyword("ELSE ", 0, 0, 0);
    if (choice.defresult() == null) {
      layout.add("NULL::" + format(PgRelType.of(meaning.node(choice).getType())));
    } else {
      write(choice.defresult(), Around.LIST);
    }
    layout.keyword("END", -Layout.VARIABLE, 0, 0);
  }

  private void valueFunction(SQLValueFunction value) {
    String name = value.op().name().substring("SVFOP_".length());
    layout.add(name.endsWith("_N") ? name.substring(0, name.length() - 2) : name);
    if (value.typmod() >= 0) {
      layout.add("(" + value.typmod() + ")");
    }
  }

  /** What stands in the parentheses of OVER or WINDOW. */
  void window(WindowDef window) {
    layout.add("(");
    String space = "";
    if (window.refname() != null) {
      layout.add(Deparser.quote(window.refname()));
      space = " ";
    }
    if (!window.partitionClause().isEmpty()) {
      layout.add(space + "PARTITION BY ");
      String separator = "";
      for (Expression item : window.partitionClause()) {
        layout.add(separator);
        sortItem(item);
        separator = ", ";
      }
      space = " ";
    }
    if (!window.orderClause().isEmpty()) {
      layout.add(space + "ORDER BY ");
      order(window.orderClause());
      space = " ";
    }
    if ((window.frameOptions() & FrameOptions.NONDEFAULT) != 0) {
      layout.add(space);
      frame(window);
    }
    layout.add(")");
  }

  void order(List<SortBy> items) {
    String separator = "";
    for (SortBy item : items) {
      layout.add(separator);
      sortItem(item.node());
      layout.add(QueryWriter.direction(item));
      separator = ", ";
    }
  }

  private void frame(WindowDef window) {
    int options = window.frameOptions();
    layout.add(
        (options & FrameOptions.RANGE) != 0
            ? "RANGE "
            : (options & FrameOptions.ROWS) != 0 ? "ROWS " : "GROUPS ");
    boolean between = (options & FrameOptions.BETWEEN) != 0;
    layout.add(between ? "BETWEEN " : "");
    if ((options & FrameOptions.START_UNBOUNDED_PRECEDING) != 0) {
      layout.add("UNBOUNDED PRECEDING");
    } else if ((options & FrameOptions.START_CURRENT_ROW) != 0) {
      layout.add("CURRENT ROW");
    } else {
      write(window.startOffset(), Around.NOTHING);
      layout.add(
          (options & FrameOptions.START_OFFSET_PRECEDING) != 0 ? " PRECEDING" : " FOLLOWING");
    }
    if (between) {
      layout.add(" AND ");
      if ((options & FrameOptions.END_UNBOUNDED_FOLLOWING) != 0) {
        layout.add("UNBOUNDED FOLLOWING");
      } else if ((options & FrameOptions.END_CURRENT_ROW) != 0) {
        layout.add("CURRENT ROW");
      } else {
        write(window.endOffset(), Around.NOTHING);
        layout.add(
            (options & FrameOptions.END_OFFSET_PRECEDING) != 0 ? " PRECEDING" : " FOLLOWING");
      }
    }
    if ((options & FrameOptions.EXCLUDE_CURRENT_ROW) != 0) {
      layout.add(" EXCLUDE CURRENT ROW");
    } else if ((options & FrameOptions.EXCLUDE_GROUP) != 0) {
      layout.add(" EXCLUDE GROUP");
    } else if ((options & FrameOptions.EXCLUDE_TIES) != 0) {
      layout.add(" EXCLUDE TIES");
    }
  }

  /** The items of an IN list or of BETWEEN. */
  static List<Expression> items(Node list) {
    return ((ListValue) list).items().stream().map(Expression.class::cast).toList();
  }
}
