package org.heapgres.planner.bind;

import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.catalog.Table;

/** Which columns the grouping keys determine: all of a table whose primary key is among them. */
final class Dependencies {
  private final List<RangeEntry> entries;
  private final List<RexNode> keys;
  private final List<Set<Integer>> sets;
  private final int declared;

  Dependencies(List<RangeEntry> entries, List<RexNode> keys, List<Set<Integer>> sets) {
    this.entries = entries;
    this.keys = keys;
    this.sets = sets;
    this.declared = keys.size();
  }

  /** Whether the column of the row before grouping has one value in each group. */
  boolean determines(int column) {
    for (RangeEntry entry : entries) {
      if (entry.relation() instanceof Table table && has(entry, column)) {
        int[] key = table.keyPositions();
        if (key.length > 0 && allGrouped(entry, key)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean has(RangeEntry entry, int column) {
    for (EntryColumn each : entry.columns()) {
      if (each.expression() instanceof RexInputRef ref && ref.getIndex() == column) {
        return true;
      }
    }
    return false;
  }

  private boolean allGrouped(RangeEntry entry, int[] key) {
    for (int position : key) {
      int index = keys.subList(0, declared).indexOf(entry.columns().get(position).expression());
      if (index < 0 || !sets.stream().allMatch(set -> set.contains(index))) {
        return false;
      }
    }
    return true;
  }
}
