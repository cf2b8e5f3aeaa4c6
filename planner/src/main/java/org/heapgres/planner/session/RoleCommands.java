package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.parse.tree.AccessStatement.AlterRoleStmt;
import org.heapgres.planner.parse.tree.AccessStatement.CreateRoleStmt;
import org.heapgres.planner.parse.tree.AccessStatement.DropRoleStmt;
import org.heapgres.planner.parse.tree.AccessStatement.RoleStmtType;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE, ALTER and DROP ROLE; roles are shared by all databases and change at once. */
final class RoleCommands {
  static final Command<CreateRoleStmt> CREATE =
      new Command<>() {
        @Override
        public Outcome run(Run run, CreateRoleStmt statement) {
          create(run.session(), statement);
          return new Outcome.Done("CREATE ROLE");
        }
      };

  static final Command<AlterRoleStmt> ALTER =
      new Command<>() {
        @Override
        public Outcome run(Run run, AlterRoleStmt statement) {
          Session session = run.session();
          Role role = require(session, name(session, statement.role()));
          boolean own = role.oid() == session.environment().currentRole().oid();
          if (!own || !statement.options().stream().allMatch(o -> o.defname().equals("password"))) {
            checkMayManage(session, "alter role");
          }
          Cluster cluster = session.engine().cluster();
          cluster.changeRole(role, before -> changed(before, statement.options()));
          return new Outcome.Done("ALTER ROLE");
        }
      };

  static final Command<DropRoleStmt> DROP =
      new Command<>() {
        @Override
        public Outcome run(Run run, DropRoleStmt statement) {
          drop(run.session(), statement);
          return new Outcome.Done("DROP ROLE");
        }
      };

  private RoleCommands() {}

  static Role require(Session session, String name) {
    return session
        .engine()
        .cluster()
        .shared()
        .role(name)
        .orElseThrow(
            () ->
                new PgException(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist"));
  }

  /** The role a statement means. */
  static String name(Session session, RoleSpec spec) {
    return switch (spec.roletype()) {
      case ROLESPEC_CSTRING -> spec.rolename();
      case ROLESPEC_CURRENT_ROLE, ROLESPEC_CURRENT_USER ->
          session.environment().currentRole().name();
      case ROLESPEC_SESSION_USER -> session.sessionRole().name();
      case ROLESPEC_PUBLIC ->
          throw new PgException(SqlState.RESERVED_NAME, "role name \"public\" is reserved");
    };
  }

  private static void checkMayManage(Session session, String what) {
    Role role = session.environment().currentRole();
    if (!role.superuser() && !role.createRole()) {
      throw new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to " + what);
    }
  }

  private static void create(Session session, CreateRoleStmt statement) {
    checkMayManage(session, "create role");
    String name = statement.role();
    if (name.equals("public") || name.equals("none")) {
      throw new PgException(SqlState.RESERVED_NAME, "role name \"" + name + "\" is reserved");
    }
    if (name.startsWith("pg_")) {
      throw new PgException(SqlState.RESERVED_NAME, "role name \"" + name + "\" is reserved")
          .withDetail("Role names starting with \"pg_\" are reserved.");
    }
    Cluster cluster = session.engine().cluster();
    if (cluster.shared().role(name).isPresent()) {
      throw new PgException(SqlState.DUPLICATE_OBJECT, "role \"" + name + "\" already exists");
    }
    boolean login = statement.stmtType() == RoleStmtType.ROLESTMT_USER;
    Role empty =
        new Role(
            cluster.nextOid(),
            name,
            false,
            true,
            false,
            false,
            login,
            false,
            false,
            -1,
            null,
            null,
            null);
    Role role = changed(empty, statement.options());
    if (role.superuser() && !session.superuser()) {
      throw new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to create role")
          .withDetail("Only roles with the SUPERUSER attribute may create roles with it.");
    }
    cluster.change(List.of(new CatalogChange.Put(role)));
  }

  private static Role changed(Role role, List<DefElem> options) {
    boolean superuser = role.superuser();
    boolean inherit = role.inherit();
    boolean createRole = role.createRole();
    boolean createDatabase = role.createDatabase();
    boolean login = role.login();
    boolean replication = role.replication();
    boolean bypass = role.bypassRowSecurity();
    int limit = role.connectionLimit();
    String verifier = role.verifier();
    Long validUntil = role.validUntil();
    for (DefElem option : options) {
      switch (option.defname()) {
        case "superuser" -> superuser = Options.bool(option);
        case "inherit" -> inherit = Options.bool(option);
        case "createrole" -> createRole = Options.bool(option);
        case "createdb" -> createDatabase = Options.bool(option);
        case "canlogin" -> login = Options.bool(option);
        case "isreplication" -> replication = Options.bool(option);
        case "bypassrls" -> bypass = Options.bool(option);
        case "connectionlimit" -> limit = (int) Options.number(option);
        case "password" -> {
          String password = Options.text(option);
          verifier = password == null ? null : ScramVerifier.of(password);
        }
        case "validUntil" ->
            validUntil =
                (Long)
                    Types.TIMESTAMPTZ
                        .codec()
                        .parseText(Options.text(option), -1, FormatSettings.DEFAULT);
        default -> throw PgException.notSupported("role option \"" + option.defname() + "\"");
      }
    }
    return new Role(
        role.oid(),
        role.name(),
        superuser,
        inherit,
        createRole,
        createDatabase,
        login,
        replication,
        bypass,
        limit,
        verifier,
        validUntil,
        role.comment());
  }

  private static void drop(Session session, DropRoleStmt statement) {
    checkMayManage(session, "drop role");
    Cluster cluster = session.engine().cluster();
    List<CatalogChange> changes = new ArrayList<>();
    for (RoleSpec spec : statement.roles()) {
      String name = name(session, spec);
      Role role = cluster.shared().role(name).orElse(null);
      if (role == null) {
        if (!statement.missingOk()) {
          throw new PgException(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
        }
        SmallCommands.skipping(session, "role", name);
        continue;
      }
      checkUnused(session, role);
      changes.add(new CatalogChange.Remove(role));
    }
    cluster.change(changes);
  }

  private static void checkUnused(Session session, Role role) {
    if (role.oid() == session.environment().currentRole().oid()) {
      throw new PgException(SqlState.OBJECT_IN_USE, "current user cannot be dropped");
    }
    if (role.oid() == session.sessionRole().oid()) {
      throw new PgException(SqlState.OBJECT_IN_USE, "session user cannot be dropped");
    }
    boolean owns =
        role.oid() == Role.BOOTSTRAP
            || session.catalog().objects().stream()
                .mapToInt(CatalogObject::owner)
                .anyMatch(owner -> owner == role.oid())
            || session.engine().cluster().shared().databases().stream()
                .anyMatch(database -> database.owner() == role.oid());
    if (owns) {
      throw new PgException(
          SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
          "role \"" + role.name() + "\" cannot be dropped because some objects depend on it");
    }
  }
}
