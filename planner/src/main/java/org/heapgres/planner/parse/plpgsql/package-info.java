/** The grammar of PL/pgSQL: bodies of functions, trigger functions, procedures and DO blocks. */
package org.heapgres.planner.parse.plpgsql;
