package org.heapgres.planner.session;

import org.heapgres.planner.catalog.Role;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * SET ROLE and SET SESSION AUTHORIZATION: the settings {@code role} and {@code
 * session_authorization}, whose values are checked against the session's rights.
 */
public final class SetRole {
  static final String ROLE = "role";
  public static final String SESSION = "session_authorization";
  private static final String NONE = "none";

  private SetRole() {}

  public static boolean concerns(String setting) {
    return setting.equalsIgnoreCase(ROLE) || setting.equalsIgnoreCase(SESSION);
  }

  /** {@code value} null goes back to where the session began. */
  public static void set(Session session, String setting, String value, boolean local) {
    if (setting.equalsIgnoreCase(ROLE)) {
      role(session, value == null ? NONE : value, local);
    } else {
      sessionRole(session, value, local);
    }
    boolean superuser = session.environment().currentRole().superuser();
    session.settings().assign("is_superuser", superuser ? "on" : "off", local);
  }

  private static Role named(Session session, String name) {
    return session
        .catalog()
        .shared()
        .role(name)
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.INVALID_PARAMETER_VALUE, "role \"" + name + "\" does not exist"));
  }

  private static void role(Session session, String name, boolean local) {
    if (!name.equals(NONE)) {
      Role role = named(session, name);
      Role from = session.environment().sessionRole();
      if (!new org.heapgres.planner.catalog.Rights(session.catalog(), from)
          .maySetRole(role.oid())) {
        throw new PgException(
            SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to set role \"" + name + "\"");
      }
    }
    session.settings().assign(ROLE, name, local);
  }

  private static void sessionRole(Session session, String value, boolean local) {
    String name = value == null ? session.sessionRole().name() : value;
    Role role = named(session, name);
    if (role.oid() != session.sessionRole().oid() && !session.sessionRole().superuser()) {
      throw new PgException(
          SqlState.INSUFFICIENT_PRIVILEGE,
          "permission denied to set session authorization \"" + name + "\"");
    }
    session.settings().assign(SESSION, name, local);
    session.settings().assign(ROLE, NONE, local);
  }
}
