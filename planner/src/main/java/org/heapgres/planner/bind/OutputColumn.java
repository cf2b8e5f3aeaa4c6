package org.heapgres.planner.bind;

import org.heapgres.planner.types.PgType;

/**
 * A column of a statement's result.
 *
 * @param tableOid the table it comes from unchanged, or 0
 * @param attnum its number in that table, or 0
 * @param typmod -1 for none
 */
public record OutputColumn(String name, PgType type, int typmod, int tableOid, short attnum) {}
