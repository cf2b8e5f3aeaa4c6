package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.heapgres.planner.parse.tree.Clause.CommonTableExpr;

/** The WITH queries that a query may name: its own, then those of the queries around it. */
final class WithNames {
  static final WithNames NONE = new WithNames(null);

  /** A WITH query: its row is known once it is bound, or its non-recursive term is. */
  static final class Entry {
    final CommonTableExpr tree;
    final int number;
    RelDataType row;
    List<Query.Column> columns;

    /** The number of the work table while the recursive term is bound; else -1. */
    int workTable = -1;

    /** Why the query may not be named just now; null when it may. */
    String forbidden;

    boolean recursive;

    Entry(CommonTableExpr tree, int number) {
      this.tree = tree;
      this.number = number;
    }
  }

  private final WithNames outer;
  private final List<Entry> entries = new ArrayList<>();

  WithNames(WithNames outer) {
    this.outer = outer;
  }

  void add(Entry entry) {
    entries.add(entry);
  }

  boolean defines(String name) {
    return entries.stream().anyMatch(entry -> entry.tree.ctename().equals(name));
  }

  /** Null when no WITH query has the name. */
  Entry find(String name) {
    for (Entry entry : entries) {
      if (entry.tree.ctename().equals(name)) {
        return entry;
      }
    }
    return outer == null ? null : outer.find(name);
  }
}
