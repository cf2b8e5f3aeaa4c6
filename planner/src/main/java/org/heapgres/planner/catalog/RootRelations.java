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
        public Optional<Relation> relation(RootEntry root) {
          return Optional.empty();
        }

        @Override
        public Collection<Relation> relations() {
          return List.of();
        }

        @Override
        public Optional<RootEntry> entry(ComputedRelation relation) {
          return Optional.empty();
        }
      };

  Optional<Relation> relation(String name);

  Optional<Relation> relation(int oid);

  Optional<Relation> relation(RootEntry root);

  Collection<Relation> relations();

  /** The root that a relation shows, recorded or not. */
  Optional<RootEntry> entry(ComputedRelation relation);
}
