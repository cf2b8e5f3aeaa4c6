package org.heapgres.planner.parse.tree;

/**
 * One statement of a parsed string, which starts at {@code stmtLocation}. {@code stmtLen} is 0
 * where the statement reaches to the end of the string (no semicolon follows). {@code source} finds
 * the text of parts.
 */
public record RawStmt(Statement stmt, int stmtLocation, int stmtLen, SourceText source) {}
