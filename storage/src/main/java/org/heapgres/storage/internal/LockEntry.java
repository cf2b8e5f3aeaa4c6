package org.heapgres.storage.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.heapgres.storage.LockTag;

/**
 * One lock, who holds it and who waits for it. Either {@code tag} is set (table-style) or {@code
 * store} and {@code key} (a row). Guarded by the monitor of its {@link LockTable}.
 */
final class LockEntry {
  final int hash;
  final LockTag tag;
  final int store;
  final byte[] key;
  LockEntry next;

  /** The first holder; others are in {@link #more}. */
  LockOwner owner;

  int modes;
  List<Grant> more;
  ArrayDeque<LockWaiter> waiters;

  /** Those who could not wait; null for none. */
  ArrayDeque<LockWatch> watches;

  LockEntry(int hash, LockTag tag, int store, byte[] key) {
    this.hash = hash;
    this.tag = tag;
    this.store = store;
    this.key = key;
  }

  boolean matches(int otherHash, LockTag otherTag, int otherStore, byte[] otherKey) {
    return hash == otherHash
        && (otherTag != null
            ? otherTag.equals(tag)
            : tag == null && store == otherStore && Arrays.equals(key, otherKey));
  }

  int heldBy(LockOwner candidate) {
    if (owner == candidate) {
      return modes;
    }
    if (more != null) {
      for (Grant grant : more) {
        if (grant.owner == candidate) {
          return grant.modes;
        }
      }
    }
    return 0;
  }

  int heldByGroup(LockGroup group) {
    int held = owner != null && owner.group == group ? modes : 0;
    if (more != null) {
      for (Grant grant : more) {
        if (grant.owner.group == group) {
          held |= grant.modes;
        }
      }
    }
    return held;
  }

  /** Whether others of the holder's group hold it too. */
  boolean isSharedInGroup(LockOwner holder) {
    return (owner != null && owner != holder && owner.group == holder.group)
        || (more != null
            && more.stream()
                .anyMatch(grant -> grant.owner != holder && grant.owner.group == holder.group));
  }

  int heldByOthers(LockGroup group) {
    int held = owner != null && owner.group != group ? modes : 0;
    if (more != null) {
      for (Grant grant : more) {
        if (grant.owner.group != group) {
          held |= grant.modes;
        }
      }
    }
    return held;
  }

  /** Who, apart from the group, holds the lock in modes that exclude {@code mode}. */
  Set<LockOwner> holders(LockGroup group, int mode) {
    int conflicts = LockKind.conflicts(mode);
    Set<LockOwner> holders = new LinkedHashSet<>();
    if (owner != null && owner.group != group && (modes & conflicts) != 0) {
      holders.add(owner);
    }
    if (more != null) {
      for (Grant grant : more) {
        if (grant.owner.group != group && (grant.modes & conflicts) != 0) {
          holders.add(grant.owner);
        }
      }
    }
    return holders;
  }

  void grant(LockOwner holder, int mode) {
    int bit = 1 << mode;
    if (owner == null || owner == holder) {
      owner = holder;
      modes |= bit;
      return;
    }
    if (more == null) {
      more = new ArrayList<>(2);
    }
    for (Grant grant : more) {
      if (grant.owner == holder) {
        grant.modes |= bit;
        return;
      }
    }
    more.add(new Grant(holder, bit));
  }

  void revoke(LockOwner holder, int mode) {
    int bit = 1 << mode;
    if (owner == holder) {
      modes &= ~bit;
      if (modes == 0) {
        owner = null;
        if (more != null && !more.isEmpty()) {
          Grant promoted = more.removeLast();
          owner = promoted.owner;
          modes = promoted.modes;
        }
      }
      return;
    }
    for (int i = 0; i < more.size(); i++) {
      Grant grant = more.get(i);
      if (grant.owner == holder) {
        grant.modes &= ~bit;
        if (grant.modes == 0) {
          more.remove(i);
        }
        return;
      }
    }
  }

  /** Whether one alone has to do with it. */
  boolean isPlain() {
    return (more == null || more.isEmpty())
        && (waiters == null || waiters.isEmpty())
        && (watches == null || watches.isEmpty());
  }

  boolean isFree() {
    return owner == null
        && (waiters == null || waiters.isEmpty())
        && (watches == null || watches.isEmpty());
  }

  static final class Grant {
    final LockOwner owner;
    int modes;

    Grant(LockOwner owner, int modes) {
      this.owner = owner;
      this.modes = modes;
    }
  }
}
