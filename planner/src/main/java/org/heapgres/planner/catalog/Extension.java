package org.heapgres.planner.catalog;

import java.util.List;

/**
 * CREATE EXTENSION.
 *
 * @param schema oid of the schema that its objects are in
 * @param members oids of its objects
 */
public record Extension(
    int oid,
    String name,
    int owner,
    int schema,
    String version,
    List<Integer> members,
    String comment)
    implements CatalogObject {
  public Extension {
    members = List.copyOf(members);
  }

  public Extension withSchema(int schema) {
    return new Extension(oid, name, owner, schema, version, members, comment);
  }

  public Extension withComment(String comment) {
    return new Extension(oid, name, owner, schema, version, members, comment);
  }
}
