/**
 * Runs physical plans: typed vectors, batches, compiled expressions, operators and the write path.
 */
package org.heapgres.planner.exec;
