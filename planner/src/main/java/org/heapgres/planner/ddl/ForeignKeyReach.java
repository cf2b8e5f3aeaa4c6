package org.heapgres.planner.ddl;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.heapgres.planner.bind.BoundStatement.BoundDelete;
import org.heapgres.planner.bind.BoundStatement.BoundInsert;
import org.heapgres.planner.bind.BoundStatement.BoundMerge;
import org.heapgres.planner.bind.BoundStatement.BoundUpdate;
import org.heapgres.planner.bind.BoundStatement.MergeAction;
import org.heapgres.planner.bind.BoundStatement.TableChange;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Constraint.Action;
import org.heapgres.planner.catalog.Constraint.ForeignKey;
import org.heapgres.planner.catalog.Table;
import org.heapgres.storage.LockMode;

/**
 * The tables that a change gets to through foreign keys, with the locks that it needs on them:
 * those where parents are looked up, and those whose rows follow.
 */
public final class ForeignKeyReach {
  private record Visit(int table, Set<Integer> columns) {}

  private final Catalog catalog;
  private final BiConsumer<Table, LockMode> need;
  private final Set<Visit> visited = new HashSet<>();

  /** {@code need} is told each table and lock, maybe more than once. */
  public ForeignKeyReach(Catalog catalog, BiConsumer<Table, LockMode> need) {
    this.catalog = catalog;
    this.need = need;
  }

  public void add(TableChange change) {
    Table table = change.relation();
    switch (change) {
      case BoundInsert insert -> {
        inserted(table);
        if (insert.onConflict() != null) {
          updated(table, attnums(table, insert.onConflict().targets()));
        }
      }
      case BoundUpdate update -> updated(table, attnums(table, update.targets()));
      case BoundDelete _ -> deleted(table);
      case BoundMerge merge -> merge.actions().forEach(action -> add(table, action));
    }
  }

  private void add(Table table, MergeAction action) {
    switch (action) {
      case MergeAction.Insert _ -> inserted(table);
      case MergeAction.Update update -> updated(table, attnums(table, update.targets()));
      case MergeAction.Delete _ -> deleted(table);
      case MergeAction.Nothing _ -> {}
    }
  }

  private static Set<Integer> attnums(Table table, List<Integer> positions) {
    return positions.stream()
        .map(position -> (int) table.columns().get(position).attnum())
        .collect(Collectors.toSet());
  }

  private void inserted(Table table) {
    for (Table each : catalog.withDescendants(table)) {
      each.foreignKeys().forEach(this::parent);
    }
  }

  private void parent(ForeignKey key) {
    catalog.table(key.target()).ifPresent(target -> need.accept(target, LockMode.ROW_SHARE));
  }

  private void updated(Table table, Set<Integer> columns) {
    if (!visited.add(new Visit(table.oid(), columns))) {
      return;
    }
    for (ForeignKey key : table.foreignKeys()) {
      if (key.columns().stream().anyMatch(columns::contains)) {
        parent(key);
      }
    }
    for (Table child : referencing(table)) {
      for (ForeignKey key : child.foreignKeys()) {
        if (refers(key, table) && key.targetColumns().stream().anyMatch(columns::contains)) {
          follow(child, key, key.onUpdate());
        }
      }
    }
  }

  private List<Table> referencing(Table table) {
    return catalog.withPartitionedParents(table).stream()
        .flatMap(each -> catalog.referencing(each.oid()).stream())
        .toList();
  }

  private boolean refers(ForeignKey key, Table table) {
    return catalog.withPartitionedParents(table).stream()
        .anyMatch(each -> each.oid() == key.target());
  }

  private void deleted(Table table) {
    if (!visited.add(new Visit(table.oid(), Set.of()))) {
      return;
    }
    for (Table child : referencing(table)) {
      for (ForeignKey key : child.foreignKeys()) {
        if (refers(key, table)) {
          if (key.onDelete() == Action.CASCADE) {
            need.accept(child, LockMode.ROW_EXCLUSIVE);
            deleted(child);
          } else {
            follow(child, key, key.onDelete());
          }
        }
      }
    }
  }

  /** The rows that refer to what is gone are looked at, or changed. */
  private void follow(Table child, ForeignKey key, Action action) {
    switch (action) {
      case NO_ACTION, RESTRICT -> need.accept(child, LockMode.ROW_SHARE);
      case CASCADE, SET_NULL, SET_DEFAULT -> {
        need.accept(child, LockMode.ROW_EXCLUSIVE);
        updated(child, Set.copyOf(key.columns()));
      }
    }
  }
}
