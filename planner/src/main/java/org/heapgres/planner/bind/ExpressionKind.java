package org.heapgres.planner.bind;

/** Where an expression stands; decides what it may contain and what errors call the place. */
enum ExpressionKind {
  OTHER("", false, false, false),
  JOIN_ON("JOIN conditions", false, false, false),
  JOIN_USING("JOIN/USING", false, false, false),
  FROM_SUBSELECT("FROM clause of their own query level", false, false, true),
  FROM_FUNCTION("functions in FROM", false, false, true),
  WHERE("WHERE", false, false, false),
  HAVING("HAVING", true, false, false),
  FILTER("FILTER", false, false, false),
  WINDOW_PARTITION("window PARTITION BY", true, false, true),
  WINDOW_ORDER("window ORDER BY", true, false, true),
  WINDOW_FRAME("window frame", true, false, false),
  SELECT_TARGET("SELECT", true, true, true),
  INSERT_TARGET("INSERT", true, true, true),
  UPDATE_SOURCE("UPDATE", false, false, false),
  UPDATE_TARGET("UPDATE", false, false, false),
  GROUP_BY("GROUP BY", false, false, true),
  ORDER_BY("ORDER BY", true, true, true),
  DISTINCT_ON("DISTINCT ON", true, true, true),
  LIMIT("LIMIT", false, false, false),
  OFFSET("OFFSET", false, false, false),
  RETURNING("RETURNING", false, false, false),
  MERGE_RETURNING("RETURNING", false, false, false),
  VALUES("VALUES", false, false, false),
  VALUES_SINGLE("VALUES", false, false, true),
  MERGE_WHEN("MERGE WHEN conditions", false, false, false),
  CHECK_CONSTRAINT("check constraints", false, false, false),
  COLUMN_DEFAULT("DEFAULT expressions", false, false, false),
  INDEX_EXPRESSION("index expressions", false, false, false),
  INDEX_PREDICATE("index predicates", false, false, false),
  STATISTICS_EXPRESSION("statistics expressions", false, false, false),
  POLICY("policy expressions", false, false, false),
  COPY_WHERE("COPY FROM WHERE conditions", false, false, false),
  PARTITION_KEY("partition key expressions", false, false, false),
  PARTITION_BOUND("partition bound", false, false, false),
  GENERATED_COLUMN("column generation expressions", false, false, false),
  AGGREGATE_ARGUMENT("aggregate arguments", false, false, false),
  TRIGGER_WHEN("trigger WHEN conditions", false, false, false),
  CALL_ARGUMENT("CALL arguments", false, false, false),
  ALTER_COLUMN_TRANSFORM("transform expressions", false, false, false),
  EXECUTE_PARAMETER("EXECUTE parameters", false, false, false);

  private final String place;
  private final boolean aggregates;
  private final boolean windows;
  private final boolean sets;

  ExpressionKind(String place, boolean aggregates, boolean windows, boolean sets) {
    this.place = place;
    this.aggregates = aggregates;
    this.windows = windows;
    this.sets = sets;
  }

  /** As in "aggregate functions are not allowed in ...". */
  String place() {
    return place;
  }

  boolean aggregates() {
    return aggregates;
  }

  boolean windows() {
    return windows;
  }

  /** Whether set-returning functions may stand there. */
  boolean sets() {
    return sets;
  }

  /** Whether the expression belongs to a catalog object and must stand alone. */
  boolean standalone() {
    return switch (this) {
      case CHECK_CONSTRAINT,
          COLUMN_DEFAULT,
          INDEX_EXPRESSION,
          INDEX_PREDICATE,
          STATISTICS_EXPRESSION,
          COPY_WHERE,
          GENERATED_COLUMN,
          ALTER_COLUMN_TRANSFORM,
          EXECUTE_PARAMETER,
          TRIGGER_WHEN,
          CALL_ARGUMENT ->
          true;
      default -> false;
    };
  }
}
