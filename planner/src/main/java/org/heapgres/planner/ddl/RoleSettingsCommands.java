package org.heapgres.planner.ddl;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.RoleSettings;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.command.SetCommand;
import org.heapgres.planner.parse.tree.AccessStatement.AlterRoleSetStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterDatabaseSetStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.VariableSetStmt;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.settings.SettingsTable;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** ALTER ROLE ... SET and ALTER DATABASE ... SET: the values that new sessions begin with. */
final class RoleSettingsCommands {
  private static final int ALL = 0;

  static final Command<AlterRoleSetStmt> OF_ROLE =
      new Command<>() {
        @Override
        public Outcome run(Run run, AlterRoleSetStmt statement) {
          Session session = run.session();
          int role = ALL;
          if (statement.role() != null) {
            Role named = Owners.role(session, statement.role());
            checkMayAlter(session, named);
            role = named.oid();
          }
          int database =
              statement.database() == null ? ALL : database(session, statement.database()).oid();
          if (role == ALL && database == ALL && !session.superuser()) {
            throw denied("alter setting")
                .withDetail("Only roles with the SUPERUSER attribute may alter settings globally.");
          }
          change(session, database, role, statement.setstmt());
          return new Outcome.Done("ALTER ROLE");
        }
      };

  static final Command<AlterDatabaseSetStmt> OF_DATABASE =
      new Command<>() {
        @Override
        public Outcome run(Run run, AlterDatabaseSetStmt statement) {
          Session session = run.session();
          DatabaseEntry database = database(session, statement.dbname());
          Permissions.requireOwner(session, database);
          change(session, database.oid(), ALL, statement.setstmt());
          return new Outcome.Done("ALTER DATABASE");
        }
      };

  private RoleSettingsCommands() {}

  private static PgException denied(String what) {
    return new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to " + what);
  }

  private static DatabaseEntry database(Session session, String name) {
    return session.catalog().shared().requiredDatabase(name);
  }

  private static void checkMayAlter(Session session, Role role) {
    Role current = session.environment().currentRole();
    if (role.superuser() && !current.superuser()) {
      throw denied("alter role")
          .withDetail(
              "Only roles with the SUPERUSER attribute may alter roles with the SUPERUSER"
                  + " attribute.");
    }
    boolean manages =
        current.superuser()
            || (current.createRole() && Permissions.of(session).isAdminOf(role.oid()));
    if (!manages && role.oid() != current.oid()) {
      throw denied("alter role")
          .withDetail(
              ("Only roles with the CREATEROLE attribute and the ADMIN option on role \"%s\" may"
                      + " alter this role.")
                  .formatted(role.name()));
    }
  }

  private static void change(Session session, int database, int role, VariableSetStmt statement) {
    Optional<RoleSettings> known = session.catalog().shared().settings(database, role);
    Map<String, String> values = new TreeMap<>(known.map(RoleSettings::values).orElse(Map.of()));
    switch (statement.kind()) {
      case VAR_SET_VALUE -> values.put(name(statement), checked(session, statement));
      case VAR_SET_CURRENT ->
          values.put(name(statement), session.settings().value(statement.name()));
      case VAR_SET_DEFAULT, VAR_RESET -> values.remove(name(statement));
      case VAR_RESET_ALL -> values.clear();
      case VAR_SET_MULTI -> throw PgException.notSupported("SET " + statement.name());
    }
    if (values.isEmpty()) {
      known.ifPresent(session.transaction()::remove);
    } else {
      int oid = known.map(RoleSettings::oid).orElseGet(() -> session.engine().cluster().nextOid());
      session.transaction().put(new RoleSettings(oid, database, role, values));
    }
  }

  private static String name(VariableSetStmt statement) {
    return SettingsTable.find(statement.name())
        .map(setting -> setting.name())
        .orElse(statement.name());
  }

  /** The value is tried, so that a wrong one is refused now. */
  private static String checked(Session session, VariableSetStmt statement) {
    String value = SetCommand.value(statement);
    int mark = session.settings().mark();
    session.settings().set(statement.name(), value, true, session.superuser());
    session.settings().rollbackTo(mark);
    return value;
  }
}
