package org.heapgres.planner.catalog;

import org.heapgres.planner.types.Collation;

/** CREATE COLLATION. */
public record CollationEntry(
    int oid, int schema, String name, int owner, Definition definition, String comment)
    implements SchemaMember {
  /**
   * What it orders by.
   *
   * @param provider pg_collation.collprovider: b built-in, c libc, i ICU
   * @param collate of libc; null otherwise
   * @param ctype of libc; null otherwise
   * @param locale of the other providers; null for libc
   * @param rules of ICU; null for none
   * @param version null where none is known
   */
  public record Definition(
      char provider,
      boolean deterministic,
      String collate,
      String ctype,
      String locale,
      String rules,
      String version) {
    private Collation collation(int oid, String name) {
      return new Collation(oid, name, provider == 'i' ? locale : null, rules, deterministic);
    }

    /** With the version that the order has now, where none is given and there is one. */
    public Definition versioned() {
      return version != null || provider == 'c'
          ? this
          : new Definition(
              provider, deterministic, collate, ctype, locale, rules, collation(0, "").version());
    }
  }

  public Collation collation() {
    return definition.collation(oid, name);
  }

  @Override
  public String kindName() {
    return "collation";
  }

  @Override
  public CollationEntry withName(String newName) {
    return new CollationEntry(oid, schema, newName, owner, definition, comment);
  }

  @Override
  public CollationEntry withSchema(int newSchema) {
    return new CollationEntry(oid, newSchema, name, owner, definition, comment);
  }

  @Override
  public CollationEntry withOwner(int newOwner) {
    return new CollationEntry(oid, schema, name, newOwner, definition, comment);
  }

  @Override
  public CollationEntry withComment(String newComment) {
    return new CollationEntry(oid, schema, name, owner, definition, newComment);
  }
}
