package org.heapgres.planner.parse.plpgsql;

/**
 * SQL within a body.
 *
 * @param expression whether it is what stands behind SELECT, not a whole statement
 * @param start where it begins in the body
 * @param scope the variables that it may name
 */
public record PlSql(String text, boolean expression, int start, PlScope scope) {}
