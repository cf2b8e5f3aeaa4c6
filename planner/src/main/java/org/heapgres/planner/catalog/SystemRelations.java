package org.heapgres.planner.catalog;

import java.util.Collection;
import java.util.Optional;

/** The relations of pg_catalog and information_schema, the same in every database. Thread-safe. */
public interface SystemRelations {
  Optional<Relation> relation(int oid);

  /** {@code schema} is one of the two. */
  Optional<Relation> relation(int schema, String name);

  Collection<Relation> relations();
}
