package org.heapgres.planner.deparse;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.bind.BindContext;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.Collations;
import org.heapgres.planner.bind.Meaning;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CollationEntry;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.catalog.TypeFormat;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.PgType;

/**
 * Writes queries and expressions of the catalog as PostgreSQL's pg_get_viewdef and pg_get_expr do:
 * with every conversion, every operator in parentheses, and the names that things have now.
 *
 * @param context what the names in the text mean
 * @param catalog has the names to be written; the same as the context's but for a renaming
 * @param path the schemas whose relations are written without their schema
 * @param pretty without the parentheses that can be left out
 * @param kept for the catalog: constants that name objects hold their oids
 */
public record Deparser(
    BindContext context, Catalog catalog, List<String> path, boolean pretty, boolean kept) {

  /** A view's query. */
  public String query(String sql, List<String> columns) {
    SelectStmt query = (SelectStmt) Parser.parse(sql).getFirst().stmt();
    Meaning meaning = new Binder(context).meaning(query);
    StringBuilder out = new StringBuilder();
    new QueryWriter(this, meaning, new Layout(out, 0), false).write(query, columns);
    return out.toString();
  }

  /**
   * An expression over a relation's columns.
   *
   * @param type what it is converted to by assignment, null for what it is by itself
   */
  public String expression(
      String sql, Binder.Purpose purpose, Relation relation, PgType type, int typmod) {
    Expression tree = Parser.parseExpression(sql);
    Meaning meaning = new Binder(context).meaning(tree, purpose, relation, type, typmod);
    StringBuilder out = new StringBuilder();
    new ExpressionWriter(this, meaning, new Layout(out, 0), false).topLevel(tree);
    return out.toString();
  }

  /** WHEN of a trigger. */
  public String condition(Trigger trigger, Table table) {
    Expression tree = Parser.parseExpression(trigger.condition());
    Meaning meaning = new Binder(context).meaning(tree, table, trigger.level(), trigger.events());
    StringBuilder out = new StringBuilder();
    new ExpressionWriter(this, meaning, new Layout(out, 0), true).topLevel(tree);
    return out.toString();
  }

  /** The relation's name, with its schema where the path does not lead to it. */
  String name(Relation relation) {
    Relation now = catalog.relation(relation.oid()).orElse(relation);
    boolean visible =
        catalog.relation(now.name(), path).filter(found -> found.oid() == now.oid()).isPresent();
    return visible
        ? quote(now.name())
        : quote(catalog.schema(now.schema()).map(Schema::name).orElse(""))
            + "."
            + quote(now.name());
  }

  /** As {@link #name}; empty for a built-in function. */
  Optional<String> routine(PgProc proc) {
    return catalog
        .object(proc.oid())
        .filter(FunctionEntry.class::isInstance)
        .map(FunctionEntry.class::cast)
        .map(
            now ->
                (path.contains(schema(now.schema())) ? "" : quote(schema(now.schema())) + ".")
                    + quote(now.name()));
  }

  /** As {@link #name}. */
  String collation(List<String> name) {
    Collation found = Collations.require(context, name, -1);
    return catalog.object(found.oid()).orElse(null) instanceof CollationEntry own
        ? (path.contains(schema(own.schema())) ? "" : quote(schema(own.schema())) + ".")
            + quote(own.name())
        : quote(found.name());
  }

  private String schema(int oid) {
    return catalog.schema(oid).map(Schema::name).orElse("");
  }

  String format(PgType type, int typmod) {
    return TypeFormat.format(type, typmod, catalog, path);
  }

  static String quote(String name) {
    return org.heapgres.planner.functions.Quoting.identifier(name);
  }
}
