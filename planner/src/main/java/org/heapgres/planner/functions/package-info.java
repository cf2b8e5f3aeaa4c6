/** PostgreSQL's functions, operators, casts and aggregates: their catalogs and implementations. */
package org.heapgres.planner.functions;
