/** What ANALYZE finds out about tables: how it is computed, kept and read by the optimiser. */
package org.heapgres.planner.statistics;
