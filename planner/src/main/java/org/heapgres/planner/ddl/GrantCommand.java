package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Acl;
import org.heapgres.planner.catalog.AclItem;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Grants;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.AccessStatement.GrantStmt;
import org.heapgres.planner.parse.tree.Definition.AccessPriv;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Definition.RoleSpecType;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** GRANT and REVOKE of privileges on objects. */
final class GrantCommand implements Command<GrantStmt> {
  private static final int COLUMNS = Securable.COLUMN.all();

  /** What is granted or revoked, apart from on what. */
  record Change(
      boolean grant,
      boolean all,
      int privileges,
      List<Integer> grantees,
      boolean option,
      boolean cascade) {

    Acl applyTo(Acl acl, int privileges, int grantor, int owner) {
      Acl result = acl;
      for (int grantee : grantees) {
        result =
            grant
                ? result.grant(grantee, grantor, privileges, option ? privileges : 0, owner)
                : result.revoke(
                    grantee, grantor, option ? 0 : privileges, privileges, owner, cascade);
      }
      return result;
    }
  }

  /** Who grants, and what he may grant. */
  private record Grantor(int role, int grantable) {}

  @Override
  public Outcome run(Run run, GrantStmt statement) {
    Session session = run.session();
    if (statement.grantor() != null
        && Owners.role(session, statement.grantor()).oid()
            != session.environment().currentRole().oid()) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "grantor must be current user");
    }
    List<Integer> grantees = grantees(session, statement);
    Securable kind = GrantTargets.kind(statement.objtype());
    int allowed =
        statement.objtype() == ObjectType.OBJECT_TABLE
            ? Securable.RELATION.all() | Securable.SEQUENCE.all()
            : kind.all();
    boolean all = statement.privileges().isEmpty();
    int privileges = 0;
    Map<String, Integer> onColumns = new LinkedHashMap<>();
    for (AccessPriv privilege : statement.privileges()) {
      if (privilege.cols().isEmpty()) {
        privileges |= bit(privilege, kind, allowed);
      } else {
        if (statement.objtype() != ObjectType.OBJECT_TABLE) {
          throw new PgException(
              SqlState.INVALID_GRANT_OPERATION, "column privileges are only valid for relations");
        }
        int bits = bit(privilege, Securable.COLUMN, COLUMNS);
        privilege.cols().forEach(column -> onColumns.merge(column, bits, (a, b) -> a | b));
      }
    }
    boolean cascade = statement.behavior() == DropBehavior.DROP_CASCADE;
    Change change =
        new Change(
            statement.isGrant(),
            all,
            all ? kind.all() : privileges,
            grantees,
            statement.grantOption(),
            cascade);
    for (GrantTargets.Target target : GrantTargets.of(session, statement)) {
      apply(session, change, onColumns, target, statement.objtype());
    }
    return new Outcome.Done(CommandTags.of(statement));
  }

  static List<Integer> grantees(Session session, GrantStmt statement) {
    List<Integer> result = new ArrayList<>();
    for (RoleSpec grantee : statement.grantees()) {
      boolean everybody = grantee.roletype() == RoleSpecType.ROLESPEC_PUBLIC;
      if (everybody && statement.isGrant() && statement.grantOption()) {
        throw new PgException(
            SqlState.INVALID_GRANT_OPERATION, "grant options can only be granted to roles");
      }
      result.add(everybody ? AclItem.PUBLIC : Owners.role(session, grantee).oid());
    }
    return result;
  }

  /** 0 for ALL on columns is every privilege that columns have. */
  static int bit(AccessPriv privilege, Securable kind, int allowed) {
    if (privilege.privName() == null) {
      return allowed;
    }
    Privilege known =
        Privilege.named(privilege.privName())
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.SYNTAX_ERROR,
                        "unrecognized privilege type \"" + privilege.privName() + "\""));
    if ((known.bit() & allowed) == 0) {
      throw invalid(known, kind.label());
    }
    return known.bit();
  }

  private static PgException invalid(Privilege privilege, String kind) {
    return new PgException(
        SqlState.INVALID_GRANT_OPERATION,
        "invalid privilege type " + privilege.label() + " for " + kind);
  }

  private static void apply(
      Session session,
      Change change,
      Map<String, Integer> onColumns,
      GrantTargets.Target target,
      ObjectType named) {
    Grants grants =
        session
            .catalog()
            .grants(target.kind(), target.oid())
            .orElseGet(() -> Grants.none(target.oid(), target.kind()));
    Grants changed = grants;
    int privileges = privileges(session, change, target, named, !onColumns.isEmpty());
    if (privileges != 0) {
      Acl before = Rights.acl(session.catalog(), target.kind(), target.oid(), target.owner());
      Grantor grantor = grantor(session, target.owner(), before, privileges);
      int possible =
          checked(
              session, change, privileges, grantor, before, target, target.what(), target.name());
      changed = changed.withAcl(change.applyTo(before, possible, grantor.role, target.owner()));
    }
    if (target.kind() == Securable.RELATION) {
      changed = columns(session, change, onColumns, privileges, target, changed);
    }
    if (!changed.equals(grants)) {
      session.transaction().put(changed);
    }
  }

  /** Those that this kind of relation can have, where the statement does not tell kinds apart. */
  private static int privileges(
      Session session,
      Change change,
      GrantTargets.Target target,
      ObjectType named,
      boolean onColumns) {
    if (change.all) {
      return onColumns ? 0 : target.kind().all();
    }
    if (named != ObjectType.OBJECT_TABLE) {
      return change.privileges;
    }
    int beyond = change.privileges & ~target.kind().all();
    if (beyond == 0) {
      return change.privileges;
    }
    if (target.kind() == Securable.RELATION) {
      throw invalid(Privilege.USAGE, "table");
    }
    session.notice(
        Notice.warning(
            SqlState.INVALID_GRANT_OPERATION,
            "sequence \""
                + target.name()
                + "\" only supports USAGE, SELECT, and UPDATE privileges"));
    return change.privileges & target.kind().all();
  }

  /**
   * The owner, if the role has his rights; else the role of its own with the most grant options.
   */
  private static Grantor grantor(Session session, int owner, Acl acl, int wanted) {
    Role current = session.environment().currentRole();
    Rights rights = Permissions.of(session);
    if (rights.hasPrivilegesOf(owner)) {
      return new Grantor(owner, wanted);
    }
    Grantor best = new Grantor(current.oid(), 0);
    int most = 0;
    for (AclItem item : acl.items()) {
      if (item.grantee() != AclItem.PUBLIC && rights.hasPrivilegesOf(item.grantee())) {
        int options = acl.grantable(role -> role == item.grantee()) & wanted;
        if (Integer.bitCount(options) > most) {
          most = Integer.bitCount(options);
          best = new Grantor(item.grantee(), options);
        }
      }
    }
    return best;
  }

  /** The privileges that can be granted or revoked; warns of those that cannot. */
  private static int checked(
      Session session,
      Change change,
      int wanted,
      Grantor grantor,
      Acl acl,
      GrantTargets.Target target,
      String what,
      String name) {
    if (grantor.grantable == 0) {
      Rights rights = Permissions.of(session);
      int any =
          acl.privileges(rights::hasPrivilegesOf)
              | acl.grantable(rights::hasPrivilegesOf)
              | (target.kind() == Securable.RELATION
                  ? rights.privileges(target.kind(), target.oid(), target.owner())
                  : 0);
      if (any == 0) {
        throw Permissions.denied(what);
      }
    }
    int possible = wanted & grantor.grantable;
    String verb = change.grant ? "were granted" : "could be revoked";
    SqlState state =
        change.grant
            ? SqlState.WARNING_PRIVILEGE_NOT_GRANTED
            : SqlState.WARNING_PRIVILEGE_NOT_REVOKED;
    if (possible == 0) {
      session.notice(Notice.warning(state, "no privileges " + verb + " for " + quoted(name)));
    } else if (possible != wanted && !change.all) {
      session.notice(Notice.warning(state, "not all privileges " + verb + " for " + quoted(name)));
    }
    return possible;
  }

  private static String quoted(String name) {
    return name.startsWith("column ") ? name : "\"" + name + "\"";
  }

  /** Privileges on columns; what is revoked on the table is revoked on all of them. */
  private static Grants columns(
      Session session,
      Change change,
      Map<String, Integer> onColumns,
      int onTable,
      GrantTargets.Target target,
      Grants grants) {
    Relation relation = session.catalog().relation(target.oid()).orElseThrow();
    Map<Column, Integer> wanted = new LinkedHashMap<>();
    if (!change.grant && (onTable & COLUMNS) != 0) {
      relation.columns().stream()
          .filter(column -> grants.columns().containsKey((int) column.attnum()))
          .forEach(column -> wanted.put(column, onTable & COLUMNS));
    }
    onColumns.forEach(
        (name, bits) -> {
          Column column = relation.column(name).orElseThrow(() -> noColumn(relation, name));
          wanted.merge(column, bits, (a, b) -> a | b);
        });
    Acl table = Rights.acl(session.catalog(), target.kind(), target.oid(), target.owner());
    Grants changed = grants;
    for (Map.Entry<Column, Integer> entry : wanted.entrySet()) {
      int attnum = entry.getKey().attnum();
      Acl before = changed.columns().getOrDefault(attnum, Acl.EMPTY);
      List<AclItem> merged = new ArrayList<>(table.items());
      merged.addAll(before.items());
      Grantor grantor = grantor(session, target.owner(), new Acl(merged), entry.getValue());
      int possible =
          checked(
              session,
              change,
              entry.getValue(),
              grantor,
              new Acl(merged),
              target,
              target.what(),
              "column \"%s\" of relation \"%s\"".formatted(entry.getKey().name(), target.name()));
      changed =
          changed.withColumn(
              attnum, change.applyTo(before, possible, grantor.role, target.owner()));
    }
    return changed;
  }

  private static PgException noColumn(Relation relation, String name) {
    return new PgException(
        SqlState.UNDEFINED_COLUMN,
        "column \"" + name + "\" of relation \"" + relation.name() + "\" does not exist");
  }
}
