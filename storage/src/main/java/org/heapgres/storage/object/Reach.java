package org.heapgres.storage.object;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * The objects that some values lead to, found as far as is asked for: near ones first. What was
 * found stays, whatever the transaction writes. For one thread at a time.
 */
public final class Reach {
  private static final int ROUND = 1000;

  private final Supplier<Transaction> transaction;
  private final OidSet found = new OidSet();
  private final Deque<Long> open = new ArrayDeque<>();

  /**
   * @param transaction asked at each look
   */
  public Reach(Supplier<Transaction> transaction) {
    this.transaction = transaction;
  }

  /** What the value leads to is reached. */
  public void add(HeapValue value) {
    References.of(value, this::add);
  }

  /** The object, and what it leads to, is reached. */
  public void add(long oid) {
    if (found.add(oid)) {
      open.add(oid);
    }
  }

  public boolean contains(long oid) {
    while (!found.contains(oid) && !open.isEmpty()) {
      follow(open.remove());
    }
    return found.contains(oid);
  }

  /** Whether all that the value refers to is reached. */
  public boolean containsAll(HeapValue value) {
    boolean[] all = {true};
    References.of(value, oid -> all[0] = all[0] && contains(oid));
    return all[0];
  }

  /**
   * Finds all that is reached.
   *
   * @param between is run from time to time, and may end it by throwing
   * @return how many objects they are
   */
  long followAll(Runnable between) {
    for (long count = 1; !open.isEmpty(); count++) {
      follow(open.remove());
      if (count % ROUND == 0) {
        between.run();
      }
    }
    return found.size();
  }

  private void follow(long oid) {
    byte[] key = ObjectStore.key(oid);
    Transaction current = transaction.get();
    byte[] record = current.get(SystemStores.OBJECTS, key);
    if (record != null) {
      add(HeapValueCodec.decode(record));
    }
    try (Cursor parts = current.scan(SystemStores.PARTS, key, ObjectStore.key(oid + 1), false)) {
      while (parts.next()) {
        add(HeapValueCodec.decode(parts.value()));
      }
    }
  }
}
