package org.heapgres.planner.catalog;

import java.util.List;
import java.util.Map;

/**
 * A view: its query is bound again wherever it is used.
 *
 * @param rowType oid of the type of its rows
 * @param arrayType oid of the array of it
 * @param query SQL text of the SELECT
 * @param uses oids of the relations it reads
 * @param options WITH (...), names in lower case
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
    String comment,
    Map<String, String> options)
    implements Relation {
  public View {
    options = options == null ? Map.of() : Map.copyOf(options);
    columns = List.copyOf(columns);
    searchPath = List.copyOf(searchPath);
    uses = List.copyOf(uses);
  }

  /** Whether it reads with the rights of who uses it, not with its owner's. */
  public boolean securityInvoker() {
    return options.getOrDefault("security_invoker", "false").equals("true");
  }

  public View withOptions(Map<String, String> newOptions) {
    return new View(
        oid,
        schema,
        name,
        owner,
        rowType,
        arrayType,
        columns,
        query,
        searchPath,
        uses,
        comment,
        newOptions);
  }

  @Override
  public char kind() {
    return 'v';
  }

  public View withName(String name) {
    return new View(
        oid,
        schema,
        name,
        owner,
        rowType,
        arrayType,
        columns,
        query,
        searchPath,
        uses,
        comment,
        options);
  }

  public View withSchema(int schema) {
    return new View(
        oid,
        schema,
        name,
        owner,
        rowType,
        arrayType,
        columns,
        query,
        searchPath,
        uses,
        comment,
        options);
  }

  public View withOwner(int owner) {
    return new View(
        oid,
        schema,
        name,
        owner,
        rowType,
        arrayType,
        columns,
        query,
        searchPath,
        uses,
        comment,
        options);
  }

  public View withQuery(String query) {
    return new View(
        oid,
        schema,
        name,
        owner,
        rowType,
        arrayType,
        columns,
        query,
        searchPath,
        uses,
        comment,
        options);
  }

  public View withColumns(List<Column> columns) {
    return new View(
        oid,
        schema,
        name,
        owner,
        rowType,
        arrayType,
        columns,
        query,
        searchPath,
        uses,
        comment,
        options);
  }

  public View withSearchPath(List<String> searchPath) {
    return new View(
        oid,
        schema,
        name,
        owner,
        rowType,
        arrayType,
        columns,
        query,
        searchPath,
        uses,
        comment,
        options);
  }

  public View withComment(String comment) {
    return new View(
        oid,
        schema,
        name,
        owner,
        rowType,
        arrayType,
        columns,
        query,
        searchPath,
        uses,
        comment,
        options);
  }
}
