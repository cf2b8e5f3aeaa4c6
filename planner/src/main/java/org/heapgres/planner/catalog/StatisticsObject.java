package org.heapgres.planner.catalog;

import java.util.List;

/**
 * CREATE STATISTICS: what ANALYZE is to find out about columns and expressions of a table together.
 *
 * @param columns attnums, ascending
 * @param expressions SQL text over the table's columns
 * @param kinds pg_statistic_ext.stxkind: d ndistinct, f dependencies, m mcv, e expressions
 * @param target how many common values there may be; null for what the columns have
 */
public record StatisticsObject(
    int oid,
    int schema,
    String name,
    int owner,
    int table,
    List<Integer> columns,
    List<String> expressions,
    String kinds,
    Long target,
    String comment)
    implements SchemaMember {
  public static final char DISTINCT = 'd';
  public static final char DEPENDENCIES = 'f';
  public static final char COMMON_VALUES = 'm';
  public static final char EXPRESSIONS = 'e';

  public StatisticsObject {
    columns = List.copyOf(columns);
    expressions = List.copyOf(expressions);
  }

  public boolean has(char kind) {
    return kinds.indexOf(kind) >= 0;
  }

  @Override
  public String kindName() {
    return "statistics object";
  }

  @Override
  public StatisticsObject withName(String newName) {
    return new StatisticsObject(
        oid, schema, newName, owner, table, columns, expressions, kinds, target, comment);
  }

  @Override
  public StatisticsObject withSchema(int newSchema) {
    return new StatisticsObject(
        oid, newSchema, name, owner, table, columns, expressions, kinds, target, comment);
  }

  @Override
  public StatisticsObject withOwner(int newOwner) {
    return new StatisticsObject(
        oid, schema, name, newOwner, table, columns, expressions, kinds, target, comment);
  }

  public StatisticsObject withExpressions(List<String> newExpressions) {
    return new StatisticsObject(
        oid, schema, name, owner, table, columns, newExpressions, kinds, target, comment);
  }

  public StatisticsObject withTarget(Long newTarget) {
    return new StatisticsObject(
        oid, schema, name, owner, table, columns, expressions, kinds, newTarget, comment);
  }

  @Override
  public StatisticsObject withComment(String newComment) {
    return new StatisticsObject(
        oid, schema, name, owner, table, columns, expressions, kinds, target, newComment);
  }
}
