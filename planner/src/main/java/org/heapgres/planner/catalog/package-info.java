/** Databases, roles, schemas and relations: immutable records and the snapshots that hold them. */
package org.heapgres.planner.catalog;
