package org.heapgres.planner.catalog;

import org.heapgres.planner.types.Collation;

/**
 * CREATE COLLATION.
 *
 * @param provider pg_collation.collprovider: b built-in, c libc, i ICU
 * @param collate of libc; null otherwise
 * @param ctype of libc; null otherwise
 * @param locale of the other providers; null for libc
 * @param rules of ICU; null for none
 * @param version null where none is known
 */
public record CollationEntry(
    int oid,
    int schema,
    String name,
    int owner,
    char provider,
    boolean deterministic,
    String collate,
    String ctype,
    String locale,
    String rules,
    String version,
    String comment)
    implements CatalogObject {

  public Collation collation() {
    return new Collation(oid, name, provider == 'i' ? locale : null, rules, deterministic);
  }

  /** A copy under another name. */
  public CollationEntry as(int newOid, int newSchema, String newName, int newOwner) {
    return new CollationEntry(
        newOid,
        newSchema,
        newName,
        newOwner,
        provider,
        deterministic,
        collate,
        ctype,
        locale,
        rules,
        version,
        null);
  }

  public CollationEntry withVersion(String newVersion) {
    return new CollationEntry(
        oid,
        schema,
        name,
        owner,
        provider,
        deterministic,
        collate,
        ctype,
        locale,
        rules,
        newVersion,
        comment);
  }

  public CollationEntry withName(String newName) {
    return new CollationEntry(
        oid,
        schema,
        newName,
        owner,
        provider,
        deterministic,
        collate,
        ctype,
        locale,
        rules,
        version,
        comment);
  }

  public CollationEntry withSchema(int newSchema) {
    return new CollationEntry(
        oid,
        newSchema,
        name,
        owner,
        provider,
        deterministic,
        collate,
        ctype,
        locale,
        rules,
        version,
        comment);
  }

  public CollationEntry withOwner(int newOwner) {
    return new CollationEntry(
        oid,
        schema,
        name,
        newOwner,
        provider,
        deterministic,
        collate,
        ctype,
        locale,
        rules,
        version,
        comment);
  }

  public CollationEntry withComment(String newComment) {
    return new CollationEntry(
        oid,
        schema,
        name,
        owner,
        provider,
        deterministic,
        collate,
        ctype,
        locale,
        rules,
        version,
        newComment);
  }
}
