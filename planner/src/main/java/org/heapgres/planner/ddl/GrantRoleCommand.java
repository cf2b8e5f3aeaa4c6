package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Membership;
import org.heapgres.planner.catalog.Memberships;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.SharedCatalog;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.AccessStatement.GrantRoleStmt;
import org.heapgres.planner.parse.tree.Definition.AccessPriv;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** GRANT and REVOKE of roles to roles. */
final class GrantRoleCommand implements Command<GrantRoleStmt> {
  private static final int DATABASE_OWNER = 6171;

  /** What is asked for of a membership; null for what is not. */
  record Wanted(Boolean admin, Boolean inherit, Boolean set) {
    static final Wanted NOTHING = new Wanted(null, null, null);

    boolean isNothing() {
      return admin == null && inherit == null && set == null;
    }
  }

  @Override
  public Outcome run(Run run, GrantRoleStmt statement) {
    Session session = run.session();
    Wanted wanted = wanted(statement.opt());
    Role grantor = statement.grantor() == null ? null : Owners.role(session, statement.grantor());
    List<Role> members = new ArrayList<>();
    for (RoleSpec spec : statement.granteeRoles()) {
      members.add(Owners.role(session, spec));
    }
    for (AccessPriv granted : statement.grantedRoles()) {
      if (!granted.cols().isEmpty()) {
        throw new PgException(
            SqlState.INVALID_GRANT_OPERATION,
            "column names cannot be included in GRANT/REVOKE ROLE");
      }
      Role role = RoleCommands.require(session, granted.privName());
      checkMayGrant(session, role, statement.isGrant());
      int by = grantor(session, role, grantor, statement.isGrant());
      for (Role member : members) {
        if (statement.isGrant()) {
          add(session, role, member, by, wanted);
        } else {
          revoke(
              session, role, member, by, wanted, statement.behavior() == DropBehavior.DROP_CASCADE);
        }
      }
    }
    return new Outcome.Done(statement.isGrant() ? "GRANT ROLE" : "REVOKE ROLE");
  }

  private static Wanted wanted(List<DefElem> options) {
    Wanted wanted = Wanted.NOTHING;
    for (DefElem option : options) {
      boolean value = Options.bool(option);
      wanted =
          switch (option.defname()) {
            case "admin" -> new Wanted(value, wanted.inherit, wanted.set);
            case "inherit" -> new Wanted(wanted.admin, value, wanted.set);
            case "set" -> new Wanted(wanted.admin, wanted.inherit, value);
            default ->
                throw Names.at(
                    option.location(),
                    new PgException(
                        SqlState.SYNTAX_ERROR,
                        "unrecognized role option \"" + option.defname() + "\""));
          };
    }
    return wanted;
  }

  private static void checkMayGrant(Session session, Role role, boolean grant) {
    Rights rights = Permissions.of(session);
    String verb = grant ? "grant" : "revoke";
    if (role.oid() == DATABASE_OWNER) {
      throw new PgException(
          SqlState.INVALID_GRANT_OPERATION,
          "role \"" + role.name() + "\" cannot have explicit members");
    }
    if (role.superuser() && !rights.superuser()) {
      throw denied(verb + " role \"" + role.name() + "\"")
          .withDetail(
              "Only roles with the SUPERUSER attribute may %s roles with the SUPERUSER attribute."
                  .formatted(verb));
    }
    if (!rights.isAdminOf(role.oid())) {
      throw denied(verb + " role \"" + role.name() + "\"")
          .withDetail(
              "Only roles with the ADMIN option on role \"%s\" may %s this role."
                  .formatted(role.name(), verb));
    }
  }

  private static PgException denied(String what) {
    return new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to " + what);
  }

  /** Who is noted as having granted the role. */
  private static int grantor(Session session, Role role, Role named, boolean grant) {
    Rights rights = Permissions.of(session);
    if (named == null) {
      return rights.superuser() ? Role.BOOTSTRAP : admin(session, rights.role(), role);
    }
    String verb = grant ? "grant" : "revoke";
    String who = grant ? "as" : "granted by";
    if (!rights.hasPrivilegesOf(named.oid())) {
      throw denied("%s privileges %s role \"%s\"".formatted(verb, who, named.name()))
          .withDetail(
              "Only roles with privileges of role \"%s\" may %s privileges %s this role."
                  .formatted(named.name(), verb, who));
    }
    boolean direct =
        session.catalog().shared().memberships().all().stream()
            .anyMatch(m -> m.role() == role.oid() && m.member() == named.oid() && m.admin());
    if (grant && named.oid() != Role.BOOTSTRAP && !direct) {
      throw denied("grant privileges as role \"" + named.name() + "\"")
          .withDetail("The grantor must have the ADMIN option on role \"" + role.name() + "\".");
    }
    return named.oid();
  }

  /** The nearest of the roles that the role acts for and that may grant the other. */
  private static int admin(Session session, Role acting, Role role) {
    Memberships memberships = session.catalog().shared().memberships();
    for (int own : memberships.of(acting.oid(), Memberships.Way.INHERIT)) {
      boolean direct =
          memberships.all().stream()
              .anyMatch(m -> m.role() == role.oid() && m.member() == own && m.admin());
      if (direct) {
        return own;
      }
    }
    return acting.oid();
  }

  private static Optional<Membership> find(Session session, int role, int member, int grantor) {
    return session.catalog().shared().memberships().all().stream()
        .filter(m -> m.role() == role && m.member() == member && m.grantor() == grantor)
        .findFirst();
  }

  static void add(Session session, Role role, Role member, int grantor, Wanted wanted) {
    SharedCatalog shared = session.catalog().shared();
    if (member.oid() == DATABASE_OWNER) {
      throw new PgException(
          SqlState.INVALID_GRANT_OPERATION,
          "role \"" + member.name() + "\" cannot be a member of any role");
    }
    if (shared.memberships().is(role.oid(), member.oid(), Memberships.Way.MEMBER)) {
      throw new PgException(
          SqlState.INVALID_GRANT_OPERATION,
          "role \"" + role.name() + "\" is a member of role \"" + member.name() + "\"");
    }
    Membership known = find(session, role.oid(), member.oid(), grantor).orElse(null);
    if (known == null) {
      session
          .transaction()
          .put(
              new Membership(
                  session.engine().cluster().nextOid(),
                  role.oid(),
                  member.oid(),
                  grantor,
                  wanted.admin != null && wanted.admin,
                  wanted.inherit != null ? wanted.inherit : member.inherit(),
                  wanted.set == null || wanted.set));
      return;
    }
    Membership changed =
        new Membership(
            known.oid(),
            known.role(),
            known.member(),
            known.grantor(),
            wanted.admin != null ? wanted.admin : known.admin(),
            wanted.inherit != null ? wanted.inherit : known.inherit(),
            wanted.set != null ? wanted.set : known.set());
    if (changed.equals(known)) {
      session.notice(
          Notice.notice(
              "role \"%s\" has already been granted membership in role \"%s\" by role \"%s\""
                  .formatted(member.name(), role.name(), shared.roleName(grantor))));
    } else {
      if (known.admin() && !changed.admin()) {
        abandon(session, known, true);
      }
      session.transaction().put(changed);
    }
  }

  static void revoke(
      Session session, Role role, Role member, int grantor, Wanted wanted, boolean cascade) {
    Optional<Membership> found = find(session, role.oid(), member.oid(), grantor);
    if (found.isEmpty()) {
      session.notice(
          Notice.warning(
              SqlState.WARNING,
              "role \"%s\" has not been granted membership in role \"%s\" by role \"%s\""
                  .formatted(
                      member.name(), role.name(), session.catalog().shared().roleName(grantor))));
      return;
    }
    Membership known = found.get();
    if (known.admin() && (wanted.isNothing() || wanted.admin != null)) {
      abandon(session, known, cascade);
    }
    if (wanted.isNothing()) {
      session.transaction().remove(known);
    } else {
      session
          .transaction()
          .put(
              new Membership(
                  known.oid(),
                  known.role(),
                  known.member(),
                  known.grantor(),
                  wanted.admin == null && known.admin(),
                  wanted.inherit == null && known.inherit(),
                  wanted.set == null && known.set()));
    }
  }

  /** What the member has granted by an ADMIN option that goes. */
  private static void abandon(Session session, Membership lost, boolean cascade) {
    boolean another =
        session.catalog().shared().memberships().all().stream()
            .anyMatch(
                m ->
                    m.oid() != lost.oid()
                        && m.role() == lost.role()
                        && m.member() == lost.member()
                        && m.admin());
    if (another) {
      return;
    }
    for (Membership dependent : session.catalog().shared().memberships().all()) {
      if (dependent.role() == lost.role() && dependent.grantor() == lost.member()) {
        if (!cascade) {
          throw new PgException(
                  SqlState.DEPENDENT_OBJECTS_STILL_EXIST, "dependent privileges exist")
              .withHint("Use CASCADE to revoke them too.");
        }
        abandon(session, dependent, true);
        session.transaction().remove(dependent);
      }
    }
  }
}
