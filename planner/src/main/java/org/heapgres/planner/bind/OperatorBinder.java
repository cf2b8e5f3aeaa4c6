package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Expr;
import org.heapgres.planner.parse.tree.Expression.A_Expr_Kind;
import org.heapgres.planner.parse.tree.Expression.RowExpr;
import org.heapgres.planner.parse.tree.Expression.SubLink;
import org.heapgres.planner.parse.tree.Expression.SubLinkType;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgScalarArrayOperator;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/** Operators and the constructs that stand for several: rows, IN, BETWEEN, ANY, DISTINCT FROM. */
final class OperatorBinder {
  private final Binding binding;

  OperatorBinder(Binding binding) {
    this.binding = binding;
  }

  private RexNode bind(Node expression, Scope scope) {
    return binding.expressions().bind((Expression) expression, scope);
  }

  RexNode operator(A_Expr e, Scope scope) {
    if (e.lexpr() instanceof RowExpr left) {
      if (e.rexpr() instanceof SubLink link && link.subLinkType() == SubLinkType.EXPR_SUBLINK) {
        return binding.expressions().subLinks().rowComparison(e, left, link, scope);
      }
      if (e.rexpr() instanceof RowExpr right) {
        return rows(e.name(), fields(left, scope), fields(right, scope), e.location());
      }
    }
    RexNode left = e.lexpr() == null ? null : bind(e.lexpr(), scope);
    RexNode right = bind(e.rexpr(), scope);
    return binding.operators().call(e.name(), left, right, e.location());
  }

  private List<RexNode> fields(RowExpr row, Scope scope) {
    return binding.queries().expandedRow(row.args(), scope);
  }

  /** Row comparison, field by field (manual, 9.25.5). */
  RexNode rows(List<String> name, List<RexNode> left, List<RexNode> right, int location) {
    if (left.size() != right.size()) {
      throw Errors.at(
          location, SqlState.SYNTAX_ERROR, "unequal number of entries in row expressions");
    }
    if (left.isEmpty()) {
      throw Errors.at(
          location, SqlState.FEATURE_NOT_SUPPORTED, "cannot compare rows of zero length");
    }
    if (left.size() == 1) {
      return binding.operators().call(name, left.getFirst(), right.getFirst(), location);
    }
    String symbol = name.getLast();
    return switch (symbol) {
      case "=" -> and(pairs(List.of("="), left, right, location));
      case "<>" -> or(pairs(List.of("<>"), left, right, location));
      case "<", "<=", ">", ">=" ->
          atRunTime(left, right, lexicographic(symbol, left, right, 0, location));
      default ->
          throw Errors.at(
                  location,
                  SqlState.FEATURE_NOT_SUPPORTED,
                  "could not determine interpretation of row comparison operator " + symbol)
              .withHint(
                  "Row comparison operators must be associated with btree operator families.");
    };
  }

  /** Of constants PostgreSQL evaluates all fields beforehand, but not the comparison. */
  private RexNode atRunTime(List<RexNode> left, List<RexNode> right, RexNode comparison) {
    List<RexNode> operands = new ArrayList<>(left);
    operands.addAll(right);
    if (!operands.stream().allMatch(RexUtil::isConstant)) {
      return comparison;
    }
    operands.add(comparison);
    return binding.expressions().bool(PgOperators.AT_RUN_TIME, operands);
  }

  private List<RexNode> pairs(
      List<String> name, List<RexNode> left, List<RexNode> right, int location) {
    List<RexNode> result = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      result.add(binding.operators().call(name, left.get(i), right.get(i), location));
    }
    return result;
  }

  private RexNode lexicographic(
      String symbol, List<RexNode> left, List<RexNode> right, int from, int location) {
    RexNode l = left.get(from);
    RexNode r = right.get(from);
    if (from == left.size() - 1) {
      return binding.operators().call(List.of(symbol), l, r, location);
    }
    RexNode strictly = binding.operators().call(List.of(symbol.substring(0, 1)), l, r, location);
    RexNode equal = binding.operators().call(List.of("="), l, r, location);
    return or(
        List.of(
            strictly, and(List.of(equal, lexicographic(symbol, left, right, from + 1, location)))));
  }

  RexNode and(List<RexNode> operands) {
    return operands.size() == 1
        ? operands.getFirst()
        : binding.expressions().bool(SqlStdOperatorTable.AND, operands);
  }

  RexNode or(List<RexNode> operands) {
    return operands.size() == 1
        ? operands.getFirst()
        : binding.expressions().bool(SqlStdOperatorTable.OR, operands);
  }

  RexNode not(RexNode operand) {
    return binding.expressions().bool(SqlStdOperatorTable.NOT, List.of(operand));
  }

  /** {@code left op ANY (array)} and ALL. */
  RexNode quantified(A_Expr e, boolean any, Scope scope) {
    return scalarArray(e.name(), any, bind(e.lexpr(), scope), bind(e.rexpr(), scope), e.location());
  }

  RexNode scalarArray(List<String> name, boolean any, RexNode left, RexNode array, int location) {
    PgType arrayType = Coercion.typeOf(array);
    PgType element;
    if (arrayType.oid() == Types.UNKNOWN.oid()) {
      element = Types.UNKNOWN;
    } else {
      PgType base = binding.coercion().base(arrayType);
      if (!base.isArray() && base.element() == 0) {
        throw Errors.at(
            location,
            SqlState.WRONG_OBJECT_TYPE,
            "op ANY/ALL (array) requires array on right side");
      }
      element = binding.coercion().element(base);
    }
    OperatorResolver.Resolved resolved =
        binding.operators().resolve(name, Coercion.typeOf(left), element, location);
    if (resolved.result().oid() != Types.BOOL.oid()) {
      throw Errors.at(
          location,
          SqlState.WRONG_OBJECT_TYPE,
          "op ANY/ALL (array) requires operator to yield boolean");
    }
    RexNode l = binding.operators().coerce(left, resolved.left(), location);
    PgType wanted = Types.arrayOf(resolved.right(), binding.context().types());
    RexNode r = binding.operators().coerce(array, wanted, location);
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(Types.BOOL),
            new PgScalarArrayOperator(resolved.operator(), any),
            binding.collations().agreed(List.of(l, r), location));
  }

  RexNode in(A_Expr e, Scope scope) {
    boolean in = e.name().getLast().equals("=");
    RexNode left = null;
    List<RexNode> leftFields = null;
    if (e.lexpr() instanceof RowExpr row) {
      leftFields = fields(row, scope);
    } else {
      left = bind(e.lexpr(), scope);
    }
    List<RexNode> comparisons = new ArrayList<>();
    List<RexNode> constants = new ArrayList<>();
    List<Integer> locations = new ArrayList<>();
    for (Node item : ((ListValue) e.rexpr()).items()) {
      if (leftFields != null && item instanceof RowExpr row) {
        comparisons.add(rows(e.name(), leftFields, fields(row, scope), e.location()));
        continue;
      }
      RexNode node = bind(item, scope);
      RowUse use = RowUse.of(List.of(node));
      if (left == null || use.local() || use.outer() || RexUtil.SubQueryFinder.find(node) != null) {
        RexNode whole = left == null ? bind(e.lexpr(), scope) : left;
        comparisons.add(binding.operators().call(e.name(), whole, node, e.location()));
      } else {
        constants.add(node);
        locations.add(Locations.of((Expression) item));
      }
    }
    if (!constants.isEmpty()) {
      comparisons.addFirst(constantList(e, in, left, constants, locations));
    }
    return in ? or(comparisons) : and(comparisons);
  }

  private RexNode constantList(
      A_Expr e, boolean in, RexNode left, List<RexNode> constants, List<Integer> locations) {
    if (constants.size() > 1) {
      List<RexNode> all = new ArrayList<>(constants);
      all.addFirst(left);
      locations.addFirst(-1);
      PgType common = binding.coercion().commonType(all, locations, null);
      if (common != null
          && common.oid() != Types.RECORD.oid()
          && common.array() != 0
          && all.stream()
              .allMatch(
                  node ->
                      binding
                          .coercion()
                          .can(Coercion.typeOf(node), common, CoercionContext.IMPLICIT))) {
        List<RexNode> elements = new ArrayList<>();
        for (int i = 0; i < constants.size(); i++) {
          RexNode node = constants.get(i);
          elements.add(
              binding
                  .coercion()
                  .toCommon(node, common, "IN", binding.locationOf(node, locations.get(i + 1))));
        }
        RexNode array =
            binding
                .rex()
                .makeCall(
                    PgTypeFactory.INSTANCE.type(
                        binding
                            .collations()
                            .result(
                                Types.arrayOf(common, binding.context().types()),
                                elements,
                                e.location()),
                        PgRelType.NO_TYPMOD,
                        false),
                    PgOperators.ARRAY,
                    elements);
        return scalarArray(e.name(), in, left, array, e.location());
      }
    }
    List<RexNode> comparisons = new ArrayList<>();
    for (RexNode constant : constants) {
      comparisons.add(binding.operators().call(e.name(), left, constant, e.location()));
    }
    return in ? or(comparisons) : and(comparisons);
  }

  RexNode between(A_Expr e, Scope scope) {
    List<Node> bounds = ((ListValue) e.rexpr()).items();
    RexNode value = bind(e.lexpr(), scope);
    RexNode low = bind(bounds.get(0), scope);
    RexNode high = bind(bounds.get(1), scope);
    int location = e.location();
    boolean symmetric =
        e.kind() == A_Expr_Kind.AEXPR_BETWEEN_SYM || e.kind() == A_Expr_Kind.AEXPR_NOT_BETWEEN_SYM;
    if (e.kind() == A_Expr_Kind.AEXPR_BETWEEN || e.kind() == A_Expr_Kind.AEXPR_BETWEEN_SYM) {
      RexNode straight = inside(value, low, high, location);
      return symmetric ? or(List.of(straight, inside(value, high, low, location))) : straight;
    }
    RexNode straight = outside(value, low, high, location);
    return symmetric ? and(List.of(straight, outside(value, high, low, location))) : straight;
  }

  private RexNode inside(RexNode value, RexNode low, RexNode high, int location) {
    return and(
        List.of(
            binding.operators().call(List.of(">="), value, low, location),
            binding.operators().call(List.of("<="), value, high, location)));
  }

  private RexNode outside(RexNode value, RexNode low, RexNode high, int location) {
    return or(
        List.of(
            binding.operators().call(List.of("<"), value, low, location),
            binding.operators().call(List.of(">"), value, high, location)));
  }

  RexNode distinct(A_Expr e, boolean distinct, Scope scope) {
    if (e.lexpr() instanceof RowExpr left && e.rexpr() instanceof RowExpr right) {
      List<RexNode> l = fields(left, scope);
      List<RexNode> r = fields(right, scope);
      if (l.size() != r.size()) {
        throw Errors.at(
            e.location(), SqlState.SYNTAX_ERROR, "unequal number of entries in row expressions");
      }
      List<RexNode> tests = new ArrayList<>();
      for (int i = 0; i < l.size(); i++) {
        tests.add(distinct(l.get(i), r.get(i), distinct, e.location()));
      }
      return distinct ? or(tests) : and(tests);
    }
    return distinct(bind(e.lexpr(), scope), bind(e.rexpr(), scope), distinct, e.location());
  }

  private RexNode distinct(RexNode left, RexNode right, boolean distinct, int location) {
    OperatorResolver.Resolved equal =
        binding
            .operators()
            .resolve(List.of("="), Coercion.typeOf(left), Coercion.typeOf(right), location);
    if (!OperatorResolver.isComparison(equal.operator())) {
      throw Errors.notSupported(location, "IS DISTINCT FROM of type " + equal.left().formatted(-1));
    }
    SqlOperator operator =
        distinct ? SqlStdOperatorTable.IS_DISTINCT_FROM : SqlStdOperatorTable.IS_NOT_DISTINCT_FROM;
    List<RexNode> sides =
        binding
            .collations()
            .agreed(
                List.of(
                    binding.operators().coerce(left, equal.left(), location),
                    binding.operators().coerce(right, equal.right(), location)),
                location);
    return binding.expressions().test(operator, sides.getFirst(), sides.getLast());
  }

  RexNode nullIf(A_Expr e, Scope scope) {
    RexNode left = bind(e.lexpr(), scope);
    RexNode right = bind(e.rexpr(), scope);
    return binding.expressions().once(left, value -> nullIf(e, value, right));
  }

  private RexNode nullIf(A_Expr e, RexNode left, RexNode right) {
    OperatorResolver.Resolved resolved =
        binding
            .operators()
            .resolve(List.of("="), Coercion.typeOf(left), Coercion.typeOf(right), e.location());
    RexNode equal = binding.operators().call(resolved, left, right, e.location());
    RexNode value =
        Coercion.isUnknown(left)
            ? binding.operators().coerce(left, resolved.left(), e.location())
            : left;
    PgRelType type = PgRelType.of(value.getType());
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(type.type(), type.typmod(), true),
            SqlStdOperatorTable.CASE,
            List.of(equal, binding.constants().of(type.type(), null), value));
  }
}
