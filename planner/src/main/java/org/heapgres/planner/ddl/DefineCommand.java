package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.FunctionEntry.Argument;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.FunctionParameter;
import org.heapgres.planner.parse.tree.Definition.FunctionParameterMode;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.DefineStmt;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.OidAllocator;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE AGGREGATE, OPERATOR, COLLATION and their like. */
final class DefineCommand implements Command<DefineStmt> {
  @Override
  public Outcome run(Run run, DefineStmt statement) {
    Session session = run.session();
    switch (statement.kind()) {
      case OBJECT_OPERATOR -> OperatorCommands.create(session, statement);
      case OBJECT_AGGREGATE -> aggregate(session, statement);
      case OBJECT_TYPE -> baseType(session, statement);
      case OBJECT_TSDICTIONARY -> TextSearchCommands.createDictionary(session, statement);
      case OBJECT_TSCONFIGURATION -> TextSearchCommands.createConfiguration(session, statement);
      case OBJECT_COLLATION -> CollationCommands.create(session, statement);
      default -> throw PgException.notSupported(CommandTags.of(statement));
    }
    return new Outcome.Done(CommandTags.of(statement));
  }

  private static Schema schema(Session session, DefineStmt statement) {
    List<Node> parts = statement.defnames().stream().<Node>map(StringValue::new).toList();
    return Names.creationSchema(session, Names.rangeVar(new ListValue(parts)));
  }

  /** Only extensions bring code that handles values: it goes by the type's name. */
  private static void baseType(Session session, DefineStmt statement) {
    if (!session.createsExtension()) {
      throw PgException.notSupported("CREATE TYPE of a base type");
    }
    char category = 'U';
    boolean collatable = false;
    for (DefElem option : statement.definition()) {
      switch (option.defname()) {
        case "category" -> category = Options.text(option).charAt(0);
        case "collatable" -> collatable = Options.bool(option);
        default -> throw Options.unknown("type", option);
      }
    }
    Schema schema = schema(session, statement);
    String name = statement.defnames().getLast();
    OidAllocator oids = session.database().oids();
    session
        .transaction()
        .put(
            new UserType(
                oids.next(),
                schema.oid(),
                name,
                session.environment().currentRole().oid(),
                oids.next(),
                new UserType.Base(name, category, false, collatable),
                null));
  }

  private static void aggregate(Session session, DefineStmt statement) {
    Schema schema = schema(session, statement);
    String name = statement.defnames().getLast();
    List<Argument> arguments = new ArrayList<>();
    List<String> transition = null;
    List<String> finish = null;
    PgType state = null;
    String initial = null;
    String sortOperator = null;
    boolean extra = false;
    if (statement.args() != null && statement.args().numDirectArgs() >= 0) {
      throw PgException.notSupported("CREATE AGGREGATE of an ordered-set aggregate");
    }
    for (DefElem option : statement.definition()) {
      switch (option.defname()) {
        case "sfunc", "sfunc1" -> transition = OperatorCommands.names(option.arg());
        case "finalfunc" -> finish = OperatorCommands.names(option.arg());
        case "finalfunc_extra" -> extra = option.arg() == null || Options.bool(option);
        case "stype", "stype1" -> state = TypeObjects.require(session, option.arg());
        case "initcond", "initcond1" -> initial = Options.text(option);
        case "sortop" -> sortOperator = OperatorCommands.names(option.arg()).getLast();
        case "basetype" -> {
          if (!OperatorCommands.names(option.arg()).getLast().equalsIgnoreCase("any")) {
            PgType base = TypeObjects.require(session, option.arg());
            arguments.add(new Argument("", 'i', base.oid(), null));
          }
        }
        case "sspace",
            "combinefunc",
            "serialfunc",
            "deserialfunc",
            "msfunc",
            "minvfunc",
            "mstype",
            "msspace",
            "mfinalfunc",
            "mfinalfunc_extra",
            "mfinalfunc_modify",
            "minitcond",
            "finalfunc_modify",
            "parallel" -> {}
        case "hypothetical" -> throw PgException.notSupported("hypothetical-set aggregates");
        default ->
            session.notice(
                org.heapgres.planner.Notice.warning(
                    SqlState.SYNTAX_ERROR,
                    "aggregate attribute \"" + option.defname() + "\" not recognized"));
      }
    }
    if (statement.args() != null) {
      for (FunctionParameter parameter : statement.args().parameters()) {
        boolean variadic = parameter.mode() == FunctionParameterMode.FUNC_PARAM_VARIADIC;
        arguments.add(
            new Argument(
                parameter.name() == null ? "" : parameter.name(),
                variadic ? 'v' : 'i',
                TypeObjects.require(session, parameter.argType()).oid(),
                null));
      }
    }
    if (state == null) {
      throw invalid("aggregate stype must be specified");
    }
    if (transition == null) {
      throw invalid("aggregate sfunc must be specified");
    }
    if (state.isPseudo() && !state.isPolymorphic() && state.oid() != Types.INTERNAL.oid()) {
      throw invalid("aggregate transition data type cannot be " + state.formatted(-1));
    }
    List<Integer> inputs = new ArrayList<>();
    inputs.add(state.oid());
    arguments.forEach(argument -> inputs.add(argument.type()));
    int step = require(session, transition, inputs);
    int stepResult = OperatorCommands.resultType(session, step);
    if (stepResult != state.oid() && !Types.isPolymorphic(stepResult)) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH,
          "return type of transition function %s is not %s"
              .formatted(String.join(".", transition), state.formatted(-1)));
    }
    int end = 0;
    int result = state.oid();
    if (finish != null) {
      end = require(session, finish, extra ? inputs : List.of(state.oid()));
      result = OperatorCommands.resultType(session, end);
    }
    if (initial != null && !state.isPseudo()) {
      state.parseText(initial, -1, session.formatSettings());
    }
    CreateFunctionCommand.claim(session, schema, name);
    List<Integer> types = arguments.stream().map(Argument::type).toList();
    FunctionEntry before =
        session.catalog().functions(schema.oid(), name).stream()
            .filter(other -> other.inputTypes().equals(types))
            .findFirst()
            .orElse(null);
    if (before != null && !statement.replace()) {
      throw new PgException(
          SqlState.DUPLICATE_FUNCTION,
          "function \"" + name + "\" already exists with same argument types");
    }
    session
        .transaction()
        .put(
            new FunctionEntry(
                before == null ? session.database().oids().next() : before.oid(),
                schema.oid(),
                name,
                session.environment().currentRole().oid(),
                'a',
                arguments,
                result,
                false,
                "aggregate",
                new FunctionEntry.Body("aggregate_dummy", null, List.of()),
                new FunctionEntry.Attributes('i', false, false, false, 'u', 1, 0, Map.of()),
                null,
                new FunctionEntry.Aggregate(step, state.oid(), end, extra, initial, sortOperator)));
  }

  /** A function of those types, or one whose polymorphic types stand for them. */
  private static int require(Session session, List<String> name, List<Integer> types) {
    int exact = OperatorCommands.function(session, name, types);
    if (exact != 0) {
      return exact;
    }
    for (FunctionEntry own : RoutineLookup.named(session, name)) {
      if (fits(own.inputTypes(), types)) {
        return own.oid();
      }
    }
    return org.heapgres.planner.functions.BuiltInFunctions.procs(name.getLast()).stream()
        .filter(proc -> fits(proc.argumentTypes(), types))
        .findFirst()
        .map(org.heapgres.planner.functions.PgProc::oid)
        .orElseGet(() -> OperatorCommands.requireFunction(session, name, types));
  }

  private static boolean fits(List<Integer> declared, List<Integer> given) {
    if (declared.size() != given.size()) {
      return false;
    }
    for (int i = 0; i < declared.size(); i++) {
      if (!declared.get(i).equals(given.get(i))
          && (!Types.isPolymorphic(declared.get(i)) || Types.isPolymorphic(given.get(i)))
          && declared.get(i) != Types.ANY.oid()) {
        return false;
      }
    }
    return true;
  }

  private static PgException invalid(String message) {
    return new PgException(SqlState.INVALID_FUNCTION_DEFINITION, message);
  }
}
