package org.heapgres.storage.internal;

import java.util.function.Consumer;
import org.heapgres.storage.LockTag;

/** A part of the locks, by their hashes; its monitor guards them. */
final class LockTable {
  private LockEntry[] table = new LockEntry[16];
  private int size;

  LockEntry find(int hash, LockTag tag, int store, byte[] key) {
    LockEntry entry = table[hash & table.length - 1];
    while (entry != null && !entry.matches(hash, tag, store, key)) {
      entry = entry.next;
    }
    return entry;
  }

  LockEntry add(LockEntry entry) {
    if (size >= table.length) {
      grow();
    }
    int index = entry.hash & table.length - 1;
    entry.next = table[index];
    table[index] = entry;
    size++;
    return entry;
  }

  private void grow() {
    LockEntry[] old = table;
    table = new LockEntry[old.length * 2];
    for (LockEntry head : old) {
      LockEntry entry = head;
      while (entry != null) {
        LockEntry following = entry.next;
        int index = entry.hash & table.length - 1;
        entry.next = table[index];
        table[index] = entry;
        entry = following;
      }
    }
  }

  void remove(LockEntry entry) {
    int index = entry.hash & table.length - 1;
    LockEntry previous = null;
    LockEntry current = table[index];
    while (current != entry) {
      previous = current;
      current = current.next;
    }
    if (previous == null) {
      table[index] = entry.next;
    } else {
      previous.next = entry.next;
    }
    size--;
    if (size == 0 && table.length > 1024) {
      table = new LockEntry[16];
    }
  }

  void forEach(Consumer<LockEntry> action) {
    for (LockEntry head : table) {
      for (LockEntry entry = head; entry != null; entry = entry.next) {
        action.accept(entry);
      }
    }
  }
}
