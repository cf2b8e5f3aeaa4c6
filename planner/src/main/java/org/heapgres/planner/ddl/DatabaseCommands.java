package org.heapgres.planner.ddl;

import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.command.SmallCommands;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.ObjectStatement.CreatedbStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.DropdbStmt;
import org.heapgres.planner.session.DatabaseUse;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE DATABASE and DROP DATABASE: both take effect at once, outside of any transaction. */
final class DatabaseCommands {
  private static final long PG_DATABASE = 1262;

  static final Command<CreatedbStmt> CREATE =
      new Command<>() {
        @Override
        public Outcome run(Run run, CreatedbStmt statement) {
          SmallCommands.requireAlone(run, "CREATE DATABASE");
          create(run.session(), statement);
          return new Outcome.Done("CREATE DATABASE");
        }
      };

  static final Command<DropdbStmt> DROP =
      new Command<>() {
        @Override
        public Outcome run(Run run, DropdbStmt statement) {
          SmallCommands.requireAlone(run, "DROP DATABASE");
          drop(run.session(), statement);
          return new Outcome.Done("DROP DATABASE");
        }
      };

  private DatabaseCommands() {}

  private static void create(Session session, CreatedbStmt statement) {
    if (!session.superuser() && !session.environment().currentRole().createDatabase()) {
      throw new PgException(
          SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to create database");
    }
    int owner = session.environment().currentRole().oid();
    boolean template = false;
    boolean connections = true;
    int limit = -1;
    for (DefElem option : statement.options()) {
      switch (option.defname()) {
        case "owner" -> {
          if (option.arg() != null) {
            Role role = RoleCommands.require(session, Options.text(option));
            Permissions.requireMaySetRole(session, role);
            owner = role.oid();
          }
        }
        case "is_template" -> template = Options.bool(option);
        case "allow_connections" -> connections = Options.bool(option);
        case "connection_limit" -> limit = (int) Options.number(option);
        case "template" -> checkTemplate(session, option);
        case "encoding" -> checkEncoding(option);
        case "lc_collate", "lc_ctype", "locale", "builtin_locale", "strategy", "locale_provider" ->
            checkLocale(option);
        default -> throw PgException.notSupported("database option \"" + option.defname() + "\"");
      }
    }
    lock(session, statement.dbname());
    Cluster cluster = session.engine().cluster();
    if (cluster.shared().database(statement.dbname()).isPresent()) {
      throw new PgException(
          SqlState.DUPLICATE_DATABASE, "database \"" + statement.dbname() + "\" already exists");
    }
    int oid = cluster.nextOid();
    cluster.create(
        new DatabaseEntry(oid, statement.dbname(), owner, oid, template, connections, limit, null));
  }

  /** Only the templates that are empty can be copied. */
  private static void checkTemplate(Session session, DefElem option) {
    String name = Options.text(option);
    if (name == null || name.equals("template0") || name.equals("template1")) {
      return;
    }
    if (session.engine().cluster().shared().database(name).isEmpty()) {
      throw new PgException(
          SqlState.INVALID_CATALOG_NAME, "template database \"" + name + "\" does not exist");
    }
    throw PgException.notSupported("CREATE DATABASE ... TEMPLATE " + name);
  }

  private static void checkEncoding(DefElem option) {
    String name = Options.text(option);
    if (name != null && !name.equalsIgnoreCase("UTF8") && !name.equalsIgnoreCase("UTF-8")) {
      throw PgException.notSupported("encoding " + name);
    }
  }

  private static void checkLocale(DefElem option) {
    String name = Options.text(option);
    switch (option.defname()) {
      case "strategy" -> {}
      case "locale_provider" -> {
        if (!"builtin".equals(name) && !"libc".equals(name)) {
          throw PgException.notSupported("locale provider " + name);
        }
      }
      default -> {
        if (name != null && !name.equals("C") && !name.equalsIgnoreCase("C.UTF-8")) {
          throw PgException.notSupported("locale \"" + name + "\"");
        }
      }
    }
  }

  private static void drop(Session session, DropdbStmt statement) {
    String name = statement.dbname();
    lock(session, name);
    Cluster cluster = session.engine().cluster();
    DatabaseEntry entry = cluster.shared().database(name).orElse(null);
    if (entry == null) {
      if (!statement.missingOk()) {
        throw new PgException(
            SqlState.INVALID_CATALOG_NAME, "database \"" + name + "\" does not exist");
      }
      SmallCommands.skipping(session, "database", name);
      return;
    }
    Permissions.requireOwner(session, entry);
    if (entry.template()) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "cannot drop a template database");
    }
    if (entry.oid() == session.entry().oid()) {
      throw new PgException(SqlState.OBJECT_IN_USE, "cannot drop the currently open database");
    }
    boolean force = false;
    for (DefElem option : statement.options()) {
      if (!option.defname().equals("force")) {
        throw Options.unknown("DROP DATABASE", option);
      }
      force = true;
    }
    if (force) {
      session.engine().others(entry, session).forEach(Session::terminate);
    }
    int prepared;
    try (DatabaseUse use = cluster.use(entry)) {
      prepared = use.database().storage().prepared().size();
    }
    if (prepared > 0) {
      throw inUse(
          name,
          prepared == 1
              ? "There is 1 prepared transaction using the database."
              : "There are " + prepared + " prepared transactions using the database.");
    }
    int users = session.engine().alone(entry, session, () -> cluster.drop(entry));
    if (users > 0) {
      throw inUse(
          name,
          users == 1
              ? "There is 1 other session using the database."
              : "There are " + users + " other sessions using the database.");
    }
    session.catalog().shared().settings().stream()
        .filter(settings -> settings.database() == entry.oid())
        .toList()
        .forEach(session.transaction()::remove);
  }

  private static PgException inUse(String database, String detail) {
    return new PgException(
            SqlState.OBJECT_IN_USE,
            "database \"" + database + "\" is being accessed by other users")
        .withDetail(detail);
  }

  private static void lock(Session session, String name) {
    session
        .transaction()
        .storage()
        .lock(
            new LockTag.Catalogued(PG_DATABASE, name.hashCode()),
            LockMode.EXCLUSIVE,
            LockWait.BLOCK);
  }
}
