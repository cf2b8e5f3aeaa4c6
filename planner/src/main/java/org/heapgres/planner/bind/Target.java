package org.heapgres.planner.bind;

import org.apache.calcite.rex.RexNode;

/**
 * An item of a select list; or, without a name, an expression that only ORDER BY or GROUP BY needs.
 */
record Target(String name, RexNode node, int location, int tableOid, short attnum) {
  static Target hidden(RexNode node, int location) {
    return new Target(null, node, location, 0, (short) 0);
  }

  boolean isHidden() {
    return name == null;
  }

  Target withNode(RexNode newNode) {
    return new Target(name, newNode, location, tableOid, attnum);
  }

  Query.Column column() {
    return new Query.Column(name, tableOid, attnum);
  }
}
