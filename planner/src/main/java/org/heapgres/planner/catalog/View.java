package org.heapgres.planner.catalog;

import java.util.List;

/**
 * A view: its query is bound again wherever it is used.
 *
 * @param rowType oid of the type of its rows
 * @param arrayType oid of the array of it
 * @param query SQL text of the SELECT
 * @param uses oids of the relations it reads
 * @param searchPath schemas that the query's names are looked up in
 */
public record View(
    int oid,
    int schema,
    String name,
    int owner,
    int rowType,
    int arrayType,
    List<Column> columns,
    String query,
    List<String> searchPath,
    List<Integer> uses,
    String comment)
    implements Relation {
  public View {
    columns = List.copyOf(columns);
    searchPath = List.copyOf(searchPath);
    uses = List.copyOf(uses);
  }

  @Override
  public char kind() {
    return 'v';
  }

  public View withName(String name) {
    return new View(
        oid, schema, name, owner, rowType, arrayType, columns, query, searchPath, uses, comment);
  }

  public View withSchema(int schema) {
    return new View(
        oid, schema, name, owner, rowType, arrayType, columns, query, searchPath, uses, comment);
  }

  public View withOwner(int owner) {
    return new View(
        oid, schema, name, owner, rowType, arrayType, columns, query, searchPath, uses, comment);
  }

  public View withQuery(String query) {
    return new View(
        oid, schema, name, owner, rowType, arrayType, columns, query, searchPath, uses, comment);
  }

  public View withColumns(List<Column> columns) {
    return new View(
        oid, schema, name, owner, rowType, arrayType, columns, query, searchPath, uses, comment);
  }

  public View withSearchPath(List<String> searchPath) {
    return new View(
        oid, schema, name, owner, rowType, arrayType, columns, query, searchPath, uses, comment);
  }

  public View withComment(String comment) {
    return new View(
        oid, schema, name, owner, rowType, arrayType, columns, query, searchPath, uses, comment);
  }
}
