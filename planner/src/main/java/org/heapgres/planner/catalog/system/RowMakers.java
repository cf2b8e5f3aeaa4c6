package org.heapgres.planner.catalog.system;

import java.util.HashMap;
import java.util.Map;
import org.heapgres.planner.catalog.ComputedRelation;

/** Who makes the rows of which system relation: one entry each. */
final class RowMakers {
  private static final Map<String, ComputedRelation.Rows> BY_NAME = new HashMap<>();

  private RowMakers() {}

  /** Null when nobody does. */
  static ComputedRelation.Rows of(String relation) {
    return BY_NAME.get(relation);
  }
}
