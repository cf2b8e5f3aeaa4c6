package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.Notice;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.Binder.Purpose;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.FunctionEntry.Argument;
import org.heapgres.planner.parse.tree.Definition.FunctionParameter;
import org.heapgres.planner.parse.tree.Definition.FunctionParameterMode;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateFunctionStmt;
import org.heapgres.planner.parse.tree.SourceText;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TypeLookup;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** What CREATE FUNCTION says of a function's arguments and result. */
record RoutineSignature(List<Argument> arguments, PgType result, boolean returnsSet) {
  static RoutineSignature of(Session session, CreateFunctionStmt statement, SourceText source) {
    List<Argument> arguments = new ArrayList<>();
    for (FunctionParameter parameter : statement.parameters()) {
      Argument argument;
      try {
        argument = argument(session, statement, parameter, arguments, source);
      } catch (PgException e) {
        throw e.position() > 0 ? e : Names.at(parameter.location(), e);
      }
      refusePseudo(session.environment().types().require(argument.type()));
      arguments.add(argument);
    }
    PgType outputs = outputs(session, arguments, statement.isProcedure());
    PgType result = result(session, statement, outputs);
    requirePolymorphicInput(result, arguments);
    for (Argument argument : arguments) {
      if (!argument.input()) {
        requirePolymorphicInput(session.environment().types().require(argument.type()), arguments);
      }
    }
    boolean set = statement.returnType() != null && statement.returnType().setof();
    return new RoutineSignature(arguments, result, set);
  }

  private static Argument argument(
      Session session,
      CreateFunctionStmt statement,
      FunctionParameter parameter,
      List<Argument> before,
      SourceText source) {
    char mode =
        switch (parameter.mode()) {
          case FUNC_PARAM_IN, FUNC_PARAM_DEFAULT -> 'i';
          case FUNC_PARAM_OUT -> 'o';
          case FUNC_PARAM_INOUT -> 'b';
          case FUNC_PARAM_VARIADIC -> 'v';
          case FUNC_PARAM_TABLE -> 't';
        };
    PgType type = type(session, parameter.argType());
    if (parameter.argType().setof()) {
      throw new PgException(
          SqlState.INVALID_FUNCTION_DEFINITION,
          (statement.isProcedure() ? "procedures" : "functions") + " cannot accept set arguments");
    }
    boolean input = mode == 'i' || mode == 'b' || mode == 'v';
    if ((input || statement.isProcedure()) && before.stream().anyMatch(a -> a.mode() == 'v')) {
      throw invalid(
          input
              ? "VARIADIC parameter must be the last input parameter"
              : "VARIADIC parameter must be the last parameter");
    }
    if (mode == 'v' && !type.isArray() && !isPolymorphicArray(type)) {
      throw invalid("VARIADIC parameter must be an array");
    }
    String name = parameter.name() == null ? "" : parameter.name();
    checkName(name, mode, before);
    String value = null;
    if (parameter.defexpr() != null) {
      if (!input) {
        throw invalid("only input parameters can have default values");
      }
      value = source.textOf(parameter.defexpr());
      new Binder(session.bindContext())
          .bindExpression(
              parameter.defexpr(), Purpose.ARGUMENT, null, type.isPolymorphic() ? null : type, -1);
    } else if (input && before.stream().anyMatch(a -> a.defaultValue() != null)) {
      throw invalid("input parameters after one with a default value must also have defaults");
    }
    return new Argument(name, mode, type.oid(), value);
  }

  private static void refusePseudo(PgType type) {
    if (type.isPseudo() && !type.isPolymorphic() && type.oid() != Types.RECORD.oid()) {
      throw invalid("SQL functions cannot have arguments of type " + type.formatted(-1));
    }
  }

  private static boolean isPolymorphicArray(PgType type) {
    return type.oid() == Types.ANYARRAY.oid() || type.oid() == Types.ANYCOMPATIBLEARRAY.oid();
  }

  /** Two inputs, or two outputs, of one name would not be told apart. */
  private static void checkName(String name, char mode, List<Argument> before) {
    if (name.isEmpty()) {
      return;
    }
    Argument self = new Argument(name, mode, 0, null);
    for (Argument other : before) {
      boolean apart =
          (self.mode() == 't' || self.mode() == 'o') != (other.mode() == 't' || other.mode() == 'o')
              && (self.mode() == 'o' || other.mode() == 'o')
              && (self.mode() == 'i' || other.mode() == 'i');
      if (other.name().equals(name) && !apart) {
        throw invalid("parameter name \"" + name + "\" used more than once");
      }
    }
  }

  private static PgException invalid(String message) {
    return new PgException(SqlState.INVALID_FUNCTION_DEFINITION, message);
  }

  /** Null when no argument is output. */
  private static PgType outputs(Session session, List<Argument> arguments, boolean procedure) {
    List<Argument> outputs = arguments.stream().filter(Argument::output).toList();
    if (outputs.isEmpty()) {
      return null;
    }
    return outputs.size() == 1 && !procedure
        ? session.environment().types().require(outputs.getFirst().type())
        : Types.RECORD;
  }

  private static PgType result(Session session, CreateFunctionStmt statement, PgType outputs) {
    if (statement.isProcedure()) {
      return outputs == null ? Types.VOID : outputs;
    }
    if (statement.returnType() == null) {
      if (outputs == null) {
        throw invalid("function result type must be specified");
      }
      return outputs;
    }
    PgType declared;
    try {
      declared = type(session, statement.returnType());
    } catch (PgException e) {
      throw e.withPosition(0);
    }
    if (outputs != null
        && declared.oid() != outputs.oid()
        && statement.parameters().stream()
            .noneMatch(p -> p.mode() == FunctionParameterMode.FUNC_PARAM_TABLE)) {
      throw invalid(
          "function result type must be " + outputs.formatted(-1) + " because of OUT parameters");
    }
    return declared;
  }

  private static void requirePolymorphicInput(PgType type, List<Argument> arguments) {
    if (!type.isPolymorphic()) {
      return;
    }
    boolean compatible = type.name().startsWith("anycompatible");
    boolean determined =
        arguments.stream()
            .filter(Argument::input)
            .map(argument -> Types.byOid(argument.type()))
            .anyMatch(
                input ->
                    input != null
                        && input.isPolymorphic()
                        && input.name().startsWith("anycompatible") == compatible);
    if (!determined) {
      throw invalid("cannot determine result data type")
          .withDetail(
              "A result of type %s requires at least one input of type %s."
                  .formatted(
                      type.name(),
                      compatible
                          ? "anycompatible, anycompatiblearray, anycompatiblenonarray, anycompatiblerange, or anycompatiblemultirange"
                          : "anyelement, anyarray, anynonarray, anyenum, anyrange, or anymultirange"));
    }
  }

  private static PgType type(Session session, TypeName name) {
    PgType type = TypeLookup.type(session, name);
    if (name.pctType()) {
      session.notice(
          Notice.notice(
              "type reference "
                  + String.join(".", name.names())
                  + "%TYPE converted to "
                  + type.formatted(-1)));
    }
    return type;
  }

  /** The entry that has this signature among a function's namesakes, or null. */
  FunctionEntry among(List<FunctionEntry> namesakes) {
    List<Integer> inputs = arguments.stream().filter(Argument::input).map(Argument::type).toList();
    return namesakes.stream()
        .filter(entry -> entry.inputTypes().equals(inputs))
        .findFirst()
        .orElse(null);
  }
}
