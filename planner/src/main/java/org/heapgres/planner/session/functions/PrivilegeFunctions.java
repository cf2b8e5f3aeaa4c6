package org.heapgres.planner.session.functions;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.heapgres.planner.catalog.Acl;
import org.heapgres.planner.catalog.AclItem;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.ddl.AclText;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.functions.PrivilegeQuestion.On;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/**
 * Whether a role may do something, and what an acl says (manual, 9.27.2); methods are named as
 * {@code Functions} wants them.
 */
final class PrivilegeFunctions {
  private static final int ACLITEM = 1033;

  private PrivilegeFunctions() {}

  private static PrivilegeQuestion ask(CallContext context) {
    return PrivilegeQuestion.ofCurrent(SessionFunctions.session(context));
  }

  private static PrivilegeQuestion ask(CallContext context, String user) {
    return PrivilegeQuestion.of(SessionFunctions.session(context), user);
  }

  private static PrivilegeQuestion ask(CallContext context, long user) {
    return PrivilegeQuestion.of(SessionFunctions.session(context), (int) user);
  }

  static Boolean hasTablePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return ask(context, user).on(On.TABLE, object, privilege);
  }

  static Boolean hasTablePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.TABLE, object, privilege);
  }

  static Boolean hasTablePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return ask(context, user).on(On.TABLE, object, privilege);
  }

  static Boolean hasTablePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.TABLE, object, privilege);
  }

  static Boolean hasTablePrivilegeName(CallContext context, String object, String privilege) {
    return ask(context).on(On.TABLE, object, privilege);
  }

  static Boolean hasTablePrivilegeId(CallContext context, long object, String privilege) {
    return ask(context).on(On.TABLE, object, privilege);
  }

  static Boolean hasAnyColumnPrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return ask(context, user).on(On.ANY_COLUMN, object, privilege);
  }

  static Boolean hasAnyColumnPrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.ANY_COLUMN, object, privilege);
  }

  static Boolean hasAnyColumnPrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return ask(context, user).on(On.ANY_COLUMN, object, privilege);
  }

  static Boolean hasAnyColumnPrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.ANY_COLUMN, object, privilege);
  }

  static Boolean hasAnyColumnPrivilegeName(CallContext context, String object, String privilege) {
    return ask(context).on(On.ANY_COLUMN, object, privilege);
  }

  static Boolean hasAnyColumnPrivilegeId(CallContext context, long object, String privilege) {
    return ask(context).on(On.ANY_COLUMN, object, privilege);
  }

  static Boolean hasLargeobjectPrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.LARGE_OBJECT, object, privilege);
  }

  static Boolean hasLargeobjectPrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.LARGE_OBJECT, object, privilege);
  }

  static Boolean hasLargeobjectPrivilegeId(CallContext context, long object, String privilege) {
    return ask(context).on(On.LARGE_OBJECT, object, privilege);
  }

  static Boolean hasSequencePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return ask(context, user).on(On.SEQUENCE, object, privilege);
  }

  static Boolean hasSequencePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.SEQUENCE, object, privilege);
  }

  static Boolean hasSequencePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return ask(context, user).on(On.SEQUENCE, object, privilege);
  }

  static Boolean hasSequencePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.SEQUENCE, object, privilege);
  }

  static Boolean hasSequencePrivilegeName(CallContext context, String object, String privilege) {
    return ask(context).on(On.SEQUENCE, object, privilege);
  }

  static Boolean hasSequencePrivilegeId(CallContext context, long object, String privilege) {
    return ask(context).on(On.SEQUENCE, object, privilege);
  }

  static Boolean hasSchemaPrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return ask(context, user).on(On.SCHEMA, object, privilege);
  }

  static Boolean hasSchemaPrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.SCHEMA, object, privilege);
  }

  static Boolean hasSchemaPrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return ask(context, user).on(On.SCHEMA, object, privilege);
  }

  static Boolean hasSchemaPrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.SCHEMA, object, privilege);
  }

  static Boolean hasSchemaPrivilegeName(CallContext context, String object, String privilege) {
    return ask(context).on(On.SCHEMA, object, privilege);
  }

  static Boolean hasSchemaPrivilegeId(CallContext context, long object, String privilege) {
    return ask(context).on(On.SCHEMA, object, privilege);
  }

  static Boolean hasDatabasePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return ask(context, user).on(On.DATABASE, object, privilege);
  }

  static Boolean hasDatabasePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.DATABASE, object, privilege);
  }

  static Boolean hasDatabasePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return ask(context, user).on(On.DATABASE, object, privilege);
  }

  static Boolean hasDatabasePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.DATABASE, object, privilege);
  }

  static Boolean hasDatabasePrivilegeName(CallContext context, String object, String privilege) {
    return ask(context).on(On.DATABASE, object, privilege);
  }

  static Boolean hasDatabasePrivilegeId(CallContext context, long object, String privilege) {
    return ask(context).on(On.DATABASE, object, privilege);
  }

  static Boolean hasFunctionPrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return ask(context, user).on(On.FUNCTION, object, privilege);
  }

  static Boolean hasFunctionPrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.FUNCTION, object, privilege);
  }

  static Boolean hasFunctionPrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return ask(context, user).on(On.FUNCTION, object, privilege);
  }

  static Boolean hasFunctionPrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.FUNCTION, object, privilege);
  }

  static Boolean hasFunctionPrivilegeName(CallContext context, String object, String privilege) {
    return ask(context).on(On.FUNCTION, object, privilege);
  }

  static Boolean hasFunctionPrivilegeId(CallContext context, long object, String privilege) {
    return ask(context).on(On.FUNCTION, object, privilege);
  }

  static Boolean hasLanguagePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return ask(context, user).on(On.LANGUAGE, object, privilege);
  }

  static Boolean hasLanguagePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.LANGUAGE, object, privilege);
  }

  static Boolean hasLanguagePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return ask(context, user).on(On.LANGUAGE, object, privilege);
  }

  static Boolean hasLanguagePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.LANGUAGE, object, privilege);
  }

  static Boolean hasLanguagePrivilegeName(CallContext context, String object, String privilege) {
    return ask(context).on(On.LANGUAGE, object, privilege);
  }

  static Boolean hasLanguagePrivilegeId(CallContext context, long object, String privilege) {
    return ask(context).on(On.LANGUAGE, object, privilege);
  }

  static Boolean hasTypePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return ask(context, user).on(On.TYPE, object, privilege);
  }

  static Boolean hasTypePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.TYPE, object, privilege);
  }

  static Boolean hasTypePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return ask(context, user).on(On.TYPE, object, privilege);
  }

  static Boolean hasTypePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.TYPE, object, privilege);
  }

  static Boolean hasTypePrivilegeName(CallContext context, String object, String privilege) {
    return ask(context).on(On.TYPE, object, privilege);
  }

  static Boolean hasTypePrivilegeId(CallContext context, long object, String privilege) {
    return ask(context).on(On.TYPE, object, privilege);
  }

  static Boolean hasTablespacePrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return ask(context, user).on(On.TABLESPACE, object, privilege);
  }

  static Boolean hasTablespacePrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.TABLESPACE, object, privilege);
  }

  static Boolean hasTablespacePrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return ask(context, user).on(On.TABLESPACE, object, privilege);
  }

  static Boolean hasTablespacePrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.TABLESPACE, object, privilege);
  }

  static Boolean hasTablespacePrivilegeName(CallContext context, String object, String privilege) {
    return ask(context).on(On.TABLESPACE, object, privilege);
  }

  static Boolean hasTablespacePrivilegeId(CallContext context, long object, String privilege) {
    return ask(context).on(On.TABLESPACE, object, privilege);
  }

  static Boolean hasForeignDataWrapperPrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return ask(context, user).on(On.FOREIGN_DATA_WRAPPER, object, privilege);
  }

  static Boolean hasForeignDataWrapperPrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.FOREIGN_DATA_WRAPPER, object, privilege);
  }

  static Boolean hasForeignDataWrapperPrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return ask(context, user).on(On.FOREIGN_DATA_WRAPPER, object, privilege);
  }

  static Boolean hasForeignDataWrapperPrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.FOREIGN_DATA_WRAPPER, object, privilege);
  }

  static Boolean hasForeignDataWrapperPrivilegeName(
      CallContext context, String object, String privilege) {
    return ask(context).on(On.FOREIGN_DATA_WRAPPER, object, privilege);
  }

  static Boolean hasForeignDataWrapperPrivilegeId(
      CallContext context, long object, String privilege) {
    return ask(context).on(On.FOREIGN_DATA_WRAPPER, object, privilege);
  }

  static Boolean hasServerPrivilegeNameName(
      CallContext context, String user, String object, String privilege) {
    return ask(context, user).on(On.FOREIGN_SERVER, object, privilege);
  }

  static Boolean hasServerPrivilegeNameId(
      CallContext context, String user, long object, String privilege) {
    return ask(context, user).on(On.FOREIGN_SERVER, object, privilege);
  }

  static Boolean hasServerPrivilegeIdName(
      CallContext context, long user, String object, String privilege) {
    return ask(context, user).on(On.FOREIGN_SERVER, object, privilege);
  }

  static Boolean hasServerPrivilegeIdId(
      CallContext context, long user, long object, String privilege) {
    return ask(context, user).on(On.FOREIGN_SERVER, object, privilege);
  }

  static Boolean hasServerPrivilegeName(CallContext context, String object, String privilege) {
    return ask(context).on(On.FOREIGN_SERVER, object, privilege);
  }

  static Boolean hasServerPrivilegeId(CallContext context, long object, String privilege) {
    return ask(context).on(On.FOREIGN_SERVER, object, privilege);
  }

  static Boolean hasColumnPrivilegeNameNameName(
      CallContext context, String user, String object, String column, String privilege) {
    return ask(context, user).onColumn(object, column, privilege);
  }

  static Boolean hasColumnPrivilegeNameNameAttnum(
      CallContext context, String user, String object, short column, String privilege) {
    return ask(context, user).onColumn(object, column, privilege);
  }

  static Boolean hasColumnPrivilegeNameIdName(
      CallContext context, String user, long object, String column, String privilege) {
    return ask(context, user).onColumn(object, column, privilege);
  }

  static Boolean hasColumnPrivilegeNameIdAttnum(
      CallContext context, String user, long object, short column, String privilege) {
    return ask(context, user).onColumn(object, column, privilege);
  }

  static Boolean hasColumnPrivilegeIdNameName(
      CallContext context, long user, String object, String column, String privilege) {
    return ask(context, user).onColumn(object, column, privilege);
  }

  static Boolean hasColumnPrivilegeIdNameAttnum(
      CallContext context, long user, String object, short column, String privilege) {
    return ask(context, user).onColumn(object, column, privilege);
  }

  static Boolean hasColumnPrivilegeIdIdName(
      CallContext context, long user, long object, String column, String privilege) {
    return ask(context, user).onColumn(object, column, privilege);
  }

  static Boolean hasColumnPrivilegeIdIdAttnum(
      CallContext context, long user, long object, short column, String privilege) {
    return ask(context, user).onColumn(object, column, privilege);
  }

  static Boolean hasColumnPrivilegeNameName(
      CallContext context, String object, String column, String privilege) {
    return ask(context).onColumn(object, column, privilege);
  }

  static Boolean hasColumnPrivilegeNameAttnum(
      CallContext context, String object, short column, String privilege) {
    return ask(context).onColumn(object, column, privilege);
  }

  static Boolean hasColumnPrivilegeIdName(
      CallContext context, long object, String column, String privilege) {
    return ask(context).onColumn(object, column, privilege);
  }

  static Boolean hasColumnPrivilegeIdAttnum(
      CallContext context, long object, short column, String privilege) {
    return ask(context).onColumn(object, column, privilege);
  }

  static Boolean pgHasRoleNameName(
      CallContext context, String user, String role, String privilege) {
    return ask(context, user).onRole(role, privilege);
  }

  static Boolean pgHasRoleNameId(CallContext context, String user, long role, String privilege) {
    return ask(context, user).onRole(role, privilege);
  }

  static Boolean pgHasRoleIdName(CallContext context, long user, String role, String privilege) {
    return ask(context, user).onRole(role, privilege);
  }

  static Boolean pgHasRoleIdId(CallContext context, long user, long role, String privilege) {
    return ask(context, user).onRole(role, privilege);
  }

  static Boolean pgHasRoleName(CallContext context, String role, String privilege) {
    return ask(context).onRole(role, privilege);
  }

  static Boolean pgHasRoleId(CallContext context, long role, String privilege) {
    return ask(context).onRole(role, privilege);
  }

  static Boolean hasParameterPrivilegeNameName(
      CallContext context, String user, String parameter, String privilege) {
    return ask(context, user).onParameter(parameter, privilege);
  }

  static Boolean hasParameterPrivilegeIdName(
      CallContext context, long user, String parameter, String privilege) {
    return ask(context, user).onParameter(parameter, privilege);
  }

  static Boolean hasParameterPrivilegeName(
      CallContext context, String parameter, String privilege) {
    return ask(context).onParameter(parameter, privilege);
  }

  static Iterator<?> aclexplode(CallContext context, PgArray acl) {
    List<PgRecord> rows = new ArrayList<>();
    for (AclItem item : items(context, acl)) {
      for (Privilege privilege : Privilege.values()) {
        if ((item.privileges() & privilege.bit()) != 0) {
          rows.add(
              new PgRecord(
                  new int[] {Types.OID.oid(), Types.OID.oid(), Types.TEXT.oid(), Types.BOOL.oid()},
                  new Object[] {
                    Integer.toUnsignedLong(item.grantor()),
                    Integer.toUnsignedLong(item.grantee()),
                    privilege.label(),
                    (item.grantable() & privilege.bit()) != 0
                  }));
        }
      }
    }
    return rows.iterator();
  }

  private static List<AclItem> items(CallContext context, PgArray acl) {
    List<AclItem> items = new ArrayList<>();
    for (Object text : acl.elements()) {
      items.add(AclText.parse(SessionFunctions.session(context).catalog(), (String) text));
    }
    return items;
  }

  static PgArray acldefaultSql(CallContext context, String kind, long owner) {
    Securable known = kind.isEmpty() ? null : Securable.ofCode(kind.charAt(0));
    if (known == null) {
      throw new PgException(
          SqlState.INTERNAL_ERROR, "unrecognized object type abbreviation: " + kind);
    }
    var shared = SessionFunctions.session(context).catalog().shared();
    Object[] texts =
        Acl.defaults(known, (int) owner).items().stream()
            .map(item -> (Object) item.text(shared))
            .toArray();
    return texts.length == 0
        ? new PgArray(ACLITEM, texts, new int[0], new int[0])
        : new PgArray(ACLITEM, texts, new int[] {texts.length}, new int[] {1});
  }

  static String makeaclitem(
      CallContext context, long grantee, long grantor, String privileges, boolean grantable) {
    int set = 0;
    for (String name : privileges.split(",", -1)) {
      set |=
          Privilege.named(name.strip().toLowerCase(Locale.ROOT))
              .orElseThrow(() -> PrivilegeQuestion.unrecognized(name.strip()))
              .bit();
    }
    return new AclItem((int) grantee, (int) grantor, set, grantable ? set : 0)
        .text(SessionFunctions.session(context).catalog().shared());
  }

  static boolean aclcontains(CallContext context, PgArray acl, String item) {
    AclItem wanted = AclText.parse(SessionFunctions.session(context).catalog(), item);
    return items(context, acl).stream()
        .anyMatch(
            known ->
                known.grantee() == wanted.grantee()
                    && known.grantor() == wanted.grantor()
                    && (wanted.privileges() & ~known.privileges()) == 0
                    && (wanted.grantable() & ~known.grantable()) == 0);
  }

  static boolean aclitemEq(CallContext context, String left, String right) {
    var catalog = SessionFunctions.session(context).catalog();
    return AclText.parse(catalog, left).equals(AclText.parse(catalog, right));
  }

  /** Whether policies of the table apply to the current role. */
  static boolean rowSecurityActive(CallContext context, long table) {
    return PrivilegeQuestion.rowSecurityActive(SessionFunctions.session(context), (int) table);
  }

  static boolean rowSecurityActiveName(CallContext context, String table) {
    Session session = SessionFunctions.session(context);
    return PrivilegeQuestion.rowSecurityActive(
        session,
        (int) ObjectNames.oid(session, org.heapgres.planner.types.RegisteredKind.REGCLASS, table));
  }
}
