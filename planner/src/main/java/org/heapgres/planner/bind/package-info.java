/**
 * From the raw parse tree to relational algebra: names, types, functions and operators are resolved
 * by the rules of the manual's chapters 7 and 10, with PostgreSQL's errors and their positions.
 */
package org.heapgres.planner.bind;
