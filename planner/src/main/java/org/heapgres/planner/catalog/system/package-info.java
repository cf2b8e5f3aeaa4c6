/** The relations of pg_catalog and information_schema, computed from catalog snapshots. */
package org.heapgres.planner.catalog.system;
