package org.heapgres.planner.catalog;

/**
 * An object that its name finds in its schema, among those of its kind: what ALTER does to its
 * name, schema and owner is the same for all of them.
 */
public sealed interface SchemaMember extends CatalogObject
    permits CollationEntry, SearchDictionary, SearchMapping, StatisticsObject {
  int schema();

  /** As messages call it. */
  String kindName();

  SchemaMember withName(String newName);

  SchemaMember withSchema(int newSchema);

  SchemaMember withOwner(int newOwner);

  SchemaMember withComment(String newComment);
}
