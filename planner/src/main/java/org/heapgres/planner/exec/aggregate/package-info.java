/** Aggregates: running values of many groups at once. */
package org.heapgres.planner.exec.aggregate;
