package org.heapgres.planner.ddl;

import org.heapgres.planner.catalog.AclItem;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Role;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Reads aclitem's text, such as {@code joe=r*w/postgres}. One use each. */
public final class AclText {
  private final Catalog catalog;
  private final String text;
  private int at;

  private AclText(Catalog catalog, String text) {
    this.catalog = catalog;
    this.text = text;
  }

  public static AclItem parse(Catalog catalog, String text) {
    return new AclText(catalog, text).item();
  }

  private AclItem item() {
    String name = name();
    if ((name.equals("group") || name.equals("user"))
        && at < text.length()
        && text.charAt(at) == ' ') {
      at++;
      name = name();
    }
    if (at >= text.length() || text.charAt(at) != '=') {
      throw malformed("missing \"=\" sign");
    }
    at++;
    int grantee = name.isEmpty() ? AclItem.PUBLIC : role(name);
    int privileges = 0;
    int grantable = 0;
    int last = 0;
    while (at < text.length() && text.charAt(at) != '/') {
      char letter = text.charAt(at++);
      if (letter == '*') {
        grantable |= last;
      } else {
        last = privilege(letter);
        privileges |= last;
      }
    }
    int grantor = Role.BOOTSTRAP;
    if (at < text.length()) {
      at++;
      grantor = role(name());
    }
    return new AclItem(grantee, grantor, privileges, grantable);
  }

  private int privilege(char letter) {
    for (Privilege privilege : Privilege.values()) {
      if (privilege.letter() == letter) {
        return privilege.bit();
      }
    }
    throw malformed("invalid mode character: must be one of \"arwdDxtXUCTcsAm\"");
  }

  private static PgException malformed(String message) {
    return new PgException(SqlState.INVALID_TEXT_REPRESENTATION, message);
  }

  private int role(String name) {
    return catalog
        .shared()
        .role(name)
        .orElseThrow(
            () ->
                new PgException(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist"))
        .oid();
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    boolean quoted = false;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        if (quoted && at + 1 < text.length() && text.charAt(at + 1) == '"') {
          name.append('"');
          at++;
        } else {
          quoted = !quoted;
        }
      } else if (quoted || Character.isLetterOrDigit(c) || c == '_') {
        name.append(c);
      } else {
        break;
      }
    }
    return name.toString();
  }
}
