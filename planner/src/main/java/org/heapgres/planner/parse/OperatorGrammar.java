package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.CreateOpClassItem;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.ObjectWithArgs;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.ObjectStatement.AggregateArguments;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterOpFamilyStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterOperatorStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CoercionContext;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateCastStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateConversionStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateOpClassStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateOpFamilyStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateTransformStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.DefineStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** Operators and their classes, aggregates, casts, conversions and transforms. */
final class OperatorGrammar extends GrammarPart {
  OperatorGrammar(Grammar g) {
    super(g);
  }

  // Operators.

  /** After CREATE. */
  Statement create() {
    expect(OPERATOR);
    if (at(CLASS) && tokens.peek(1) != DOT) {
      return createClass();
    }
    if (at(FAMILY) && tokens.peek(1) != DOT) {
      tokens.advance();
      List<String> name = anyName();
      expect(USING);
      return new CreateOpFamilyStmt(name, colId());
    }
    List<String> name = g.names.anyOperator();
    return TypeDefinitionGrammar.define(ObjectType.OBJECT_OPERATOR, name, g.options.definition());
  }

  /** After ALTER. */
  Statement alter() {
    expect(OPERATOR);
    if ((at(CLASS) || at(FAMILY)) && tokens.peek(1) != DOT) {
      return alterClassOrFamily();
    }
    ObjectWithArgs operator = g.signatures.operator();
    if (at(SET, LEFT_PAREN)) {
      tokens.advance();
      return new AlterOperatorStmt(operator, alterOptions());
    }
    if (at(RENAME)) {
      throw syntaxError();
    }
    return g.alter.shared(ObjectType.OBJECT_OPERATOR, operator);
  }

  /** The options of ALTER OPERATOR and ALTER TYPE, which may be NONE. */
  List<DefElem> alterOptions() {
    return parenthesized(this::alterOption);
  }

  private DefElem alterOption() {
    int start = location();
    String name = colLabel();
    if (!accept(EQUALS)) {
      return defElem(name, null, start);
    }
    return defElem(name, accept(NONE) ? null : g.options.defArg(), start);
  }

  private Statement alterClassOrFamily() {
    ObjectType type = at(CLASS) ? ObjectType.OBJECT_OPCLASS : ObjectType.OBJECT_OPFAMILY;
    tokens.advance();
    List<String> name = anyName();
    expect(USING);
    String method = colId();
    if (type == ObjectType.OBJECT_OPFAMILY && (at(ADD) || at(DROP))) {
      boolean drop = at(DROP);
      tokens.advance();
      return new AlterOpFamilyStmt(
          name, method, drop, drop ? commaList(this::dropItem) : commaList(this::classItem));
    }
    List<String> path = new ArrayList<>();
    path.add(method);
    path.addAll(name);
    return g.alter.shared(type, new ListValue(strings(path)));
  }

  private Statement createClass() {
    tokens.advance();
    List<String> name = anyName();
    boolean isDefault = accept(DEFAULT);
    expect(FOR, TYPE);
    TypeName type = g.types.typeName();
    expect(USING);
    String method = colId();
    List<String> family = accept(FAMILY) ? anyName() : List.of();
    expect(AS);
    return new CreateOpClassStmt(name, family, method, type, commaList(this::classItem), isDefault);
  }

  private CreateOpClassItem classItem() {
    switch (tokens.kind) {
      case OPERATOR -> {
        tokens.advance();
        int number = iconst();
        ObjectWithArgs operator = operatorWithOptionalTypes();
        List<String> orderFamily = List.of();
        if (accept(FOR)) {
          if (!accept(SEARCH)) {
            expect(ORDER, BY);
            orderFamily = anyName();
          }
        }
        return new CreateOpClassItem(
            CreateOpClassItem.OPCLASS_ITEM_OPERATOR,
            operator,
            number,
            orderFamily,
            List.of(),
            null);
      }
      case FUNCTION -> {
        tokens.advance();
        int number = iconst();
        List<TypeName> types = optionalParenthesized(g.types::typeName);
        return new CreateOpClassItem(
            CreateOpClassItem.OPCLASS_ITEM_FUNCTION,
            g.signatures.function(),
            number,
            List.of(),
            types,
            null);
      }
      default -> {
        expect(STORAGE);
        return new CreateOpClassItem(
            CreateOpClassItem.OPCLASS_ITEM_STORAGETYPE,
            null,
            0,
            List.of(),
            List.of(),
            g.types.typeName());
      }
    }
  }

  private ObjectWithArgs operatorWithOptionalTypes() {
    List<String> name = g.names.anyOperator();
    return at(LEFT_PAREN)
        ? g.signatures.operator(name)
        : new ObjectWithArgs(name, List.of(), List.of(), false);
  }

  private CreateOpClassItem dropItem() {
    int type = CreateOpClassItem.OPCLASS_ITEM_OPERATOR;
    if (accept(FUNCTION)) {
      type = CreateOpClassItem.OPCLASS_ITEM_FUNCTION;
    } else {
      expect(OPERATOR);
    }
    int number = iconst();
    List<TypeName> types = parenthesized(g.types::typeName);
    return new CreateOpClassItem(type, null, number, List.of(), types, null);
  }

  // Aggregates.

  /** After CREATE and OR REPLACE. */
  Statement createAggregate(boolean replace) {
    expect(AGGREGATE);
    List<String> name = g.signatures.functionName();
    if (atOldStyle()) {
      List<DefElem> definition = parenthesized(this::oldStyleOption);
      return new DefineStmt(
          ObjectType.OBJECT_AGGREGATE, true, name, null, definition, false, replace);
    }
    AggregateArguments arguments = g.signatures.aggregateArguments();
    return new DefineStmt(
        ObjectType.OBJECT_AGGREGATE,
        false,
        name,
        arguments,
        g.options.definition(),
        false,
        replace);
  }

  /** Before the arguments stood in front, {@code basetype = ...} was an option. */
  private boolean atOldStyle() {
    return tokens.peek(1) == IDENTIFIER && tokens.peek(2) == EQUALS;
  }

  private DefElem oldStyleOption() {
    int start = location();
    if (!at(IDENTIFIER)) {
      throw syntaxError();
    }
    String name = take();
    expect(EQUALS);
    return defElem(name, g.options.defArg(), start);
  }

  // Casts, conversions, transforms.

  /** After CREATE. */
  Statement createCast() {
    expect(CAST, LEFT_PAREN);
    TypeName source = g.types.typeName();
    expect(AS);
    TypeName target = g.types.typeName();
    expect(RIGHT_PAREN);
    ObjectWithArgs function = null;
    boolean inout = false;
    if (accept(WITHOUT)) {
      expect(FUNCTION);
    } else {
      expect(WITH);
      inout = accept(INOUT);
      if (!inout) {
        expect(FUNCTION);
        function = g.signatures.function();
      }
    }
    CoercionContext context = CoercionContext.COERCION_EXPLICIT;
    if (accept(AS)) {
      if (accept(IMPLICIT)) {
        context = CoercionContext.COERCION_IMPLICIT;
      } else {
        expect(ASSIGNMENT);
        context = CoercionContext.COERCION_ASSIGNMENT;
      }
    }
    return new CreateCastStmt(source, target, function, context, inout);
  }

  /** After CREATE and DEFAULT. */
  Statement createConversion(boolean isDefault) {
    expect(CONVERSION);
    List<String> name = anyName();
    expect(FOR);
    String from = sconst();
    expect(TO);
    String to = sconst();
    expect(FROM);
    return new CreateConversionStmt(name, from, to, anyName(), isDefault);
  }

  /** After CREATE and OR REPLACE. */
  Statement createTransform(boolean replace) {
    expect(TRANSFORM, FOR);
    TypeName type = g.types.typeName();
    expect(LANGUAGE);
    String language = colId();
    expect(LEFT_PAREN);
    ObjectWithArgs from = null;
    ObjectWithArgs to = null;
    boolean fromFirst = at(FROM);
    if (fromFirst) {
      from = transformFunction(FROM);
      to = accept(COMMA) ? transformFunction(TO) : null;
    } else {
      to = transformFunction(TO);
      from = accept(COMMA) ? transformFunction(FROM) : null;
    }
    expect(RIGHT_PAREN);
    return new CreateTransformStmt(replace, type, language, from, to);
  }

  private ObjectWithArgs transformFunction(Token direction) {
    expect(direction, SQL, WITH);
    expect(FUNCTION);
    return g.signatures.function();
  }
}
