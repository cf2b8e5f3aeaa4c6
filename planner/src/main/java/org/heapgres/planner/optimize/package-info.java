/**
 * From bound statements to physical plans: rewriting by Calcite's rules, access paths, operators.
 */
package org.heapgres.planner.optimize;
