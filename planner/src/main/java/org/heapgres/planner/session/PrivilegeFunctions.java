package org.heapgres.planner.session;

import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.types.RegisteredKind;

/**
 * Whether a role may do something (manual, 9.27.2); methods are named as {@code Functions} wants
 * them. Until there are grants, a superuser and an object's owner may do everything; anybody may
 * use schemas, and connect to databases.
 */
final class PrivilegeFunctions {
  private PrivilegeFunctions() {}

  private static Role current(CallContext context) {
    return SessionFunctions.session(context).environment().currentRole();
  }

  private static Role named(CallContext context, String name) {
    long oid = ObjectNames.oid(SessionFunctions.session(context), RegisteredKind.REGROLE, name);
    return SessionFunctions.session(context).catalog().shared().role((int) oid).orElseThrow();
  }

  private static Role numbered(CallContext context, long oid) {
    return SessionFunctions.session(context).catalog().shared().role((int) oid).orElse(null);
  }

  private static Boolean owns(CallContext context, Role role, long oid) {
    if (role == null) {
      return null;
    }
    var session = SessionFunctions.session(context);
    CatalogObject object =
        session
            .catalog()
            .relation((int) oid)
            .map(CatalogObject.class::cast)
            .or(() -> session.catalog().object((int) oid))
            .orElse(null);
    if (object == null) {
      return null;
    }
    return role.superuser() || object.owner() == role.oid();
  }

  private static long relation(CallContext context, String name) {
    return ObjectNames.oid(SessionFunctions.session(context), RegisteredKind.REGCLASS, name);
  }

  private static Boolean mayUse(Role role, int owner, String privilege) {
    return role == null
        ? null
        : (Boolean)
            (role.superuser()
                || owner == role.oid()
                || !privilege.toUpperCase(java.util.Locale.ROOT).contains("CREATE"));
  }

  private static Boolean schema(CallContext context, Role role, long oid, String privilege) {
    return SessionFunctions.session(context)
        .catalog()
        .schema((int) oid)
        .map(schema -> mayUse(role, schema.owner(), privilege))
        .orElse(null);
  }

  private static long schemaOid(CallContext context, String name) {
    return ObjectNames.oid(
        SessionFunctions.session(context), RegisteredKind.REGNAMESPACE, Identifiers.quote(name));
  }

  private static Boolean database(CallContext context, Role role, long oid, String privilege) {
    return SessionFunctions.session(context)
        .catalog()
        .shared()
        .database((int) oid)
        .map(database -> mayUse(role, database.owner(), privilege))
        .orElse(null);
  }

  private static long databaseOid(CallContext context, String name) {
    return ObjectNames.oid(
        SessionFunctions.session(context), RegisteredKind.REGDATABASE, Identifiers.quote(name));
  }

  static Boolean hasTablePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return owns(context, named(context, user), relation(context, object));
  }

  static Boolean hasTablePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return owns(context, named(context, user), object);
  }

  static Boolean hasTablePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return owns(context, numbered(context, user), relation(context, object));
  }

  static Boolean hasTablePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return owns(context, numbered(context, user), object);
  }

  static Boolean hasTablePrivilegeName(CallContext context, String object, String privilege) {
    return owns(context, current(context), relation(context, object));
  }

  static Boolean hasTablePrivilegeId(CallContext context, long object, String privilege) {
    return owns(context, current(context), object);
  }

  static Boolean hasAnyColumnPrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return owns(context, named(context, user), relation(context, object));
  }

  static Boolean hasAnyColumnPrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return owns(context, named(context, user), object);
  }

  static Boolean hasAnyColumnPrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return owns(context, numbered(context, user), relation(context, object));
  }

  static Boolean hasAnyColumnPrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return owns(context, numbered(context, user), object);
  }

  static Boolean hasAnyColumnPrivilegeName(CallContext context, String object, String privilege) {
    return owns(context, current(context), relation(context, object));
  }

  static Boolean hasAnyColumnPrivilegeId(CallContext context, long object, String privilege) {
    return owns(context, current(context), object);
  }

  static Boolean hasSequencePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return owns(context, named(context, user), relation(context, object));
  }

  static Boolean hasSequencePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return owns(context, named(context, user), object);
  }

  static Boolean hasSequencePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return owns(context, numbered(context, user), relation(context, object));
  }

  static Boolean hasSequencePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return owns(context, numbered(context, user), object);
  }

  static Boolean hasSequencePrivilegeName(CallContext context, String object, String privilege) {
    return owns(context, current(context), relation(context, object));
  }

  static Boolean hasSequencePrivilegeId(CallContext context, long object, String privilege) {
    return owns(context, current(context), object);
  }

  static Boolean hasSchemaPrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return schema(context, named(context, user), schemaOid(context, object), privilege);
  }

  static Boolean hasSchemaPrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return schema(context, named(context, user), object, privilege);
  }

  static Boolean hasSchemaPrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return schema(context, numbered(context, user), schemaOid(context, object), privilege);
  }

  static Boolean hasSchemaPrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return schema(context, numbered(context, user), object, privilege);
  }

  static Boolean hasSchemaPrivilegeName(CallContext context, String object, String privilege) {
    return schema(context, current(context), schemaOid(context, object), privilege);
  }

  static Boolean hasSchemaPrivilegeId(CallContext context, long object, String privilege) {
    return schema(context, current(context), object, privilege);
  }

  static Boolean hasDatabasePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return database(context, named(context, user), databaseOid(context, object), privilege);
  }

  static Boolean hasDatabasePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return database(context, named(context, user), object, privilege);
  }

  static Boolean hasDatabasePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return database(context, numbered(context, user), databaseOid(context, object), privilege);
  }

  static Boolean hasDatabasePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return database(context, numbered(context, user), object, privilege);
  }

  static Boolean hasDatabasePrivilegeName(CallContext context, String object, String privilege) {
    return database(context, current(context), databaseOid(context, object), privilege);
  }

  static Boolean hasDatabasePrivilegeId(CallContext context, long object, String privilege) {
    return database(context, current(context), object, privilege);
  }

  static Boolean hasColumnPrivilegeNameNameName(
      CallContext context, String user, String object, String column, String privilege) {
    return owns(context, named(context, user), relation(context, object));
  }

  static Boolean hasColumnPrivilegeNameNameAttnum(
      CallContext context, String user, String object, short column, String privilege) {
    return owns(context, named(context, user), relation(context, object));
  }

  static Boolean hasColumnPrivilegeNameIdName(
      CallContext context, String user, long object, String column, String privilege) {
    return owns(context, named(context, user), object);
  }

  static Boolean hasColumnPrivilegeNameIdAttnum(
      CallContext context, String user, long object, short column, String privilege) {
    return owns(context, named(context, user), object);
  }

  static Boolean hasColumnPrivilegeIdNameName(
      CallContext context, long user, String object, String column, String privilege) {
    return owns(context, numbered(context, user), relation(context, object));
  }

  static Boolean hasColumnPrivilegeIdNameAttnum(
      CallContext context, long user, String object, short column, String privilege) {
    return owns(context, numbered(context, user), relation(context, object));
  }

  static Boolean hasColumnPrivilegeIdIdName(
      CallContext context, long user, long object, String column, String privilege) {
    return owns(context, numbered(context, user), object);
  }

  static Boolean hasColumnPrivilegeIdIdAttnum(
      CallContext context, long user, long object, short column, String privilege) {
    return owns(context, numbered(context, user), object);
  }

  static Boolean hasColumnPrivilegeNameName(
      CallContext context, String object, String column, String privilege) {
    return owns(context, current(context), relation(context, object));
  }

  static Boolean hasColumnPrivilegeNameAttnum(
      CallContext context, String object, short column, String privilege) {
    return owns(context, current(context), relation(context, object));
  }

  static Boolean hasColumnPrivilegeIdName(
      CallContext context, long object, String column, String privilege) {
    return owns(context, current(context), object);
  }

  static Boolean hasColumnPrivilegeIdAttnum(
      CallContext context, long object, short column, String privilege) {
    return owns(context, current(context), object);
  }

  static Boolean hasFunctionPrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return true;
  }

  static Boolean hasFunctionPrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return true;
  }

  static Boolean hasFunctionPrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return true;
  }

  static Boolean hasFunctionPrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return true;
  }

  static Boolean hasFunctionPrivilegeName(CallContext context, String object, String privilege) {
    return true;
  }

  static Boolean hasFunctionPrivilegeId(CallContext context, long object, String privilege) {
    return true;
  }

  static Boolean hasLanguagePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return true;
  }

  static Boolean hasLanguagePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return true;
  }

  static Boolean hasLanguagePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return true;
  }

  static Boolean hasLanguagePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return true;
  }

  static Boolean hasLanguagePrivilegeName(CallContext context, String object, String privilege) {
    return true;
  }

  static Boolean hasLanguagePrivilegeId(CallContext context, long object, String privilege) {
    return true;
  }

  static Boolean hasTypePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return true;
  }

  static Boolean hasTypePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return true;
  }

  static Boolean hasTypePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return true;
  }

  static Boolean hasTypePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return true;
  }

  static Boolean hasTypePrivilegeName(CallContext context, String object, String privilege) {
    return true;
  }

  static Boolean hasTypePrivilegeId(CallContext context, long object, String privilege) {
    return true;
  }

  static Boolean hasTablespacePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return true;
  }

  static Boolean hasTablespacePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return true;
  }

  static Boolean hasTablespacePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return true;
  }

  static Boolean hasTablespacePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return true;
  }

  static Boolean hasTablespacePrivilegeName(CallContext context, String object, String privilege) {
    return true;
  }

  static Boolean hasTablespacePrivilegeId(CallContext context, long object, String privilege) {
    return true;
  }

  static Boolean pgHasRoleNameName(
      CallContext context, String user, String role, String privilege) {
    return isMember(named(context, user), named(context, role));
  }

  static Boolean pgHasRoleNameId(CallContext context, String user, long role, String privilege) {
    return isMember(named(context, user), numbered(context, role));
  }

  static Boolean pgHasRoleIdName(CallContext context, long user, String role, String privilege) {
    return isMember(numbered(context, user), named(context, role));
  }

  static Boolean pgHasRoleIdId(CallContext context, long user, long role, String privilege) {
    return isMember(numbered(context, user), numbered(context, role));
  }

  static Boolean pgHasRoleName(CallContext context, String role, String privilege) {
    return isMember(current(context), named(context, role));
  }

  static Boolean pgHasRoleId(CallContext context, long role, String privilege) {
    return isMember(current(context), numbered(context, role));
  }

  private static Boolean isMember(Role member, Role role) {
    if (member == null || role == null) {
      return null;
    }
    return member.superuser() || member.oid() == role.oid();
  }
}
