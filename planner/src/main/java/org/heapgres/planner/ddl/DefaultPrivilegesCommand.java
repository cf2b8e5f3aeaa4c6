package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.Acl;
import org.heapgres.planner.catalog.DefaultPrivileges;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.AccessStatement.AlterDefaultPrivilegesStmt;
import org.heapgres.planner.parse.tree.AccessStatement.GrantStmt;
import org.heapgres.planner.parse.tree.Definition.AccessPriv;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** ALTER DEFAULT PRIVILEGES, and what it means for a new object. */
final class DefaultPrivilegesCommand implements Command<AlterDefaultPrivilegesStmt> {
  @Override
  public Outcome run(Run run, AlterDefaultPrivilegesStmt statement) {
    Session session = run.session();
    List<Role> roles = new ArrayList<>();
    List<String> schemas = new ArrayList<>();
    for (DefElem option : statement.options()) {
      for (Node item : ((ListValue) option.arg()).items()) {
        if (option.defname().equals("roles")) {
          roles.add(Owners.role(session, (RoleSpec) item));
        } else {
          schemas.addAll(Names.parts(item));
        }
      }
    }
    if (roles.isEmpty()) {
      roles.add(session.environment().currentRole());
    }
    GrantStmt action = statement.action();
    GrantCommand.Change change = change(session, action);
    Securable kind = GrantTargets.kind(action.objtype());
    if (!schemas.isEmpty() && (kind == Securable.SCHEMA || kind == Securable.LARGE_OBJECT)) {
      throw new PgException(
          SqlState.INVALID_GRANT_OPERATION,
          "cannot use IN SCHEMA clause when using GRANT/REVOKE ON "
              + (kind == Securable.SCHEMA ? "SCHEMAS" : "LARGE OBJECTS"));
    }
    for (Role role : roles) {
      if (!Permissions.of(session).hasPrivilegesOf(role.oid())) {
        throw new PgException(
            SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to change default privileges");
      }
      if (schemas.isEmpty()) {
        change(session, role, 0, kind, change);
      }
      for (String name : schemas) {
        change(session, role, Names.schema(session, name).oid(), kind, change);
      }
    }
    return new Outcome.Done("ALTER DEFAULT PRIVILEGES");
  }

  private static GrantCommand.Change change(Session session, GrantStmt action) {
    Securable kind = GrantTargets.kind(action.objtype());
    boolean all = action.privileges().isEmpty();
    int privileges = all ? kind.all() : 0;
    for (AccessPriv privilege : action.privileges()) {
      if (!privilege.cols().isEmpty()) {
        throw new PgException(
            SqlState.INVALID_GRANT_OPERATION, "default privileges cannot be set for columns");
      }
      privileges |= GrantCommand.bit(privilege, kind, kind.all());
    }
    return new GrantCommand.Change(
        action.isGrant(),
        all,
        privileges,
        GrantCommand.grantees(session, action),
        action.grantOption(),
        action.behavior() == DropBehavior.DROP_CASCADE);
  }

  private static void change(
      Session session, Role role, int schema, Securable kind, GrantCommand.Change change) {
    Optional<DefaultPrivileges> known =
        GrantUpkeep.defaults(session.catalog(), role.oid(), schema, kind);
    Acl usual = schema == 0 ? Acl.defaults(kind, role.oid()) : Acl.EMPTY;
    Acl acl =
        change.applyTo(
            known.map(DefaultPrivileges::acl).orElse(usual),
            change.privileges(),
            role.oid(),
            role.oid());
    if (acl.sameAs(usual)) {
      known.ifPresent(session.transaction()::remove);
    } else {
      int oid = known.map(DefaultPrivileges::oid).orElseGet(() -> session.database().oids().next());
      session.transaction().put(new DefaultPrivileges(oid, role.oid(), schema, kind, acl));
    }
  }
}
