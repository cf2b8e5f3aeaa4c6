package org.heapgres.planner.session.functions;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.heapgres.planner.catalog.Acl;
import org.heapgres.planner.catalog.AclItem;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Grants;
import org.heapgres.planner.catalog.Languages;
import org.heapgres.planner.catalog.LargeObjects;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.RowSecurity;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.ddl.RoleCommands;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.RegisteredKind;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * What the functions has_..._privilege ask about one role: the answer is null for an object that
 * does not exist.
 */
final class PrivilegeQuestion {
  private static final String GRANT_OPTION = " WITH GRANT OPTION";
  private static final String ADMIN_OPTION = " WITH ADMIN OPTION";

  /** The kinds of objects. */
  enum On {
    TABLE(Securable.RELATION, RegisteredKind.REGCLASS),
    ANY_COLUMN(Securable.COLUMN, RegisteredKind.REGCLASS),
    SEQUENCE(Securable.SEQUENCE, RegisteredKind.REGCLASS),
    SCHEMA(Securable.SCHEMA, RegisteredKind.REGNAMESPACE),
    DATABASE(Securable.DATABASE, RegisteredKind.REGDATABASE),
    FUNCTION(Securable.FUNCTION, RegisteredKind.REGPROCEDURE),
    LANGUAGE(Securable.LANGUAGE, null),
    LARGE_OBJECT(Securable.LARGE_OBJECT, null),
    TYPE(Securable.TYPE, RegisteredKind.REGTYPE),
    TABLESPACE(Securable.TABLESPACE, null),
    FOREIGN_DATA_WRAPPER(Securable.FOREIGN_DATA_WRAPPER, null),
    FOREIGN_SERVER(Securable.FOREIGN_SERVER, null);

    private final Securable kind;
    private final RegisteredKind names;

    On(Securable kind, RegisteredKind names) {
      this.kind = kind;
      this.names = names;
    }
  }

  /** One privilege of the list that was asked for. */
  private record Wanted(int bit, boolean grantable) {}

  private final Session session;
  private final Rights rights;

  private PrivilegeQuestion(Session session, Role role) {
    this.session = session;
    this.rights = new Rights(session.catalog(), role);
  }

  static PrivilegeQuestion ofCurrent(Session session) {
    return new PrivilegeQuestion(session, session.environment().currentRole());
  }

  static PrivilegeQuestion of(Session session, String name) {
    return name.equals("public")
        ? of(session, AclItem.PUBLIC)
        : new PrivilegeQuestion(session, RoleCommands.require(session, name));
  }

  /** A role that does not exist has what everybody has. */
  static PrivilegeQuestion of(Session session, int oid) {
    return new PrivilegeQuestion(
        session,
        session
            .catalog()
            .shared()
            .role(oid)
            .orElseGet(
                () ->
                    new Role(
                        oid, "", false, false, false, false, false, false, false, -1, null, null,
                        null)));
  }

  static PgException unrecognized(String privilege) {
    return new PgException(
        SqlState.INVALID_PARAMETER_VALUE, "unrecognized privilege type: \"" + privilege + "\"");
  }

  private static List<Wanted> wanted(String privileges, Securable kind) {
    return List.of(privileges.split(",", -1)).stream()
        .map(
            part -> {
              String name = part.strip().toUpperCase(Locale.ROOT);
              boolean grantable = name.endsWith(GRANT_OPTION);
              String bare =
                  grantable ? name.substring(0, name.length() - GRANT_OPTION.length()) : name;
              Privilege privilege =
                  Privilege.named(bare)
                      .filter(known -> (known.bit() & kind.all()) != 0)
                      .orElseThrow(() -> unrecognized(part.strip()));
              return new Wanted(privilege.bit(), grantable);
            })
        .toList();
  }

  Boolean on(On what, String name, String privilege) {
    return on(what, oid(what, name), privilege);
  }

  private long oid(On what, String name) {
    if (what.names != null) {
      boolean plain = what == On.SCHEMA || what == On.DATABASE;
      return ObjectNames.oid(session, what.names, plain ? Identifiers.quote(name) : name);
    }
    int oid =
        switch (what) {
          case LANGUAGE -> Languages.oid(name);
          case TABLESPACE -> name.equals("pg_default") ? 1663 : name.equals("pg_global") ? 1664 : 0;
          default -> 0;
        };
    if (oid == 0) {
      throw new PgException(
          SqlState.UNDEFINED_OBJECT, what.kind.label() + " \"" + name + "\" does not exist");
    }
    return oid;
  }

  Boolean on(On what, long oid, String privilege) {
    List<Wanted> wanted = wanted(privilege, what.kind);
    return switch (what) {
      case TABLE -> relation(oid).map(r -> any(wanted, r, false)).orElse(null);
      case ANY_COLUMN -> relation(oid).map(r -> any(wanted, r, true)).orElse(null);
      case SEQUENCE ->
          relation(oid)
              .map(
                  relation -> {
                    if (!(relation instanceof Sequence)) {
                      throw new PgException(
                          SqlState.WRONG_OBJECT_TYPE,
                          "\"" + relation.name() + "\" is not a sequence");
                    }
                    return any(wanted, relation, false);
                  })
              .orElse(null);
      default -> {
        Integer owner = owner(what, (int) oid);
        yield owner == null ? null : (Boolean) any(wanted, what.kind, (int) oid, owner);
      }
    };
  }

  /** Null when there is no such object. */
  private Integer owner(On what, int oid) {
    return switch (what) {
      case SCHEMA -> session.catalog().schema(oid).map(Schema::owner).orElse(null);
      case DATABASE ->
          session.catalog().shared().database(oid).map(DatabaseEntry::owner).orElse(null);
      case FUNCTION ->
          session
              .catalog()
              .object(oid)
              .map(CatalogObject::owner)
              .orElse(BuiltInFunctions.proc(oid) == null ? null : Role.BOOTSTRAP);
      case LARGE_OBJECT ->
          session.largeObjects().seen().find(oid).map(LargeObjects.Header::owner).orElse(null);
      case TYPE -> session.environment().types().type(oid) == null ? null : Role.BOOTSTRAP;
      default -> Role.BOOTSTRAP;
    };
  }

  private Optional<Relation> relation(long oid) {
    return session.catalog().relation((int) oid);
  }

  private boolean any(List<Wanted> wanted, Relation relation, boolean columns) {
    return any(wanted, Securable.of(relation), relation.oid(), relation.owner())
        || (columns
            && relation.columns().stream().anyMatch(column -> anyOn(wanted, relation, column)));
  }

  private boolean any(List<Wanted> wanted, Securable kind, int oid, int owner) {
    return wanted.stream()
        .anyMatch(
            w ->
                w.grantable
                    ? mayGrant(kind, oid, owner, w.bit)
                    : (rights.privileges(kind, oid, owner) & w.bit) != 0);
  }

  private boolean mayGrant(Securable kind, int oid, int owner, int bit) {
    return rights.hasPrivilegesOf(owner)
        || (Rights.acl(session.catalog(), kind, oid, owner).grantable(grantees()) & bit) != 0;
  }

  private IntPredicate grantees() {
    return rights::hasPrivilegesOf;
  }

  private boolean anyOn(List<Wanted> wanted, Relation relation, Column column) {
    Acl acl =
        session
            .catalog()
            .grants(relation.oid())
            .map(Grants::columns)
            .map(columns -> columns.get((int) column.attnum()))
            .orElse(Acl.EMPTY);
    int granted = acl.privileges(grantees());
    int grantable = acl.grantable(grantees());
    return wanted.stream().anyMatch(w -> ((w.grantable ? grantable : granted) & w.bit) != 0);
  }

  Boolean onColumn(String relation, String column, String privilege) {
    return onColumn(oid(On.TABLE, relation), column, privilege);
  }

  Boolean onColumn(String relation, short column, String privilege) {
    return onColumn(oid(On.TABLE, relation), column, privilege);
  }

  Boolean onColumn(long oid, String name, String privilege) {
    Relation relation = relation(oid).orElse(null);
    if (relation == null) {
      return null;
    }
    Column column = relation.requiredColumn(name);
    return onColumn(relation, column, privilege);
  }

  Boolean onColumn(long oid, short attnum, String privilege) {
    Relation relation = relation(oid).orElse(null);
    int index = relation == null ? -1 : relation.columnIndex((int) attnum);
    return index < 0 ? null : onColumn(relation, relation.columns().get(index), privilege);
  }

  private Boolean onColumn(Relation relation, Column column, String privilege) {
    List<Wanted> wanted = wanted(privilege, Securable.COLUMN);
    return any(wanted, relation, false) || anyOn(wanted, relation, column);
  }

  Boolean onRole(String role, String privilege) {
    return onRole(RoleCommands.require(session, role).oid(), privilege);
  }

  Boolean onRole(long role, String privileges) {
    int oid = (int) role;
    if (session.catalog().shared().role(oid).isEmpty()) {
      return null;
    }
    return List.of(privileges.split(",", -1)).stream().anyMatch(part -> onRole(oid, part, rights));
  }

  private static boolean onRole(int role, String part, Rights rights) {
    String name = part.strip().toUpperCase(Locale.ROOT);
    if (name.endsWith(GRANT_OPTION) || name.endsWith(ADMIN_OPTION)) {
      name = name.substring(0, name.length() - GRANT_OPTION.length());
      if (name.equals("USAGE") || name.equals("MEMBER") || name.equals("SET")) {
        return rights.isAdminOf(role);
      }
    }
    return switch (name) {
      case "USAGE" -> rights.hasPrivilegesOf(role);
      case "MEMBER" -> rights.isMemberOf(role);
      case "SET" -> rights.maySetRole(role);
      default -> throw unrecognized(part.strip());
    };
  }

  /** Nothing is granted on parameters: those that are for superusers are for nobody else. */
  Boolean onParameter(String parameter, String privilege) {
    wanted(privilege, Securable.PARAMETER);
    return rights.superuser();
  }

  static boolean rowSecurityActive(Session session, int oid) {
    Relation relation =
        session
            .catalog()
            .relation(oid)
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_TABLE, "relation with OID " + oid + " does not exist"));
    return relation instanceof Table table && RowSecurity.applies(table, Permissions.of(session));
  }
}
