package org.heapgres.planner.parse.tree;

/**
 * One statement of a parsed string. {@code stmtLocation} is where the previous statement ended, so
 * white space and comments in front belong to it; {@code stmtLen} is 0 where the statement reaches
 * to the end of the string (no semicolon follows). {@code source} finds the text of parts.
 */
public record RawStmt(Statement stmt, int stmtLocation, int stmtLen, SourceText source) {}
