/**
 * From the text of SQL to the raw parse tree of {@link org.heapgres.planner.parse.tree}: a lexer, a
 * recursive-descent parser that accepts PostgreSQL 18's grammar with its error messages and
 * positions, and the normaliser that makes keys for the plan cache.
 */
package org.heapgres.planner.parse;
