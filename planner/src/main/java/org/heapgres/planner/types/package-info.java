/** PostgreSQL's types: what they are, how their values are read, written, compared and coerced. */
package org.heapgres.planner.types;
