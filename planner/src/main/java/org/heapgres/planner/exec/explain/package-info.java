/** EXPLAIN: what a plan is and has done, in PostgreSQL's four formats. */
package org.heapgres.planner.exec.explain;
