package org.heapgres.planner.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The roots of free objects as relations of the schema {@code heap}. */
public interface RootRelations {
  /** No roots. */
  RootRelations NONE =
      new RootRelations() {
        @Override
        public Optional<Relation> relation(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<Relation> relation(int oid) {
          return Optional.empty();
        }

        @Override
        public Collection<Relation> relations() {
          return List.of();
        }
      };

  Optional<Relation> relation(String name);

  Optional<Relation> relation(int oid);

  Collection<Relation> relations();
}
