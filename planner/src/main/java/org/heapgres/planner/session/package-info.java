/** Sessions: statements, portals, transactions, DDL, settings, COPY, and the system catalogs. */
package org.heapgres.planner.session;
