package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.heapgres.planner.catalog.Acl;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.DefaultPrivileges;
import org.heapgres.planner.catalog.Grants;
import org.heapgres.planner.catalog.LargeObjects;
import org.heapgres.planner.catalog.Policy;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.LargeObjectCommands;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.AccessStatement.DropOwnedStmt;
import org.heapgres.planner.parse.tree.AccessStatement.ReassignOwnedStmt;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TransactionState;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** REASSIGN OWNED and DROP OWNED: all that a role has in this database. */
final class OwnedCommands {
  static final Command<ReassignOwnedStmt> REASSIGN =
      new Command<>() {
        @Override
        public Outcome run(Run run, ReassignOwnedStmt statement) {
          Session session = run.session();
          List<Role> roles = roles(session, statement.roles(), "reassign objects");
          Role heir = Owners.role(session, statement.newrole());
          if (!Permissions.of(session).hasPrivilegesOf(heir.oid())) {
            throw denied(
                "reassign objects",
                "Only roles with privileges of role \"%s\" may reassign objects to it."
                    .formatted(heir.name()));
          }
          roles.forEach(role -> reassign(session, role, heir));
          return new Outcome.Done("REASSIGN OWNED");
        }
      };

  static final Command<DropOwnedStmt> DROP =
      new Command<>() {
        @Override
        public Outcome run(Run run, DropOwnedStmt statement) {
          Session session = run.session();
          boolean cascade = statement.behavior() == DropBehavior.DROP_CASCADE;
          List<Role> roles = roles(session, statement.roles(), "drop objects");
          Removal removal = new Removal(session, cascade, true);
          boolean any = false;
          for (Role role : roles) {
            takeAway(session, role);
            for (CatalogObject object : owned(session, role)) {
              removal.add(object);
              any = true;
            }
            for (LargeObjects.Header object : largeObjects(session, role)) {
              session.largeObjects().unlink(object.oid());
            }
          }
          if (any) {
            removal.carryOut();
          }
          return new Outcome.Done("DROP OWNED");
        }
      };

  private OwnedCommands() {}

  private static PgException denied(String what, String detail) {
    return new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to " + what)
        .withDetail(detail);
  }

  private static List<Role> roles(Session session, List<RoleSpec> specs, String what) {
    List<Role> roles = new ArrayList<>();
    for (RoleSpec spec : specs) {
      Role role = Owners.role(session, spec);
      if (!Permissions.of(session).hasPrivilegesOf(role.oid())) {
        throw denied(
            what,
            "Only roles with privileges of role \"%s\" may %s."
                .formatted(
                    role.name(),
                    what.startsWith("drop")
                        ? "drop objects owned by it"
                        : "reassign objects owned by it"));
      }
      if (role.oid() == Role.BOOTSTRAP) {
        throw new PgException(
            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
            "cannot "
                + (what.startsWith("drop") ? "drop" : "reassign ownership of")
                + " objects owned by role "
                + role.name()
                + " because they are required by the database system");
      }
      roles.add(role);
    }
    return roles;
  }

  private static List<CatalogObject> owned(Session session, Role role) {
    return session.catalog().objects().stream()
        .filter(object -> !(object instanceof DefaultPrivileges))
        .filter(object -> RoleUses.isOwner(session.catalog(), object, role.oid()))
        .toList();
  }

  private static List<LargeObjects.Header> largeObjects(Session session, Role role) {
    return session.largeObjects().latest().headers().stream()
        .filter(object -> object.owner() == role.oid())
        .toList();
  }

  private static void reassign(Session session, Role role, Role heir) {
    for (CatalogObject object : owned(session, role)) {
      Owners.change(session, object, heir);
    }
    for (LargeObjects.Header object : largeObjects(session, role)) {
      LargeObjectCommands.changeOwner(session, object, heir);
    }
    for (DatabaseEntry database : List.copyOf(session.catalog().shared().databases())) {
      if (database.owner() == role.oid()) {
        Owners.change(session, database, heir);
      }
    }
  }

  /** What was granted to the role, and what it has set for its objects to come. */
  private static void takeAway(Session session, Role role) {
    TransactionState transaction = session.transaction();
    int oid = role.oid();
    List<Grants> all = new ArrayList<>(session.catalog().grants());
    all.addAll(session.catalog().shared().grants());
    for (Grants grants : all) {
      boolean here =
          session.catalog().shared().database(grants.oid()).isEmpty()
              || grants.oid() == session.entry().oid();
      if (here && grants.mentions(oid)) {
        transaction.put(without(grants, oid));
      }
    }
    for (CatalogObject object : List.copyOf(session.catalog().objects())) {
      switch (object) {
        case DefaultPrivileges defaults when defaults.role() == oid -> transaction.remove(defaults);
        case DefaultPrivileges defaults when defaults.acl().mentions(oid) ->
            transaction.put(
                new DefaultPrivileges(
                    defaults.oid(),
                    defaults.role(),
                    defaults.schema(),
                    defaults.kind(),
                    defaults.acl().without(oid)));
        case Policy policy when policy.roles().contains(oid) -> {
          List<Integer> others = policy.roles().stream().filter(r -> r != oid).toList();
          if (others.isEmpty()) {
            transaction.remove(policy);
          } else {
            transaction.put(policy.withRoles(others));
          }
        }
        default -> {}
      }
    }
  }

  private static Grants without(Grants grants, int role) {
    TreeMap<Integer, Acl> columns = new TreeMap<>();
    grants
        .columns()
        .forEach(
            (attnum, acl) -> {
              Acl left = acl.without(role);
              if (!left.items().isEmpty()) {
                columns.put(attnum, left);
              }
            });
    return new Grants(
        grants.oid(),
        grants.kind(),
        grants.acl() == null ? null : grants.acl().without(role),
        columns);
  }
}
