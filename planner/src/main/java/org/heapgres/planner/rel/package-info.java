/**
 * Calcite in PostgreSQL's terms: types, constants, operators, tables and the relational nodes that
 * Calcite does not have. The binder writes plans in this vocabulary, the optimiser rewrites them,
 * the executor compiles them.
 */
package org.heapgres.planner.rel;
