/** Parse trees written out as SQL, in PostgreSQL's own form. */
package org.heapgres.planner.deparse;
