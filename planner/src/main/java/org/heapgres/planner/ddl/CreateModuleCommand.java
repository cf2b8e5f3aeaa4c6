package org.heapgres.planner.ddl;

import java.util.List;
import org.heapgres.planner.ProceduralLanguage;
import org.heapgres.planner.catalog.Languages;
import org.heapgres.planner.catalog.ModuleEntry;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateModuleStmt;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.LanguageCall;
import org.heapgres.planner.session.Modules;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE [OR REPLACE] MODULE: Python code by a name that {@code import} finds. */
final class CreateModuleCommand implements Command<CreateModuleStmt> {
  private static final String LANGUAGE = "py";

  /** The class of its locks: the oid of heapgres_modules. */
  private static final long MODULES = 9121;

  @Override
  public Outcome run(Run run, CreateModuleStmt statement) {
    Session session = run.session();
    List<Node> parts = statement.name().stream().<Node>map(StringValue::new).toList();
    Schema schema = Names.creationSchema(session, Names.rangeVar(new ListValue(parts)));
    String name = statement.name().getLast();
    ProceduralLanguage language =
        session
            .engine()
            .language(LANGUAGE)
            .orElseThrow(() -> PgException.notSupported("language " + LANGUAGE));
    Permissions.requireLanguage(
        session, LANGUAGE, Languages.oid(LANGUAGE), Languages.trusted(LANGUAGE));
    claim(session, schema, name);
    ModuleEntry before = session.catalog().module(schema.oid(), name).orElse(null);
    if (before == null) {
      session
          .transaction()
          .put(
              new ModuleEntry(
                  session.database().oids().next(),
                  schema.oid(),
                  name,
                  session.environment().currentRole().oid(),
                  1,
                  statement.source(),
                  null));
    } else {
      replace(session, before, statement);
    }
    validate(run, language, name, statement.source());
    return new Outcome.Done("CREATE MODULE");
  }

  private static void claim(Session session, Schema schema, String name) {
    session
        .transaction()
        .storage()
        .lock(
            new LockTag.Catalogued(MODULES, ((long) schema.oid() << 32) ^ name.hashCode()),
            LockMode.EXCLUSIVE,
            LockWait.BLOCK);
  }

  private static void replace(Session session, ModuleEntry before, CreateModuleStmt statement) {
    if (!statement.replace()) {
      throw new PgException(
          SqlState.DUPLICATE_OBJECT, "module \"" + before.name() + "\" already exists");
    }
    Permissions.requireOwner(session, before);
    ModuleEntry after = before.withSource(statement.source());
    if (after.version() != before.version()) {
      session.transaction().put(after);
      Modules.replaced(session, after);
    }
  }

  private static void validate(Run run, ProceduralLanguage language, String name, String source) {
    LanguageCall call = new LanguageCall(run, false, false);
    try {
      language.validateModule(call, name, source);
    } catch (PgException e) {
      throw CreateFunctionCommand.transposed(e, run.prepared().sql(), source);
    } finally {
      call.close();
    }
  }
}
