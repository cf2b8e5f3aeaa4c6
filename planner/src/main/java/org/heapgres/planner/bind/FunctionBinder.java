package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.Expression.NamedArgExpr;
import org.heapgres.planner.parse.tree.Indirection;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/** Calls in function notation: functions, and by {@link AggregateBinder} aggregates and windows. */
final class FunctionBinder {
  private final Binding binding;
  private final AggregateBinder aggregates;

  FunctionBinder(Binding binding) {
    this.binding = binding;
    this.aggregates = new AggregateBinder(binding, this);
  }

  RexNode bind(FuncCall call, Scope scope) {
    int aggregatesBefore = scope.level().aggregates().size();
    boolean windowsBefore = scope.level().hasWindowFunctions();
    int setsBefore = scope.level().setFunctions().size();
    List<RexNode> arguments = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Expression argument : call.args()) {
      if (argument instanceof NamedArgExpr named) {
        if (names.contains(named.name())) {
          throw Errors.at(
              named.location(),
              SqlState.SYNTAX_ERROR,
              "argument name \"" + named.name() + "\" used more than once");
        }
        names.add(named.name());
        arguments.add(binding.expressions().bind(named.arg(), scope));
      } else {
        if (!names.isEmpty()) {
          throw Errors.at(
              Locations.of(argument),
              SqlState.SYNTAX_ERROR,
              "positional argument cannot follow named argument");
        }
        RexNode value = binding.expressions().bind(argument, scope);
        if (!isOutputMarker(argument, value)) {
          arguments.add(value);
        }
      }
    }
    List<SortKey> order = aggregates.withinGroup(call, arguments, scope);
    List<PgType> types = new ArrayList<>(arguments.stream().map(Coercion::typeOf).toList());
    order.forEach(key -> types.add(Coercion.typeOf(key.expression())));
    FunctionResolver.Candidate candidate =
        binding
            .functions()
            .resolve(call.funcname(), types, names, !call.funcVariadic(), call.location());
    if (candidate == null) {
      rejectDecorations(call);
      return cast(call, arguments.getFirst());
    }
    PgProc proc = candidate.proc();
    if (call.funcVariadic() && proc.variadic() == 0) {
      throw FunctionResolver.missing("function", call.funcname(), types, names, call.location());
    }
    return switch (proc.kind()) {
      case 'a' -> {
        scope
            .level()
            .rejectSets(
                setsBefore, "aggregate function calls cannot contain set-returning function calls");
        yield aggregates.bind(
            call, candidate, arguments, order, scope, aggregatesBefore, windowsBefore);
      }
      case 'w' -> aggregates.bindWindow(call, candidate, arguments, scope);
      case 'p' ->
          throw Errors.at(
                  call.location(),
                  SqlState.WRONG_OBJECT_TYPE,
                  AggregateBinder.signature(proc, types) + " is a procedure")
              .withHint("To call a procedure, use CALL.");
      default -> plain(call, candidate, arguments, scope);
    };
  }

  /** A driver that does not tell a call's outputs from its inputs marks them with type void. */
  private static boolean isOutputMarker(Expression argument, RexNode value) {
    return argument instanceof Expression.ParamRef
        && Coercion.typeOf(value).oid() == Types.VOID.oid();
  }

  private RexNode cast(FuncCall call, RexNode argument) {
    PgType target =
        binding.functions().castTarget(call.funcname(), List.of(Coercion.typeOf(argument)));
    return binding
        .coercion()
        .to(
            argument,
            target,
            PgRelType.NO_TYPMOD,
            CoercionContext.EXPLICIT,
            binding.locationOf(argument, call.location()));
  }

  private RexNode plain(
      FuncCall call, FunctionResolver.Candidate candidate, List<RexNode> arguments, Scope scope) {
    rejectDecorations(call);
    PgProc proc = candidate.proc();
    if (proc.returnsSet()) {
      if (!scope.kind().sets()) {
        throw Errors.at(
            call.location(),
            SqlState.FEATURE_NOT_SUPPORTED,
            scope.kind() == ExpressionKind.VALUES
                ? "set-returning functions are not allowed in VALUES"
                : "set-returning functions are not allowed in " + scope.kind().place());
      }
      scope.level().setFunctions().add(call.location());
    }
    Prepared prepared = prepare(candidate, arguments, call.funcVariadic(), call.location());
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(prepared.result),
            new PgFunctionOperator(
                proc, call.funcVariadic() && proc.variadic() == Types.ANY.oid(), prepared.columns),
            prepared.operands);
  }

  private static void rejectDecorations(FuncCall call) {
    String name = String.join(".", call.funcname());
    String what =
        call.aggStar()
            ? name + "(*)"
            : call.aggDistinct()
                ? "DISTINCT"
                : call.aggWithinGroup()
                    ? "WITHIN GROUP"
                    : !call.aggOrder().isEmpty()
                        ? "ORDER BY"
                        : call.aggFilter() != null ? "FILTER" : call.over() != null ? "OVER" : null;
    if (what == null) {
      return;
    }
    throw Errors.at(
        call.location(),
        SqlState.WRONG_OBJECT_TYPE,
        what
            + " specified, but "
            + name
            + (what.equals("OVER")
                ? " is not a window function nor an aggregate function"
                : " is not an aggregate function"));
  }

  /**
   * A call's operands converted and in the function's order, its result's type, and the fields of
   * one that is a record.
   */
  record Prepared(List<RexNode> operands, PgType result, List<PgType.Field> columns) {}

  Prepared prepare(
      FunctionResolver.Candidate candidate,
      List<RexNode> arguments,
      boolean saysVariadic,
      int location) {
    PgProc proc = candidate.proc();
    List<PgType> actual = arguments.stream().map(Coercion::typeOf).toList();
    Polymorphism polymorphism =
        new Polymorphism(binding, candidate.types(), actual).resolve(location);
    int inputs = proc.argumentTypes().size();
    List<RexNode> operands = new ArrayList<>();
    for (int i = 0; i < Math.max(inputs, arguments.size()); i++) {
      operands.add(null);
    }
    for (int i = 0; i < arguments.size(); i++) {
      PgType target = polymorphism.actual(candidate.types().get(i), location);
      int place =
          candidate.variadic() >= 0 || proc.variadic() != 0 ? i : candidate.positions().get(i);
      operands.set(place, coerce(arguments.get(i), target, location));
    }
    if (candidate.variadic() >= 0) {
      gather(operands, inputs, polymorphism, candidate, location);
    } else if (proc.variadic() != 0 && saysVariadic) {
      requireArray(operands.getLast(), location);
    }
    for (int i = 0; i < inputs && i < operands.size(); i++) {
      if (operands.get(i) == null) {
        operands.set(i, defaultValue(proc, i, polymorphism, location));
      }
    }
    List<PgType.Field> columns =
        FunctionColumns.of(proc, type -> polymorphism.actual(type, location));
    if (proc.isUserDefined()) {
      operands = binding.collations().agreed(operands, location);
    }
    binding.collations().requireSearchable(proc, operands, location);
    PgType result =
        binding
            .collations()
            .result(polymorphism.actual(proc.resultType(), location), operands, location);
    boolean named = result.oid() == Types.RECORD.oid() && !columns.isEmpty();
    return new Prepared(operands, named ? PgType.recordType(columns) : result, columns);
  }

  private static void requireArray(RexNode last, int location) {
    PgType type = Coercion.typeOf(last);
    if (!type.isArray() && type.oid() != Types.UNKNOWN.oid()) {
      throw Errors.at(location, SqlState.DATATYPE_MISMATCH, "VARIADIC argument must be an array");
    }
  }

  private void gather(
      List<RexNode> operands,
      int inputs,
      Polymorphism polymorphism,
      FunctionResolver.Candidate candidate,
      int location) {
    List<RexNode> elements = operands.subList(inputs - 1, operands.size());
    PgType element = polymorphism.actual(candidate.proc().variadic(), location);
    PgType array = Types.arrayOf(element, binding.context().types());
    RexNode gathered =
        binding
            .rex()
            .makeCall(
                PgTypeFactory.INSTANCE.type(array, PgRelType.NO_TYPMOD, false),
                PgOperators.ARRAY,
                List.copyOf(elements));
    elements.clear();
    operands.add(gathered);
  }

  private RexNode defaultValue(PgProc proc, int position, Polymorphism polymorphism, int location) {
    int index = position - (proc.argumentTypes().size() - proc.defaults().size());
    RexNode value =
        binding.within(
            defaultContext(proc),
            () ->
                binding
                    .expressions()
                    .bind(
                        Parser.parseExpression(proc.defaults().get(index)),
                        ExpressionBinder.noColumns(ExpressionKind.OTHER, binding)));
    return coerce(
        value, polymorphism.actual(proc.argumentTypes().get(position), location), location);
  }

  /** A user's default means what it meant when the function was created. */
  private BindContext defaultContext(PgProc proc) {
    BindContext context = binding.context();
    return context.catalog().object(proc.oid()).orElse(null) instanceof FunctionEntry function
        ? context.withSearchPath(function.body().searchPath())
        : context;
  }

  private RexNode coerce(RexNode node, PgType target, int location) {
    return binding
        .coercion()
        .to(
            node,
            target,
            PgRelType.NO_TYPMOD,
            CoercionContext.IMPLICIT,
            binding.locationOf(node, location));
  }

  /** A call of a built-in function from within the binder; argument types as declared. */
  RexNode builtIn(String name, List<RexNode> arguments) {
    return builtIn(name, arguments, null);
  }

  /**
   * As above.
   *
   * @param result the type of a result that the function's own type leaves open; else null
   */
  RexNode builtIn(String name, List<RexNode> arguments, RelDataType result) {
    List<Integer> types = arguments.stream().map(node -> Coercion.typeOf(node).oid()).toList();
    PgProc proc =
        BuiltInFunctions.procs(name).stream()
            .filter(candidate -> candidate.argumentTypes().equals(types))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(name));
    return binding
        .rex()
        .makeCall(
            result != null
                ? result
                : PgTypeFactory.INSTANCE.type(binding.context().types().require(proc.resultType())),
            new PgFunctionOperator(proc),
            arguments);
  }

  /** The name that a dotted call's column reference may stand for: {@code f(x)} as {@code x.f}. */
  static List<String> names(List<Indirection> fields) {
    List<String> result = new ArrayList<>();
    for (Indirection field : fields) {
      if (field instanceof StringValue string) {
        result.add(string.sval());
      }
    }
    return result;
  }
}
