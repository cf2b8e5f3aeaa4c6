package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.OperatorEntry;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgOperator;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.ExtensionCodecs;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Which operator a symbol means for its operands' types (manual, 10.2), and its call. */
final class OperatorResolver {
  private static final Map<String, SqlOperator> COMPARISONS =
      Map.of(
          "=", SqlStdOperatorTable.EQUALS,
          "<>", SqlStdOperatorTable.NOT_EQUALS,
          "<", SqlStdOperatorTable.LESS_THAN,
          "<=", SqlStdOperatorTable.LESS_THAN_OR_EQUAL,
          ">", SqlStdOperatorTable.GREATER_THAN,
          ">=", SqlStdOperatorTable.GREATER_THAN_OR_EQUAL);

  /**
   * An operator with what its operands have to be converted to.
   *
   * @param left null for a prefix operator
   * @param operator a comparison of Calcite's, both types being the same; or the function
   */
  record Resolved(SqlOperator operator, PgType left, PgType right, PgType result) {}

  private final Binding binding;
  private final Overloads<PgOperator> overloads;

  OperatorResolver(Binding binding) {
    this.binding = binding;
    this.overloads =
        new Overloads<>(
            binding,
            operator ->
                operator.kind() == 'l'
                    ? List.of(operator.right())
                    : List.of(operator.left(), operator.right()));
  }

  /** The operator's call; {@code left} null for a prefix operator. */
  RexNode call(List<String> name, RexNode left, RexNode right, int location) {
    Resolved resolved =
        resolve(
            name, left == null ? null : Coercion.typeOf(left), Coercion.typeOf(right), location);
    return call(resolved, left, right, location);
  }

  RexNode call(Resolved resolved, RexNode left, RexNode right, int location) {
    List<RexNode> operands = new ArrayList<>(2);
    if (left != null) {
      operands.add(coerce(left, resolved.left, location));
    }
    operands.add(coerce(right, resolved.right, location));
    if (isComparison(resolved.operator)) {
      operands = binding.collations().agreed(operands, location);
      return binding
          .rex()
          .makeCall(
              PgTypeFactory.INSTANCE.type(
                  Types.BOOL,
                  PgRelType.NO_TYPMOD,
                  operands.stream().anyMatch(operand -> operand.getType().isNullable())),
              resolved.operator,
              operands);
    }
    if (resolved.operator instanceof PgFunctionOperator function) {
      binding.collations().requireSearchable(function.proc(), operands, location);
    }
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(
                binding.collations().result(resolved.result, operands, location)),
            resolved.operator,
            operands);
  }

  static boolean isComparison(SqlOperator operator) {
    return COMPARISONS.containsValue(operator);
  }

  RexNode coerce(RexNode node, PgType target, int location) {
    return binding
        .coercion()
        .to(
            node,
            target,
            PgRelType.NO_TYPMOD,
            CoercionContext.IMPLICIT,
            binding.locationOf(node, location));
  }

  /** {@code left} null for a prefix operator; 42883 or 42725 when there is none or no best. */
  Resolved resolve(List<String> name, PgType left, PgType right, int location) {
    String symbol = name.getLast();
    List<PgOperator> candidates = candidates(name, left != null);
    List<PgType> actual = left == null ? List.of(right) : List.of(left, right);
    PgOperator found = exact(candidates, left, right);
    if (found == null) {
      List<PgOperator> applicable = overloads.applicable(candidates, actual);
      found = applicable.size() == 1 ? applicable.getFirst() : overloads.best(applicable, actual);
      if (found == null) {
        throw error(name, left, right, !applicable.isEmpty(), location);
      }
    }
    return resolved(symbol, found, actual, location);
  }

  private List<PgOperator> candidates(List<String> name, boolean infix) {
    char kind = infix ? 'b' : 'l';
    String schema = name.size() > 1 ? name.get(name.size() - 2) : null;
    List<PgOperator> found = new ArrayList<>();
    if (schema == null || schema.equals("pg_catalog")) {
      found.addAll(BuiltInFunctions.operators(name.getLast()));
    }
    Catalog catalog = binding.context().catalog();
    for (OperatorEntry own : catalog.operators(name.getLast())) {
      String in = catalog.schemaName(own.schema());
      if (schema == null ? binding.context().searchPath().contains(in) : in.equals(schema)) {
        found.add(own.operator());
      }
    }
    found.removeIf(operator -> operator.kind() != kind);
    return found;
  }

  private PgOperator exact(List<PgOperator> candidates, PgType left, PgType right) {
    if (left == null) {
      return with(candidates, 0, binding.coercion().base(right).oid());
    }
    int unknown = Types.UNKNOWN.oid();
    PgType l = left.oid() == unknown ? right : left;
    PgType r = right.oid() == unknown ? left : right;
    if (l.oid() == unknown) {
      return null;
    }
    PgOperator found = with(candidates, l.oid(), r.oid());
    if (found != null || (l.kind() != 'd' && r.kind() != 'd')) {
      return found;
    }
    return with(candidates, binding.coercion().base(l).oid(), binding.coercion().base(r).oid());
  }

  private static PgOperator with(List<PgOperator> candidates, int left, int right) {
    for (PgOperator operator : candidates) {
      if (operator.left() == left && operator.right() == right) {
        return operator;
      }
    }
    return null;
  }

  private Resolved resolved(String symbol, PgOperator found, List<PgType> actual, int location) {
    List<Integer> declared =
        actual.size() == 1 ? List.of(found.right()) : List.of(found.left(), found.right());
    Polymorphism polymorphism =
        declared.stream().anyMatch(Types::isPolymorphic) || Types.isPolymorphic(found.result())
            ? new Polymorphism(binding, declared, actual).resolve(location)
            : null;
    PgType left = actual.size() == 1 ? null : declaredType(found.left(), polymorphism, location);
    PgType right = declaredType(found.right(), polymorphism, location);
    PgType result = declaredType(found.result(), polymorphism, location);
    SqlOperator comparison = COMPARISONS.get(symbol);
    boolean ordering =
        BuiltInFunctions.operator(found.oid()) != null
            || (left != null && left.equals(right) && ExtensionCodecs.isOne(left.codec()));
    if (comparison != null && left != null && ordering) {
      PgType common = comparable(left, right);
      if (common != null) {
        return new Resolved(comparison, common, common, Types.BOOL);
      }
    }
    PgProc proc = new FunctionResolver(binding).proc(found.function());
    return new Resolved(new PgFunctionOperator(proc), left, right, result);
  }

  private PgType declaredType(int oid, Polymorphism polymorphism, int location) {
    return polymorphism == null
        ? binding.context().types().require(oid)
        : polymorphism.actual(oid, location);
  }

  /**
   * The type that both sides of a comparison are converted to without a change of its outcome, when
   * that type has an order: comparisons across types of one btree family. Null when there is none.
   */
  private PgType comparable(PgType left, PgType right) {
    if (BuiltInFunctions.ordering(left) == null || BuiltInFunctions.ordering(right) == null) {
      return null;
    }
    if (left.oid() == right.oid()) {
      return left;
    }
    if (widens(left, right)) {
      return right;
    }
    return widens(right, left) ? left : null;
  }

  private static boolean widens(PgType from, PgType to) {
    return switch (from.name()) {
      case "int2" -> to.name().equals("int4") || to.name().equals("int8");
      case "int4" -> to.name().equals("int8");
      case "float4" -> to.name().equals("float8");
      case "name" -> to.name().equals("text");
      case "date" -> to.name().equals("timestamp") || to.name().equals("timestamptz");
      case "timestamp" -> to.name().equals("timestamptz");
      default -> false;
    };
  }

  private static PgException error(
      List<String> name, PgType left, PgType right, boolean ambiguous, int location) {
    String signature =
        (left == null ? "" : left.formatted(-1) + " ")
            + String.join(".", name)
            + " "
            + right.formatted(-1);
    if (ambiguous) {
      return Errors.at(
              location, SqlState.AMBIGUOUS_FUNCTION, "operator is not unique: " + signature)
          .withHint(
              "Could not choose a best candidate operator. You might need to add explicit type"
                  + " casts.");
    }
    return Errors.at(location, SqlState.UNDEFINED_FUNCTION, "operator does not exist: " + signature)
        .withHint(
            left == null
                ? "No operator matches the given name and argument type. You might need to add an"
                    + " explicit type cast."
                : "No operator matches the given name and argument types. You might need to add"
                    + " explicit type casts.");
  }
}
