package org.heapgres.planner.bind;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.functions.PgProc;

/**
 * The privileges that a statement needs, gathered while it is bound. What a view reads is read with
 * the rights of the view's owner; functions are called with those of the user. One statement, one
 * thread.
 */
public final class AccessNeeds {
  private static final int USER = 0;

  private record Key(int relation, int role) {}

  /** What is needed on one relation; attnums, empty for whichever column may be used. */
  private static final class Need {
    private final Relation relation;
    private int privileges;
    private final Map<Privilege, Set<Integer>> columns = new LinkedHashMap<>();

    private Need(Relation relation) {
      this.relation = relation;
    }
  }

  private final Map<Key, Need> needs = new LinkedHashMap<>();
  private final Set<PgProc> functions = new LinkedHashSet<>();
  private int role = USER;
  private boolean suspended;

  /** The part reads with the rights of {@code owner}. */
  <T> T as(int owner, Supplier<T> part) {
    int before = role;
    role = owner;
    try {
      return part.get();
    } finally {
      role = before;
    }
  }

  /** The part is an expression of the catalog, which nobody needs privileges for. */
  <T> T without(Supplier<T> part) {
    boolean before = suspended;
    suspended = true;
    try {
      return part.get();
    } finally {
      suspended = before;
    }
  }

  /** Whose rights are asked for now; empty for the user's own. */
  int role() {
    return role;
  }

  void relation(Relation relation, Privilege privilege) {
    if (!suspended) {
      needs.computeIfAbsent(new Key(relation.oid(), role), key -> new Need(relation)).privileges |=
          privilege.bit();
    }
  }

  void column(Relation relation, int attnum, Privilege privilege) {
    relation(relation, privilege);
    if (!suspended) {
      needs
          .get(new Key(relation.oid(), role))
          .columns
          .computeIfAbsent(privilege, p -> new TreeSet<>())
          .add(attnum);
    }
  }

  /** A column of a relation that is among those needed already; of any other nothing is noted. */
  void read(int relation, int attnum) {
    Need need = needs.get(new Key(relation, role));
    if (need != null && !suspended) {
      column(need.relation, attnum, Privilege.SELECT);
    }
  }

  /** Whether the privilege has been asked for, from whom rights are asked for now. */
  boolean has(Relation relation, Privilege privilege) {
    Need need = needs.get(new Key(relation.oid(), role));
    return need != null && (need.privileges & privilege.bit()) != 0;
  }

  void function(PgProc proc) {
    if (!suspended) {
      functions.add(proc);
    }
  }

  /** The message of the first privilege that is missing; null when there is none. */
  public String missing(Rights user) {
    for (Map.Entry<Key, Need> entry : needs.entrySet()) {
      Rights rights = rights(user, entry.getKey().role);
      Need need = entry.getValue();
      if (rights == null || !has(rights, need)) {
        return "permission denied for " + need.relation.kindName() + " " + need.relation.name();
      }
    }
    for (PgProc proc : functions) {
      if (!user.mayExecute(proc.oid())) {
        return "permission denied for " + kind(proc) + " " + proc.name();
      }
    }
    return null;
  }

  private static String kind(PgProc proc) {
    return switch (proc.kind()) {
      case 'a' -> "aggregate";
      case 'p' -> "procedure";
      default -> "function";
    };
  }

  /** The rights that are asked for now; null where the owner of a view is gone. */
  Rights current(Rights user) {
    return rights(user, role);
  }

  private static Rights rights(Rights user, int role) {
    if (role == USER) {
      return user;
    }
    Role owner = user.catalog().shared().role(role).orElse(null);
    return owner == null ? null : new Rights(user.catalog(), owner);
  }

  private static boolean has(Rights rights, Need need) {
    int lacking = need.privileges & ~rights.privileges(need.relation);
    for (Privilege privilege : Privilege.values()) {
      if ((lacking & privilege.bit()) != 0 && !onColumns(rights, need, privilege)) {
        return false;
      }
    }
    return true;
  }

  private static boolean onColumns(Rights rights, Need need, Privilege privilege) {
    Set<Integer> columns = need.columns.getOrDefault(privilege, Set.of());
    return columns.isEmpty()
        ? rights.onAnyColumn(need.relation, privilege)
        : columns.stream()
            .allMatch(
                attnum -> (rights.columnPrivileges(need.relation, attnum) & privilege.bit()) != 0);
  }
}
