/**
 * The raw parse tree: PostgreSQL 18's own nodes as records, before any name is looked up.
 *
 * <p>Names, fields and enum constants are those of PostgreSQL's {@code parsenodes.h} and {@code
 * primnodes.h} (fields in camelCase), limited to what its grammar fills in. Every list is
 * unmodifiable and never null, an absent node or name is null, and an absent {@code char} is {@code
 * '\0'}. A {@code location} is a 0-based character offset into the parsed text, -1 where there is
 * none. All records are immutable and may be shared between threads.
 */
package org.heapgres.planner.parse.tree;
