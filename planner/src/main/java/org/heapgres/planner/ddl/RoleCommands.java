package org.heapgres.planner.ddl;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Membership;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.RoleSettings;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.command.SmallCommands;
import org.heapgres.planner.parse.tree.AccessStatement.AlterRoleStmt;
import org.heapgres.planner.parse.tree.AccessStatement.CreateRoleStmt;
import org.heapgres.planner.parse.tree.AccessStatement.DropRoleStmt;
import org.heapgres.planner.parse.tree.AccessStatement.RoleStmtType;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.ScramVerifier;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TransactionState;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE, ALTER and DROP ROLE. */
public final class RoleCommands {
  /** Attributes that only a role that has them may give, by the options' names. */
  private static final Map<String, String> GUARDED =
      new TreeMap<>(
          Map.of(
              "superuser", "SUPERUSER",
              "createdb", "CREATEDB",
              "isreplication", "REPLICATION",
              "bypassrls", "BYPASSRLS"));

  private static final Set<String> MEMBER_LISTS =
      Set.of("rolemembers", "adminmembers", "addroleto", "sysid");

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
          alter(run.session(), statement);
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

  public static Role require(Session session, String name) {
    return session.catalog().shared().role(name).orElseThrow(() -> missing(name));
  }

  private static PgException missing(String name) {
    return new PgException(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
  }

  /** The role a statement means. */
  static String name(Session session, RoleSpec spec) {
    return switch (spec.roletype()) {
      case ROLESPEC_CSTRING -> spec.rolename();
      case ROLESPEC_CURRENT_ROLE, ROLESPEC_CURRENT_USER ->
          session.environment().currentRole().name();
      case ROLESPEC_SESSION_USER -> session.environment().sessionRole().name();
      case ROLESPEC_PUBLIC ->
          throw new PgException(SqlState.RESERVED_NAME, "role name \"public\" is reserved");
    };
  }

  private static PgException denied(String what, String detail) {
    return new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to " + what)
        .withDetail(detail);
  }

  private static boolean has(Role role, String option) {
    return switch (option) {
      case "superuser" -> role.superuser();
      case "createdb" -> role.createDatabase();
      case "isreplication" -> role.replication();
      case "bypassrls" -> role.bypassRowSecurity();
      default -> throw new IllegalArgumentException(option);
    };
  }

  private static void create(Session session, CreateRoleStmt statement) {
    Role current = session.environment().currentRole();
    if (!current.superuser() && !current.createRole()) {
      throw denied("create role", "Only roles with the CREATEROLE attribute may create roles.");
    }
    String name = statement.role();
    if (name.equals("public") || name.equals("none")) {
      throw new PgException(SqlState.RESERVED_NAME, "role name \"" + name + "\" is reserved");
    }
    if (name.startsWith("pg_")) {
      throw new PgException(SqlState.RESERVED_NAME, "role name \"" + name + "\" is reserved")
          .withDetail("Role names starting with \"pg_\" are reserved.");
    }
    boolean login = statement.stmtType() == RoleStmtType.ROLESTMT_USER;
    Role empty =
        new Role(
            session.engine().cluster().nextOid(),
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
    Role role = changed(session, empty, statement.options());
    if (!current.superuser()) {
      GUARDED.forEach(
          (option, attribute) -> {
            if (has(role, option) && (option.equals("superuser") || !has(current, option))) {
              throw denied(
                  "create role",
                  "Only roles with the %s attribute may create roles with the %s attribute."
                      .formatted(attribute, attribute));
            }
          });
    }
    if (session.catalog().shared().role(name).isPresent()) {
      throw new PgException(SqlState.DUPLICATE_OBJECT, "role \"" + name + "\" already exists");
    }
    session.transaction().put(role);
    if (!current.superuser()) {
      GrantRoleCommand.add(
          session, role, current, Role.BOOTSTRAP, new GrantRoleCommand.Wanted(true, false, false));
    }
    int grantor = current.superuser() ? Role.BOOTSTRAP : current.oid();
    for (DefElem option : statement.options()) {
      if (MEMBER_LISTS.contains(option.defname()) && !option.defname().equals("sysid")) {
        members(session, role, option, grantor);
      }
    }
  }

  /** ROLE, ADMIN and IN ROLE. */
  private static void members(Session session, Role role, DefElem option, int grantor) {
    boolean admin = option.defname().equals("adminmembers");
    for (Node item : ((ListValue) option.arg()).items()) {
      Role other = Owners.role(session, (RoleSpec) item);
      if (option.defname().equals("addroleto")) {
        if (!Permissions.of(session).isAdminOf(other.oid())) {
          throw denied(
              "grant role \"" + other.name() + "\"",
              "Only roles with the ADMIN option on role \"%s\" may grant this role."
                  .formatted(other.name()));
        }
        GrantRoleCommand.add(session, other, role, grantor, GrantRoleCommand.Wanted.NOTHING);
      } else {
        GrantRoleCommand.add(
            session,
            role,
            other,
            grantor,
            new GrantRoleCommand.Wanted(admin ? Boolean.TRUE : null, null, null));
      }
    }
  }

  private static void alter(Session session, AlterRoleStmt statement) {
    Role role = require(session, name(session, statement.role()));
    checkMayAlter(session, role, statement.options());
    session.transaction().put(changed(session, role, statement.options()));
    for (DefElem option : statement.options()) {
      if (option.defname().equals("rolemembers")) {
        for (Node item : ((ListValue) option.arg()).items()) {
          Role member = Owners.role(session, (RoleSpec) item);
          int grantor =
              session.superuser() ? Role.BOOTSTRAP : session.environment().currentRole().oid();
          if (statement.action() > 0) {
            GrantRoleCommand.add(session, role, member, grantor, GrantRoleCommand.Wanted.NOTHING);
          } else {
            GrantRoleCommand.revoke(
                session, role, member, grantor, GrantRoleCommand.Wanted.NOTHING, false);
          }
        }
      }
    }
  }

  private static void checkMayAlter(Session session, Role role, List<DefElem> options) {
    Role current = session.environment().currentRole();
    Rights rights = Permissions.of(session);
    if (current.superuser()) {
      return;
    }
    boolean changesSuperuser = options.stream().anyMatch(o -> o.defname().equals("superuser"));
    if (role.superuser()) {
      throw denied(
          "alter role",
          "Only roles with the SUPERUSER attribute may alter roles with the SUPERUSER attribute.");
    }
    if (changesSuperuser) {
      throw denied(
          "alter role",
          "Only roles with the SUPERUSER attribute may change the SUPERUSER attribute.");
    }
    if (!current.createRole() || !rights.isAdminOf(role.oid())) {
      boolean onlyPassword =
          options.stream()
              .allMatch(o -> o.defname().equals("password") || o.defname().equals("rolemembers"));
      if (!onlyPassword) {
        throw denied(
            "alter role",
            ("Only roles with the CREATEROLE attribute and the ADMIN option on role \"%s\" may"
                    + " alter this role.")
                .formatted(role.name()));
      }
      if (role.oid() != current.oid()) {
        throw denied(
            "alter role",
            "To change another role's password, the current user must have the CREATEROLE attribute"
                + " and the ADMIN option on the role.");
      }
      return;
    }
    for (DefElem option : options) {
      String attribute = GUARDED.get(option.defname());
      if (attribute != null && !has(current, option.defname())) {
        throw denied(
            "alter role",
            "Only roles with the %s attribute may change the %s attribute."
                .formatted(attribute, attribute));
      }
    }
  }

  private static Role changed(Session session, Role role, List<DefElem> options) {
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
    Set<String> seen = new HashSet<>();
    for (DefElem option : options) {
      if (!seen.add(option.defname())) {
        throw Names.at(
            option.location(),
            new PgException(SqlState.SYNTAX_ERROR, "conflicting or redundant options"));
      }
      switch (option.defname()) {
        case "superuser" -> superuser = Options.bool(option);
        case "inherit" -> inherit = Options.bool(option);
        case "createrole" -> createRole = Options.bool(option);
        case "createdb" -> createDatabase = Options.bool(option);
        case "canlogin" -> login = Options.bool(option);
        case "isreplication" -> replication = Options.bool(option);
        case "bypassrls" -> bypass = Options.bool(option);
        case "connectionlimit" -> {
          limit = (int) Options.number(option);
          if (limit < -1) {
            throw new PgException(
                SqlState.INVALID_PARAMETER_VALUE, "invalid connection limit: " + limit);
          }
        }
        case "password" -> verifier = verifier(session, Options.text(option));
        case "validUntil" ->
            validUntil =
                (Long)
                    Types.TIMESTAMPTZ
                        .codec()
                        .parseText(Options.text(option), -1, session.formatSettings());
        default -> {
          if (!MEMBER_LISTS.contains(option.defname())) {
            throw PgException.notSupported("role option \"" + option.defname() + "\"");
          }
        }
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

  /** Null for no password; what is a verifier already is kept as it is. */
  private static String verifier(Session session, String password) {
    if (password == null) {
      return null;
    }
    if (password.isEmpty()) {
      session.notice(Notice.notice("empty string is not a valid password, clearing password"));
      return null;
    }
    return password.startsWith("SCRAM-SHA-256$") ? password : ScramVerifier.of(password);
  }

  private static void drop(Session session, DropRoleStmt statement) {
    Role current = session.environment().currentRole();
    Rights rights = Permissions.of(session);
    if (!current.superuser() && !current.createRole()) {
      throw denied(
          "drop role",
          "Only roles with the CREATEROLE attribute and the ADMIN option on the target roles may"
              + " drop roles.");
    }
    for (RoleSpec spec : statement.roles()) {
      String name = name(session, spec);
      Role role = session.catalog().shared().role(name).orElse(null);
      if (role == null) {
        if (!statement.missingOk()) {
          throw missing(name);
        }
        SmallCommands.skipping(session, "role", name);
        continue;
      }
      if (role.oid() == current.oid()) {
        throw new PgException(SqlState.OBJECT_IN_USE, "current user cannot be dropped");
      }
      if (role.oid() == session.environment().sessionRole().oid()
          || role.oid() == session.sessionRole().oid()) {
        throw new PgException(SqlState.OBJECT_IN_USE, "session user cannot be dropped");
      }
      if (role.superuser() && !rights.superuser()) {
        throw denied(
            "drop role",
            "Only roles with the SUPERUSER attribute may drop roles with the SUPERUSER attribute.");
      }
      if (!rights.isAdminOf(role.oid())) {
        throw denied(
            "drop role",
            ("Only roles with the CREATEROLE attribute and the ADMIN option on role \"%s\" may"
                    + " drop this role.")
                .formatted(name));
      }
      drop(session, role);
    }
  }

  private static void drop(Session session, Role role) {
    List<String> uses = RoleUses.of(session, role);
    if (!uses.isEmpty()) {
      throw new PgException(
              SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
              "role \"" + role.name() + "\" cannot be dropped because some objects depend on it")
          .withDetail(String.join("\n", uses));
    }
    TransactionState transaction = session.transaction();
    for (Membership membership : session.catalog().shared().memberships().all()) {
      if (membership.role() == role.oid() || membership.member() == role.oid()) {
        transaction.remove(membership);
      }
    }
    for (RoleSettings settings : List.copyOf(session.catalog().shared().settings())) {
      if (settings.role() == role.oid()) {
        transaction.remove(settings);
      }
    }
    transaction.remove(role);
  }
}
