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

  /** Whether conditions of those who use it wait for its own, unless they are leakproof. */
  public boolean securityBarrier() {
    return options.getOrDefault("security_barrier", "false").equals("true");
  }

  public View withOptions(Map<String, String> newOptions) {
    return change().options(newOptions).build();
  }

  @Override
  public char kind() {
    return 'v';
  }

  public View withName(String name) {
    return change().name(name).build();
  }

  public View withSchema(int schema) {
    return change().schema(schema).build();
  }

  public View withOwner(int owner) {
    return change().owner(owner).build();
  }

  public View withQuery(String query) {
    return change().query(query).build();
  }

  public View withColumns(List<Column> columns) {
    return change().columns(columns).build();
  }

  public View withSearchPath(List<String> searchPath) {
    return change().searchPath(searchPath).build();
  }

  public View withComment(String comment) {
    return change().comment(comment).build();
  }

  private Change change() {
    return new Change(this);
  }

  /** A copy in the making. */
  private static final class Change {
    private final View from;
    private int schema;
    private String name;
    private int owner;
    private List<Column> columns;
    private String query;
    private List<String> searchPath;
    private String comment;
    private Map<String, String> options;

    Change(View from) {
      this.from = from;
      schema = from.schema;
      name = from.name;
      owner = from.owner;
      columns = from.columns;
      query = from.query;
      searchPath = from.searchPath;
      comment = from.comment;
      options = from.options;
    }

    Change schema(int schema) {
      this.schema = schema;
      return this;
    }

    Change name(String name) {
      this.name = name;
      return this;
    }

    Change owner(int owner) {
      this.owner = owner;
      return this;
    }

    Change columns(List<Column> columns) {
      this.columns = columns;
      return this;
    }

    Change query(String query) {
      this.query = query;
      return this;
    }

    Change searchPath(List<String> searchPath) {
      this.searchPath = searchPath;
      return this;
    }

    Change comment(String comment) {
      this.comment = comment;
      return this;
    }

    Change options(Map<String, String> options) {
      this.options = options;
      return this;
    }

    View build() {
      return new View(
          from.oid,
          schema,
          name,
          owner,
          from.rowType,
          from.arrayType,
          columns,
          query,
          searchPath,
          from.uses,
          comment,
          options);
    }
  }
}
