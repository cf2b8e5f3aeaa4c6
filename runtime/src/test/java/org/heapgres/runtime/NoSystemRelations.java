package org.heapgres.runtime;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.SystemRelations;

/** A catalog without pg_catalog. */
final class NoSystemRelations implements SystemRelations {
  @Override
  public Optional<Relation> relation(int oid) {
    return Optional.empty();
  }

  @Override
  public Optional<Relation> relation(int schema, String name) {
    return Optional.empty();
  }

  @Override
  public Collection<Relation> relations() {
    return List.of();
  }
}
