package org.heapgres.planner.session;

import org.heapgres.storage.IsolationLevel;

/** SQL's isolation levels, as {@code transaction_isolation} names them. */
public enum Isolation {
  READ_UNCOMMITTED("read uncommitted", IsolationLevel.READ_COMMITTED),
  READ_COMMITTED("read committed", IsolationLevel.READ_COMMITTED),
  REPEATABLE_READ("repeatable read", IsolationLevel.REPEATABLE_READ),
  SERIALIZABLE("serializable", IsolationLevel.SERIALIZABLE);

  private final String label;
  private final IsolationLevel level;

  Isolation(String label, IsolationLevel level) {
    this.label = label;
    this.level = level;
  }

  String label() {
    return label;
  }

  IsolationLevel level() {
    return level;
  }

  static Isolation of(String label) {
    for (Isolation isolation : values()) {
      if (isolation.label.equals(label)) {
        return isolation;
      }
    }
    throw new IllegalArgumentException(label);
  }
}
