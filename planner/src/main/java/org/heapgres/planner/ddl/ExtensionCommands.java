package org.heapgres.planner.ddl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Extension;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.system.Extensions;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterExtensionStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateExtensionStmt;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.NestedStatements;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * CREATE and ALTER EXTENSION. What an extension consists of is a script of its own beside {@link
 * Extensions}, run in the schema it goes to; languages of functions are there from the start.
 */
final class ExtensionCommands {
  static final Command<CreateExtensionStmt> CREATE =
      new Command<>() {
        @Override
        public Outcome run(Run run, CreateExtensionStmt statement) {
          create(run.session(), statement);
          return new Outcome.Done("CREATE EXTENSION");
        }
      };

  static final Command<AlterExtensionStmt> ALTER =
      new Command<>() {
        @Override
        public Outcome run(Run run, AlterExtensionStmt statement) {
          Session session = run.session();
          require(session, statement.extname());
          session.notice(
              Notice.notice(
                  "version \"%s\" of extension \"%s\" is already installed"
                      .formatted(Extensions.version(statement.extname()), statement.extname())));
          return new Outcome.Done("ALTER EXTENSION");
        }
      };

  private ExtensionCommands() {}

  static Extension require(Session session, String name) {
    return session
        .catalog()
        .extension(name)
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.UNDEFINED_OBJECT, "extension \"" + name + "\" does not exist"));
  }

  private static void create(Session session, CreateExtensionStmt statement) {
    String name = statement.extname();
    if (Extensions.isBuiltIn(name)
        || session.engine().language(name).isPresent()
        || session.catalog().extension(name).isPresent()) {
      boolean language = !Extensions.isBuiltIn(name) && session.engine().language(name).isPresent();
      String message = "extension \"" + name + "\" already exists";
      if (language) {
        return;
      }
      if (!statement.ifNotExists()) {
        throw new PgException(SqlState.DUPLICATE_OBJECT, message);
      }
      session.notice(Notice.notice(SqlState.DUPLICATE_OBJECT, message + ", skipping"));
      return;
    }
    if (Extensions.version(name) == null) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED, "extension \"" + name + "\" is not available")
          .withHint(
              "The extension must first be installed on the system where PostgreSQL is running.");
    }
    Schema schema = schema(session, statement);
    String before = session.settings().value("search_path");
    Set<Integer> known = new HashSet<>();
    session.catalog().objects().forEach(object -> known.add(object.oid()));
    session.settings().set("search_path", Identifiers.quote(schema.name()), true, true);
    session.createExtension(true);
    String script = script(name);
    try {
      for (RawStmt raw : Parser.parse(script)) {
        Prepared step = Prepared.internal(session, script, raw, List.of());
        step.analyse();
        NestedStatements.run(session, step, new Object[0]);
      }
    } finally {
      session.createExtension(false);
      session.settings().set("search_path", before, true, true);
    }
    List<Integer> members =
        session.catalog().objects().stream()
            .map(CatalogObject::oid)
            .filter(oid -> !known.contains(oid))
            .toList();
    session
        .transaction()
        .put(
            new Extension(
                session.database().oids().next(),
                name,
                session.environment().currentRole().oid(),
                schema.oid(),
                Extensions.version(name),
                members,
                Extensions.comment(name)));
  }

  private static Schema schema(Session session, CreateExtensionStmt statement) {
    String wanted = null;
    for (DefElem option : statement.options()) {
      switch (option.defname()) {
        case "schema" -> wanted = Options.text(option);
        case "new_version" -> {
          String version = Options.text(option);
          if (!version.equals(Extensions.version(statement.extname()))) {
            throw new PgException(
                SqlState.INVALID_PARAMETER_VALUE,
                "extension \"%s\" has no installation script nor update path for version \"%s\""
                    .formatted(statement.extname(), version));
          }
        }
        case "cascade" -> {}
        default -> throw Options.unknown("extension", option);
      }
    }
    if (wanted != null) {
      return Names.schema(session, wanted);
    }
    List<String> path = session.environment().schemas(false);
    if (path.isEmpty()) {
      throw new PgException(
          SqlState.INVALID_SCHEMA_NAME, "no schema has been selected to create in");
    }
    return Names.schema(session, path.getFirst());
  }

  private static String script(String name) {
    try (InputStream in = Extensions.class.getResourceAsStream("extension/" + name + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
