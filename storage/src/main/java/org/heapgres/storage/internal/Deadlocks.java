package org.heapgres.storage.internal;

import java.util.List;
import java.util.Set;
import org.heapgres.storage.LockInfo;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Cycles of sessions that wait for each other: how one is found, and what is said of it. */
final class Deadlocks {
  private Deadlocks() {}

  /**
   * Depth first along "waits for", under the monitors of all tables; {@code path} is the cycle when
   * one leads back to the start.
   */
  static boolean search(
      LockWaiter start, LockWaiter waiter, List<LockWaiter> path, Set<LockGroup> seen) {
    if (waiter.granted || waiter.entry.waiters == null) {
      return false;
    }
    path.add(waiter);
    for (LockOwner blocker : waiter.blockers()) {
      if (blocker.group == start.owner.group) {
        return true;
      }
      LockWaiter next = blocker.group.waiter;
      if (next != null && seen.add(blocker.group) && search(start, next, path, seen)) {
        return true;
      }
    }
    path.removeLast();
    return false;
  }

  /** 40P01 with PostgreSQL's account of the cycle. */
  static PgException error(List<LockInfo> cycle, int databaseId) {
    StringBuilder detail = new StringBuilder();
    for (int i = 0; i < cycle.size(); i++) {
      LockInfo waiting = cycle.get(i);
      detail
          .append(i == 0 ? "" : "\n")
          .append("Process ")
          .append(waiting.pid())
          .append(" waits for ")
          .append(waiting.mode())
          .append(" on ")
          .append(describe(waiting.tag(), databaseId))
          .append("; blocked by process ")
          .append(cycle.get((i + 1) % cycle.size()).pid())
          .append('.');
    }
    return new PgException(SqlState.T_R_DEADLOCK_DETECTED, "deadlock detected")
        .withDetail(detail.toString())
        .withHint("See server log for query details.");
  }

  private static String describe(LockTag tag, int databaseId) {
    return switch (tag) {
      case LockTag.OfTransaction(long id) -> "transaction " + id;
      case LockTag.Relation(long oid) -> "relation " + oid + " of database " + databaseId;
      case LockTag.Catalogued(long classOid, long oid) ->
          "object " + oid + " of class " + classOid + " of database " + databaseId;
      case LockTag.Advisory(long key) ->
          "advisory lock [" + databaseId + "," + (key >>> 32) + "," + (key & 0xffff_ffffL) + ",1]";
      case LockTag.AdvisoryPair(int key1, int key2) ->
          "advisory lock ["
              + databaseId
              + ","
              + Integer.toUnsignedString(key1)
              + ","
              + Integer.toUnsignedString(key2)
              + ",2]";
    };
  }
}
