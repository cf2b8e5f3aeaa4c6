package org.heapgres.planner.catalog;

/**
 * The kinds of objects that have privileges: which, what everybody has from the start, and the
 * kind's letter in acldefault and pg_default_acl.
 */
public enum Securable {
  RELATION("relation", 'r', "arwdDxtm", ""),
  SEQUENCE("sequence", 's', "rwU", ""),
  COLUMN("column", 'c', "arwx", ""),
  DATABASE("database", 'd', "CTc", "Tc"),
  FUNCTION("function", 'f', "X", "X"),
  PROCEDURE("procedure", '\0', "X", "X"),
  LANGUAGE("language", 'l', "U", "U"),
  LARGE_OBJECT("large object", 'L', "rw", ""),
  SCHEMA("schema", 'n', "UC", ""),
  TABLESPACE("tablespace", 't', "C", ""),
  FOREIGN_DATA_WRAPPER("foreign-data wrapper", 'F', "U", ""),
  FOREIGN_SERVER("foreign server", 'S', "U", ""),
  TYPE("type", 'T', "U", "U"),
  PARAMETER("parameter", 'p', "sA", "");

  private final String label;
  private final char code;
  private final int all;
  private final int everybodys;

  Securable(String label, char code, String all, String everybodys) {
    this.label = label;
    this.code = code;
    this.all = Privilege.set(all);
    this.everybodys = Privilege.set(everybodys);
  }

  /** As in "invalid privilege type ... for relation". */
  public String label() {
    return label;
  }

  public char code() {
    return code;
  }

  /** Every privilege that there is for it. */
  public int all() {
    return all;
  }

  /** What PUBLIC has unless it is revoked. */
  public int everybodys() {
    return everybodys;
  }

  public static Securable of(Relation relation) {
    return relation instanceof Sequence ? SEQUENCE : RELATION;
  }

  /** By {@link #code}; null for none. */
  public static Securable ofCode(char code) {
    for (Securable kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    return null;
  }
}
