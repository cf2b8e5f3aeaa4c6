package org.heapgres.planner.parse.tree;

/** Anything the parser builds. */
public sealed interface Node
    permits Value,
        Indirection,
        Expression,
        JsonClause,
        TableReference,
        Clause,
        Definition,
        Statement {}
