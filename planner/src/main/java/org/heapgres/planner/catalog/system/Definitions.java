package org.heapgres.planner.catalog.system;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.Quoting;
import org.heapgres.planner.types.PgType;

/**
 * The statements and clauses that would make an object again, as pg_get_indexdef and its kin say.
 */
public final class Definitions {
  /** COLLATE of an index element that is kept as an expression. */
  private static final Pattern COLLATED =
      Pattern.compile("\\((.*) COLLATE (\\S+)\\)", Pattern.DOTALL);

  private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_$]*|\"[^\"]*\"");

  private Definitions() {}

  /** How a stored expression over a relation's columns is shown. */
  public interface Shown {
    String text(String stored, Relation relation);

    /** A relation's name, with its schema where the search path does not lead to it. */
    default String name(Relation relation) {
      return quote(relation.name());
    }
  }

  /** Quoted unless it is a plain lower-case name. */
  public static String quote(String name) {
    return Quoting.identifier(name);
  }

  /** A value as a constant without its type: a plain number or truth value, else quoted. */
  public static String literal(PgType type, String text) {
    if (text == null) {
      return "NULL";
    }
    boolean plain =
        switch (type.name()) {
          case "int4" -> text.charAt(0) != '-';
          case "bool" -> true;
          case "float4", "float8", "numeric" -> text.matches("[0-9]+[.eE].*");
          default -> false;
        };
    if (type.name().equals("bool")) {
      return text.equals("t") ? "true" : "false";
    }
    return plain ? text : "'" + text.replace("'", "''") + "'";
  }

  public static String index(Index index, Table table, Catalog catalog, Shown shown) {
    return index(index, table, catalog, shown, true);
  }

  /** {@code qualified}: the table with its schema. */
  public static String index(
      Index index, Table table, Catalog catalog, Shown shown, boolean qualified) {
    List<String> keys = new ArrayList<>();
    for (int k = 0; k < index.keys().size(); k++) {
      Index.Key key = index.keys().get(k);
      String named = key.operatorClass() == null ? "" : " " + quote(key.operatorClass());
      keys.add(key(key, table, shown) + collation(index, k, table) + named + order(key));
    }
    StringBuilder out = new StringBuilder("CREATE ");
    boolean unique = index.unique() || (table.keyOf(index).isPresent() && !index.exclusion());
    out.append(unique ? "UNIQUE INDEX " : "INDEX ")
        .append(quote(index.name()))
        .append(table.partitioned() ? " ON ONLY " : " ON ")
        .append(qualified ? quote(catalog.schemaName(table.schema())) + "." : "")
        .append(quote(table.name()))
        .append(" USING ")
        .append(index.method())
        .append(" (")
        .append(String.join(", ", keys))
        .append(')');
    if (!index.include().isEmpty()) {
      out.append(" INCLUDE (").append(columns(index.include(), table)).append(')');
    }
    if (index.nullsNotDistinct()) {
      out.append(" NULLS NOT DISTINCT");
    }
    if (index.predicate() != null) {
      out.append(" WHERE ").append(shown.text(index.predicate(), table));
    }
    return out.toString();
  }

  /** Of a column whose order it does not change: another one makes the key an expression. */
  private static String collation(Index index, int place, Table table) {
    int position = table.columnIndex(index.keys().get(place).attnum());
    if (position < 0 || place >= index.columns().size()) {
      return "";
    }
    PgType type = index.columns().get(place).type();
    return type.collation() == table.columns().get(position).type().collation()
        ? ""
        : " COLLATE " + quote(type.collationName());
  }

  /** A key column's or expression's text, without its order. */
  public static String key(Index.Key key, Table table, Shown shown) {
    if (key.expression() == null) {
      return columns(List.of(key.attnum()), table);
    }
    String text = shown.text(key.expression(), table);
    Matcher collated = COLLATED.matcher(text);
    if (collated.matches()) {
      return parenthesised(collated.group(1)) + " COLLATE " + collated.group(2);
    }
    return parenthesised(text);
  }

  private static String parenthesised(String text) {
    return isCall(text) || PLAIN_NAME.matcher(text).matches() ? text : "(" + text + ")";
  }

  /** Whether the text is one call, which needs no parentheses around it. */
  public static boolean isCall(String text) {
    if (!text.matches("(?s)[\\w.\"]+\\(.*\\)")) {
      return false;
    }
    int depth = 0;
    for (int i = text.indexOf('('); i < text.length(); i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i == text.length() - 1;
      }
    }
    return false;
  }

  private static String order(Index.Key key) {
    if (key.descending()) {
      return key.nullsFirst() ? " DESC" : " DESC NULLS LAST";
    }
    return key.nullsFirst() ? " NULLS FIRST" : "";
  }

  static String columns(List<Integer> attnums, Table table) {
    return attnums.stream()
        .map(attnum -> quote(table.columns().get(table.columnIndex((int) attnum)).name()))
        .collect(Collectors.joining(", "));
  }

  public static String constraint(
      Constraint constraint, Table table, Catalog catalog, Shown shown) {
    return switch (constraint) {
      case Constraint.Key key when key.excludes() -> exclusion(key, table, shown);
      case Constraint.Key key ->
          (key.primary() ? "PRIMARY KEY (" : "UNIQUE (")
              + columns(key.columns(), table)
              + ")"
              + deferral(key.deferrable(), key.initiallyDeferred());
      case Constraint.Check check ->
          "CHECK ("
              + shown.text(check.expression(), table)
              + ")"
              + (check.noInherit() ? " NO INHERIT" : "")
              + standing(check);
      case Constraint.NotNull notNull ->
          "NOT NULL "
              + columns(notNull.columns(), table)
              + (notNull.noInherit() ? " NO INHERIT" : "")
              + standing(notNull);
      case Constraint.ForeignKey key -> foreignKey(key, table, catalog, shown);
    };
  }

  private static String exclusion(Constraint.Key key, Table table, Shown shown) {
    Index index = table.index(key.index()).orElseThrow();
    List<String> elements = new ArrayList<>();
    for (int k = 0; k < index.keys().size(); k++) {
      elements.add(
          key(index.keys().get(k), table, shown)
              + " WITH "
              + BuiltInFunctions.operator(key.exclusion().get(k)).name());
    }
    return "EXCLUDE USING "
        + quote(index.method())
        + " ("
        + String.join(", ", elements)
        + ")"
        + (index.include().isEmpty() ? "" : " INCLUDE (" + columns(index.include(), table) + ")")
        + (index.predicate() == null ? "" : " WHERE (" + shown.text(index.predicate(), table) + ")")
        + deferral(key.deferrable(), key.initiallyDeferred());
  }

  private static String foreignKey(
      Constraint.ForeignKey key, Table table, Catalog catalog, Shown shown) {
    StringBuilder out = new StringBuilder("FOREIGN KEY (");
    out.append(columns(key.columns(), table)).append(") REFERENCES ");
    catalog
        .table(key.target())
        .ifPresent(
            target -> {
              out.append(shown.name(target))
                  .append('(')
                  .append(columns(key.targetColumns(), target))
                  .append(')');
            });
    if (key.matchFull()) {
      out.append(" MATCH FULL");
    }
    if (key.onUpdate() != Constraint.Action.NO_ACTION) {
      out.append(" ON UPDATE ").append(key.onUpdate().sql());
    }
    if (key.onDelete() != Constraint.Action.NO_ACTION) {
      out.append(" ON DELETE ").append(key.onDelete().sql());
    }
    out.append(deferral(key.deferrable(), key.initiallyDeferred()));
    return out.append(standing(key)).toString();
  }

  private static String standing(Constraint constraint) {
    return !constraint.enforced() ? " NOT ENFORCED" : constraint.validated() ? "" : " NOT VALID";
  }

  private static String deferral(boolean deferrable, boolean deferred) {
    return !deferrable ? "" : deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
  }
}
