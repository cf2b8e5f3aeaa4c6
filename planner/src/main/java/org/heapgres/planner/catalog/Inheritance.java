package org.heapgres.planner.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table's place in a hierarchy: what it inherits, how it is partitioned, which partition it is.
 *
 * @param parents oids, in the order of INHERITS; one for a partition
 * @param partitioning null for a table that is not partitioned
 * @param bound null for a table that is no partition
 * @param inheritedColumns attnums of columns that it has only because a parent has them
 * @param indexParents oid of an index by that of the index of a partition that belongs to it
 * @param constraintParents oid of a constraint by that of the one that is inherited from it
 */
public record Inheritance(
    List<Integer> parents,
    Partitioning partitioning,
    PartitionBound bound,
    List<Integer> inheritedColumns,
    Map<Integer, Integer> indexParents,
    Map<Integer, Integer> constraintParents) {
  /** Neither a parent nor partitions. */
  public static final Inheritance NONE =
      new Inheritance(List.of(), null, null, List.of(), Map.of(), Map.of());

  public Inheritance {
    parents = List.copyOf(parents);
    inheritedColumns = List.copyOf(inheritedColumns);
    indexParents = Map.copyOf(indexParents);
    constraintParents = Map.copyOf(constraintParents);
  }

  public static Inheritance of(List<Integer> parents, List<Integer> inheritedColumns) {
    return new Inheritance(parents, null, null, inheritedColumns, Map.of(), Map.of());
  }

  public Inheritance withPartitioning(Partitioning partitioning) {
    return new Inheritance(
        parents, partitioning, bound, inheritedColumns, indexParents, constraintParents);
  }

  public Inheritance withParents(List<Integer> parents, PartitionBound bound) {
    return new Inheritance(
        parents, partitioning, bound, inheritedColumns, indexParents, constraintParents);
  }

  public Inheritance withInheritedColumns(List<Integer> inheritedColumns) {
    return new Inheritance(
        parents, partitioning, bound, inheritedColumns, indexParents, constraintParents);
  }

  public Inheritance withIndexParent(int index, int parent) {
    Map<Integer, Integer> changed = new HashMap<>(indexParents);
    changed.put(index, parent);
    return new Inheritance(
        parents, partitioning, bound, inheritedColumns, changed, constraintParents);
  }

  public Inheritance withConstraintParent(int constraint, int parent) {
    Map<Integer, Integer> changed = new HashMap<>(constraintParents);
    changed.put(constraint, parent);
    return new Inheritance(parents, partitioning, bound, inheritedColumns, indexParents, changed);
  }

  /** Stands on its own: what it inherited is its own from now on. */
  public Inheritance withoutParent(int parent) {
    List<Integer> left = parents.stream().filter(oid -> oid != parent).toList();
    return new Inheritance(
        left,
        partitioning,
        null,
        left.isEmpty() ? List.of() : inheritedColumns,
        left.isEmpty() ? Map.of() : indexParents,
        left.isEmpty() ? Map.of() : constraintParents);
  }
}
