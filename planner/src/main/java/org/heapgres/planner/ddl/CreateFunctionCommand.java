package org.heapgres.planner.ddl;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.heapgres.planner.Routine;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.FunctionEntry.Argument;
import org.heapgres.planner.catalog.FunctionEntry.Body;
import org.heapgres.planner.catalog.Languages;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateFunctionStmt;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Invocation;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE [OR REPLACE] FUNCTION and PROCEDURE. */
public final class CreateFunctionCommand implements Command<CreateFunctionStmt> {
  static final long PG_PROC = 1255;

  @Override
  public Outcome run(Run run, CreateFunctionStmt statement) {
    Session session = run.session();
    Schema schema =
        Names.creationSchema(
            session,
            Names.rangeVar(
                new ListValue(statement.funcname().stream().<Node>map(StringValue::new).toList())));
    String name = statement.funcname().getLast();
    boolean set = statement.returnType() != null && statement.returnType().setof();
    RoutineOptions options = new RoutineOptions(session, statement.isProcedure(), set);
    options.read(statement.options());
    String language = language(session, options, statement);
    Permissions.requireLanguage(
        session,
        options.language() == null ? language : options.language(),
        Languages.oid(language),
        Languages.trusted(language));
    RoutineSignature signature =
        RoutineSignature.of(session, statement, run.prepared().raw().source());
    Body body = body(run, statement, options, language);
    claim(session, schema, name);
    FunctionEntry before = signature.among(session.catalog().functions(schema.oid(), name));
    FunctionEntry function =
        new FunctionEntry(
            before == null ? session.database().oids().next() : before.oid(),
            schema.oid(),
            name,
            before == null ? session.environment().currentRole().oid() : before.owner(),
            statement.isProcedure() ? 'p' : 'f',
            signature.arguments(),
            signature.result().oid(),
            signature.returnsSet(),
            language,
            body,
            options.attributes(),
            before == null ? null : before.comment());
    if (before != null) {
      checkReplaceable(session, before, function, statement.replace());
      Permissions.requireOwner(session, before);
    }
    session.transaction().put(function);
    if (!language.equals("c")
        && (session.settings().bool("check_function_bodies") || body.statements() != null)) {
      validate(run, function);
    }
    return new Outcome.Done(CommandTags.of(statement));
  }

  public static void claim(Session session, Schema schema, String name) {
    session
        .transaction()
        .storage()
        .lock(
            new LockTag.Catalogued(PG_PROC, ((long) schema.oid() << 32) ^ name.hashCode()),
            LockMode.EXCLUSIVE,
            LockWait.BLOCK);
  }

  private static String language(
      Session session, RoutineOptions options, CreateFunctionStmt statement) {
    if (options.language() == null) {
      if (statement.sqlBody() == null) {
        throw new PgException(SqlState.INVALID_FUNCTION_DEFINITION, "no language specified");
      }
      return Languages.SQL;
    }
    String name = options.language();
    if (name.equals("c") && session.createsExtension()) {
      return name;
    }
    return switch (name) {
      case Languages.SQL, Languages.PLPGSQL -> name;
      case "c", "internal" -> throw PgException.notSupported("functions in language " + name);
      default ->
          session
              .engine()
              .language(name)
              .map(found -> found.names().iterator().next())
              .orElseThrow(() -> noLanguage(name));
    };
  }

  private static PgException noLanguage(String name) {
    PgException error =
        new PgException(SqlState.UNDEFINED_OBJECT, "language \"" + name + "\" does not exist");
    return name.toLowerCase(Locale.ROOT).startsWith("pl")
        ? error.withHint("Use CREATE EXTENSION to load the language into the database.")
        : error;
  }

  private static Body body(
      Run run, CreateFunctionStmt statement, RoutineOptions options, String language) {
    List<String> path = run.session().environment().searchPath();
    if (statement.sqlBody() == null) {
      if (options.source() == null) {
        throw new PgException(SqlState.INVALID_FUNCTION_DEFINITION, "no function body specified");
      }
      if (options.source().size() > 1) {
        throw new PgException(
            SqlState.INVALID_FUNCTION_DEFINITION,
            "only one AS item needed for language \"" + language + "\"");
      }
      return new Body(options.source().getFirst(), null, path);
    }
    if (options.source() != null) {
      throw new PgException(
          SqlState.INVALID_FUNCTION_DEFINITION, "duplicate function body specified");
    }
    if (!language.equals(Languages.SQL)) {
      throw new PgException(
          SqlState.INVALID_FUNCTION_DEFINITION,
          "inline SQL function body only valid for language SQL");
    }
    return new Body("", run.prepared().raw().source().textOf(statement.sqlBody()), path);
  }

  private static void checkReplaceable(
      Session session, FunctionEntry before, FunctionEntry now, boolean replace) {
    if (!replace) {
      throw new PgException(
          SqlState.DUPLICATE_FUNCTION,
          "function \"" + now.name() + "\" already exists with same argument types");
    }
    if (before.kind() != now.kind()) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "cannot change routine kind")
          .withDetail("\"" + before.name() + "\" is a " + RoutineLookup.kindName(before) + ".");
    }
    if (before.result() != now.result() || before.returnsSet() != now.returnsSet()) {
      throw cannotChange(session, before, "cannot change return type of existing function");
    }
    List<Argument> outputs = before.outputs();
    boolean sameOutputs =
        outputs.size() == now.outputs().size()
            && outputs.stream()
                .map(Argument::type)
                .toList()
                .equals(now.outputs().stream().map(Argument::type).toList())
            && outputs.stream()
                .map(Argument::name)
                .toList()
                .equals(now.outputs().stream().map(Argument::name).toList());
    if (before.result() == Types.RECORD.oid() && !sameOutputs) {
      throw cannotChange(session, before, "cannot change return type of existing function")
          .withDetail("Row type defined by OUT parameters is different.");
    }
    List<Argument> inputs = before.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      Argument old = inputs.get(i);
      Argument fresh = now.inputs().get(i);
      if (!old.name().isEmpty() && !old.name().equals(fresh.name())) {
        throw cannotChange(
            session, before, "cannot change name of input parameter \"" + old.name() + "\"");
      }
      if (old.defaultValue() != null && fresh.defaultValue() == null) {
        throw cannotChange(
            session, before, "cannot remove parameter defaults from existing function");
      }
    }
  }

  private static PgException cannotChange(Session session, FunctionEntry before, String message) {
    return new PgException(SqlState.INVALID_FUNCTION_DEFINITION, message)
        .withHint(
            "Use DROP %s %s first."
                .formatted(
                    RoutineLookup.kindName(before).toUpperCase(Locale.ROOT),
                    RoutineLookup.shown(session, before)));
  }

  private static void validate(Run run, FunctionEntry function) {
    Session session = run.session();
    Routine routine = session.routines().declared(function);
    try {
      session
          .routines()
          .language(function.language())
          .validate(new Invocation(session, function, routine));
    } catch (PgException e) {
      Body body = function.body();
      throw transposed(
          e, run.prepared().sql(), body.statements() == null ? body.source() : body.statements());
    }
  }

  /** A position in the code becomes one in the statement, where the code stands as it is. */
  public static PgException transposed(PgException e, String sql, String text) {
    if (e.position() == 0) {
      return e;
    }
    int at = sql.indexOf(text);
    return at < 0 || sql.indexOf(text, at + 1) >= 0
        ? e.withInternalQuery(text)
        : e.withPosition(at + e.position());
  }

  /** As in messages: the types joined by commas. */
  public static String types(Session session, List<Integer> oids) {
    var types = session.environment().types();
    return oids.stream()
        .map(types::require)
        .map(PgType::oid)
        .map(oid -> ObjectNames.typeName(session, oid))
        .collect(Collectors.joining(","));
  }
}
