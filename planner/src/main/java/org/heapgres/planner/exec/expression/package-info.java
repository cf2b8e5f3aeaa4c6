/** Expressions compiled to closures over batches. */
package org.heapgres.planner.exec.expression;
