/** PL/pgSQL (manual, chapter 41): its programs, run. */
package org.heapgres.planner.plpgsql;
