package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * CREATE TEXT SEARCH CONFIGURATION: which dictionaries tokens are put to.
 *
 * @param parser oid of the parser, the server's
 * @param dictionaries by pg_ts_config_map.maptokentype, oids in the order in which they are asked
 */
public record SearchMapping(
    int oid,
    int schema,
    String name,
    int owner,
    int parser,
    Map<Integer, List<Integer>> dictionaries,
    String comment)
    implements SchemaMember {
  public SearchMapping {
    dictionaries = Map.copyOf(dictionaries);
  }

  /** In the order of token types. */
  List<Entry> entries() {
    List<Entry> result = new ArrayList<>();
    new TreeMap<>(dictionaries).forEach((type, oids) -> result.add(new Entry(type, oids)));
    return result;
  }

  /** The dictionaries of one token type, as stored. */
  record Entry(int tokenType, List<Integer> dictionaries) {}

  static Map<Integer, List<Integer>> of(List<Entry> entries) {
    Map<Integer, List<Integer>> result = new TreeMap<>();
    entries.forEach(entry -> result.put(entry.tokenType, entry.dictionaries));
    return result;
  }

  @Override
  public String kindName() {
    return "text search configuration";
  }

  @Override
  public SearchMapping withName(String newName) {
    return new SearchMapping(oid, schema, newName, owner, parser, dictionaries, comment);
  }

  @Override
  public SearchMapping withSchema(int newSchema) {
    return new SearchMapping(oid, newSchema, name, owner, parser, dictionaries, comment);
  }

  @Override
  public SearchMapping withOwner(int newOwner) {
    return new SearchMapping(oid, schema, name, newOwner, parser, dictionaries, comment);
  }

  public SearchMapping withDictionaries(Map<Integer, List<Integer>> newDictionaries) {
    return new SearchMapping(oid, schema, name, owner, parser, newDictionaries, comment);
  }

  @Override
  public SearchMapping withComment(String newComment) {
    return new SearchMapping(oid, schema, name, owner, parser, dictionaries, newComment);
  }
}
