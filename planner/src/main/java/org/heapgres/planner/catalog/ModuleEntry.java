package org.heapgres.planner.catalog;

/**
 * CREATE MODULE: Python code that snippets, functions and other modules import by its name.
 *
 * @param version from 1; each other source makes the next one
 */
public record ModuleEntry(
    int oid, int schema, String name, int owner, int version, String source, String comment)
    implements CatalogObject {
  /** The same if the source is. */
  public ModuleEntry withSource(String newSource) {
    return newSource.equals(source)
        ? this
        : new ModuleEntry(oid, schema, name, owner, version + 1, newSource, comment);
  }

  public ModuleEntry withName(String name) {
    return new ModuleEntry(oid, schema, name, owner, version, source, comment);
  }

  public ModuleEntry withOwner(int owner) {
    return new ModuleEntry(oid, schema, name, owner, version, source, comment);
  }

  public ModuleEntry withComment(String comment) {
    return new ModuleEntry(oid, schema, name, owner, version, source, comment);
  }
}
