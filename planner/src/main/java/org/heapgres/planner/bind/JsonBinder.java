package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.CoercionForm;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.JsonClause.JsonArgument;
import org.heapgres.planner.parse.tree.JsonClause.JsonBehavior;
import org.heapgres.planner.parse.tree.JsonClause.JsonFormatType;
import org.heapgres.planner.parse.tree.JsonClause.JsonKeyValue;
import org.heapgres.planner.parse.tree.JsonClause.JsonOutput;
import org.heapgres.planner.parse.tree.JsonClause.JsonQuotes;
import org.heapgres.planner.parse.tree.JsonExpression;
import org.heapgres.planner.parse.tree.JsonExpression.*;
import org.heapgres.planner.rel.PgJsonOperator;
import org.heapgres.planner.rel.PgJsonOperator.Behavior;
import org.heapgres.planner.rel.PgJsonOperator.Form;
import org.heapgres.planner.rel.PgJsonOperator.Item;
import org.heapgres.planner.rel.PgJsonOperator.Op;
import org.heapgres.planner.rel.PgJsonOperator.Wrapper;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/** SQL/JSON: constructors, IS JSON, JSON_EXISTS, JSON_VALUE and JSON_QUERY (manual, 9.16). */
final class JsonBinder {
  private static final PgType JSONPATH = Types.of("jsonpath");

  private final Binding binding;

  JsonBinder(Binding binding) {
    this.binding = binding;
  }

  RexNode bind(JsonExpression expression, Scope scope) {
    return switch (expression) {
      case JsonFuncExpr e -> query(e, scope);
      case JsonIsPredicate e -> is(e, scope);
      case JsonParseExpr e -> {
        RexNode text = text(binding.expressions().bind(e.expr().rawExpr(), scope), e.location());
        yield call(Form.of(Op.PARSE).withNulls(false, e.uniqueKeys()), Types.JSON, List.of(text));
      }
      case JsonScalarExpr e -> {
        RexNode value =
            binding
                .coercion()
                .settleUnknown(binding.expressions().bind(e.expr(), scope), e.location());
        yield call(Form.of(Op.SCALAR), Types.JSON, List.of(value));
      }
      case JsonSerializeExpr e ->
          output(json(value(e.expr(), scope), e.location()), e.output(), Types.TEXT, e.location());
      case JsonObjectConstructor e -> {
        List<RexNode> operands = new ArrayList<>();
        for (JsonKeyValue pair : e.exprs()) {
          operands.add(settled(binding.expressions().bind(pair.key(), scope), e.location()));
          operands.add(value(pair.value(), scope));
        }
        RexNode object =
            call(Form.of(Op.OBJECT).withNulls(e.absentOnNull(), e.unique()), Types.JSON, operands);
        yield output(object, e.output(), Types.JSON, e.location());
      }
      case JsonArrayConstructor e -> {
        List<RexNode> operands = new ArrayList<>();
        e.exprs().forEach(each -> operands.add(value(each, scope)));
        RexNode array =
            call(Form.of(Op.ARRAY).withNulls(e.absentOnNull(), false), Types.JSON, operands);
        yield output(array, e.output(), Types.JSON, e.location());
      }
      case JsonObjectAgg e -> {
        List<Expression> arguments = List.of(e.arg().key(), e.arg().value().rawExpr());
        String name =
            "object_agg" + (e.unique() ? "_unique" : "") + (e.absentOnNull() ? "_strict" : "");
        yield aggregate(name, arguments, e.constructor(), scope);
      }
      case JsonArrayAgg e ->
          aggregate(
              "agg" + (e.absentOnNull() ? "_strict" : ""),
              List.of(e.arg().rawExpr()),
              e.constructor(),
              scope);
      case JsonValueExpr e -> value(e, scope);
      case JsonArrayQueryConstructor e ->
          throw Errors.notSupported(e.location(), "JSON_ARRAY over a query");
      case JsonAggConstructor e -> throw new IllegalStateException(e.toString());
    };
  }

  private RexNode settled(RexNode node, int location) {
    return binding.coercion().settleUnknown(node, location);
  }

  /** A value, with FORMAT JSON as JSON that a text holds. */
  private RexNode value(JsonValueExpr e, Scope scope) {
    RexNode node = settled(binding.expressions().bind(e.rawExpr(), scope), -1);
    boolean formatted =
        e.format() != null && e.format().formatType() != JsonFormatType.JS_FORMAT_DEFAULT;
    return formatted ? json(node, -1) : node;
  }

  private RexNode text(RexNode node, int location) {
    return explicitly(settled(node, location), Types.TEXT, location);
  }

  private RexNode json(RexNode node, int location) {
    PgType type = Coercion.typeOf(node);
    return type.equals(Types.JSON) || type.equals(Types.JSONB)
        ? node
        : explicitly(node, Types.JSON, location);
  }

  private RexNode explicitly(RexNode node, PgType type, int location) {
    RexNode result =
        binding
            .coercion()
            .toTarget(node, type, PgRelType.NO_TYPMOD, CoercionContext.EXPLICIT, location);
    if (result == null) {
      throw Coercion.cannotCast(Coercion.typeOf(node), type, location);
    }
    return result;
  }

  private RexNode call(Form form, PgType type, List<RexNode> operands) {
    return call(form, type, PgRelType.NO_TYPMOD, operands);
  }

  private RexNode call(Form form, PgType type, int typmod, List<RexNode> operands) {
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(type, typmod, true), new PgJsonOperator(form), operands);
  }

  private TypeResolver.Resolved type(JsonOutput output, PgType standard) {
    return output == null || output.typeName() == null
        ? new TypeResolver.Resolved(standard, PgRelType.NO_TYPMOD)
        : binding.types().resolve(output.typeName());
  }

  private RexNode output(RexNode node, JsonOutput output, PgType standard, int location) {
    TypeResolver.Resolved type = type(output, standard);
    RexNode result =
        binding
            .coercion()
            .toTarget(node, type.type(), type.typmod(), CoercionContext.EXPLICIT, location);
    if (result == null) {
      throw Coercion.cannotCast(Coercion.typeOf(node), type.type(), location);
    }
    return result;
  }

  private RexNode is(JsonIsPredicate e, Scope scope) {
    RexNode node = settled(binding.expressions().bind(e.expr(), scope), e.location());
    PgType type = Coercion.typeOf(node);
    boolean fits =
        type.category() == 'S'
            || type.equals(Types.JSON)
            || type.equals(Types.JSONB)
            || type.equals(Types.BYTEA);
    if (!fits) {
      throw Errors.at(
          -1,
          SqlState.DATATYPE_MISMATCH,
          "cannot use type " + type.formatted(-1) + " in IS JSON predicate");
    }
    Item item =
        switch (e.itemType()) {
          case JS_TYPE_ANY -> Item.ANY;
          case JS_TYPE_OBJECT -> Item.OBJECT;
          case JS_TYPE_ARRAY -> Item.ARRAY;
          case JS_TYPE_SCALAR -> Item.SCALAR;
        };
    return call(Form.of(Op.IS).withItem(item, e.uniqueKeys()), Types.BOOL, List.of(node));
  }

  /** JSON_OBJECTAGG and JSON_ARRAYAGG are the aggregates that there were before them. */
  private RexNode aggregate(
      String name, List<Expression> arguments, JsonAggConstructor agg, Scope scope) {
    TypeResolver.Resolved type = type(agg.output(), Types.JSON);
    String family = type.type().equals(Types.JSONB) ? "jsonb_" : "json_";
    WindowDef over = agg.over();
    FuncCall call =
        new FuncCall(
            List.of("pg_catalog", family + name),
            arguments,
            agg.aggOrder(),
            agg.aggFilter(),
            over,
            false,
            false,
            false,
            false,
            CoercionForm.COERCE_EXPLICIT_CALL,
            agg.location());
    return output(
        binding.expressions().bind(call, scope), agg.output(), Types.JSON, agg.location());
  }

  // JSON_EXISTS, JSON_VALUE, JSON_QUERY

  private RexNode query(JsonFuncExpr e, Scope scope) {
    Op op =
        switch (e.op()) {
          case JSON_EXISTS_OP -> Op.EXISTS;
          case JSON_VALUE_OP -> Op.VALUE;
          case JSON_QUERY_OP -> Op.QUERY;
        };
    PgType standard =
        switch (op) {
          case EXISTS -> Types.BOOL;
          case VALUE -> Types.TEXT;
          default -> Types.JSONB;
        };
    TypeResolver.Resolved type = type(e.output(), standard);
    List<RexNode> operands = new ArrayList<>();
    RexNode document = binding.expressions().bind(e.contextItem().rawExpr(), scope);
    operands.add(explicitly(document, Types.JSONB, e.location()));
    RexNode path = binding.expressions().bind(e.pathspec(), scope);
    if (!Coercion.isUnknown(path) && !Coercion.typeOf(path).equals(JSONPATH)) {
      throw Errors.at(
          Locations.of(e.pathspec()),
          SqlState.DATATYPE_MISMATCH,
          "JSON path expression must be of type jsonpath, not of type "
              + Coercion.typeOf(path).formatted(-1));
    }
    operands.add(explicitly(path, JSONPATH, Locations.of(e.pathspec())));
    List<String> names = new ArrayList<>();
    for (JsonArgument argument : e.passing()) {
      names.add(argument.name());
      operands.add(value(argument.val(), scope));
    }
    Behavior onEmpty = behavior(e.onEmpty(), op == Op.EXISTS ? Behavior.FALSE : Behavior.NULL);
    Behavior onError = behavior(e.onError(), op == Op.EXISTS ? Behavior.FALSE : Behavior.NULL);
    for (JsonBehavior behavior : new JsonBehavior[] {e.onEmpty(), e.onError()}) {
      if (behavior != null && behavior.expr() != null) {
        operands.add(defaultValue(behavior, type, scope));
      }
    }
    Wrapper wrapper =
        switch (e.wrapper()) {
          case JSW_UNSPEC, JSW_NONE -> Wrapper.NONE;
          case JSW_CONDITIONAL -> Wrapper.CONDITIONAL;
          case JSW_UNCONDITIONAL -> Wrapper.UNCONDITIONAL;
        };
    boolean omit = e.quotes() == JsonQuotes.JS_QUOTES_OMIT;
    if (e.quotes() != JsonQuotes.JS_QUOTES_UNSPEC && wrapper != Wrapper.NONE) {
      throw Errors.at(
          e.location(),
          SqlState.SYNTAX_ERROR,
          "SQL/JSON QUOTES behavior must not be specified when WITH WRAPPER is used");
    }
    Form form = new Form(op, false, false, Item.ANY, wrapper, omit, onEmpty, onError, names);
    return call(form, type.type(), type.typmod(), operands);
  }

  private RexNode defaultValue(JsonBehavior behavior, TypeResolver.Resolved type, Scope scope) {
    RexNode node = binding.expressions().bind(behavior.expr(), scope);
    RexNode result =
        binding
            .coercion()
            .toTarget(
                node,
                type.type(),
                type.typmod(),
                CoercionContext.ASSIGNMENT,
                binding.locationOf(node, behavior.location()));
    if (result == null) {
      throw Coercion.cannotCast(Coercion.typeOf(node), type.type(), behavior.location());
    }
    return result;
  }

  private static Behavior behavior(JsonBehavior behavior, Behavior standard) {
    return behavior == null
        ? standard
        : switch (behavior.btype()) {
          case JSON_BEHAVIOR_NULL -> Behavior.NULL;
          case JSON_BEHAVIOR_ERROR -> Behavior.ERROR;
          case JSON_BEHAVIOR_EMPTY, JSON_BEHAVIOR_EMPTY_ARRAY -> Behavior.EMPTY_ARRAY;
          case JSON_BEHAVIOR_TRUE -> Behavior.TRUE;
          case JSON_BEHAVIOR_FALSE -> Behavior.FALSE;
          case JSON_BEHAVIOR_UNKNOWN -> Behavior.UNKNOWN;
          case JSON_BEHAVIOR_EMPTY_OBJECT -> Behavior.EMPTY_OBJECT;
          case JSON_BEHAVIOR_DEFAULT -> Behavior.DEFAULT;
        };
  }
}
