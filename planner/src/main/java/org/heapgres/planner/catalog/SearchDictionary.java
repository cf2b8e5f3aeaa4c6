package org.heapgres.planner.catalog;

/**
 * CREATE TEXT SEARCH DICTIONARY.
 *
 * @param template oid of the template, one of the server's
 * @param options pg_ts_dict.dictinitoption; null for none
 */
public record SearchDictionary(
    int oid, int schema, String name, int owner, int template, String options, String comment)
    implements SchemaMember {
  @Override
  public String kindName() {
    return "text search dictionary";
  }

  @Override
  public SearchDictionary withName(String newName) {
    return new SearchDictionary(oid, schema, newName, owner, template, options, comment);
  }

  @Override
  public SearchDictionary withSchema(int newSchema) {
    return new SearchDictionary(oid, newSchema, name, owner, template, options, comment);
  }

  @Override
  public SearchDictionary withOwner(int newOwner) {
    return new SearchDictionary(oid, schema, name, newOwner, template, options, comment);
  }

  public SearchDictionary withOptions(String newOptions) {
    return new SearchDictionary(oid, schema, name, owner, template, newOptions, comment);
  }

  @Override
  public SearchDictionary withComment(String newComment) {
    return new SearchDictionary(oid, schema, name, owner, template, options, newComment);
  }
}
