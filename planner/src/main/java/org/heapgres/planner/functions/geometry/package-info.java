/** The functions and operators of the geometric types (manual, 9.11). */
package org.heapgres.planner.functions.geometry;
