package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * The privileges on one object, and how grants change them (manual, GRANT and REVOKE): who loses a
 * grant option takes along what was granted by it. Immutable.
 */
public record Acl(List<AclItem> items) {
  public static final Acl EMPTY = new Acl(List.of());

  public Acl {
    items = List.copyOf(items);
  }

  /** What holds for an object on which nothing was granted. */
  public static Acl defaults(Securable kind, int owner) {
    List<AclItem> items = new ArrayList<>(2);
    if (kind.everybodys() != 0) {
      items.add(new AclItem(AclItem.PUBLIC, owner, kind.everybodys(), 0));
    }
    if (kind != Securable.COLUMN) {
      items.add(new AclItem(owner, owner, kind.all(), 0));
    }
    return new Acl(items);
  }

  /** The privileges of whoever acts as the roles that {@code isRole} accepts. */
  public int privileges(IntPredicate isRole) {
    int set = 0;
    for (AclItem item : items) {
      if (item.grantee() == AclItem.PUBLIC || isRole.test(item.grantee())) {
        set |= item.privileges();
      }
    }
    return set;
  }

  /** The grant options of whoever acts as those roles; an owner has all without being granted. */
  public int grantable(IntPredicate isRole) {
    int set = 0;
    for (AclItem item : items) {
      if (item.grantee() != AclItem.PUBLIC && isRole.test(item.grantee())) {
        set |= item.grantable();
      }
    }
    return set;
  }

  /** Adds privileges, and grant options for {@code grantable} of them. */
  public Acl grant(int grantee, int grantor, int privileges, int grantable, int owner) {
    if (grantable != 0) {
      checkCircularity(grantee, grantor, grantable, owner);
    }
    return update(
        grantee, grantor, new AclItem(grantee, grantor, privileges, grantable), true, owner, true);
  }

  /**
   * Takes privileges and grant options away.
   *
   * @param cascade whether what was granted by them goes too; 2BP01 otherwise
   */
  public Acl revoke(
      int grantee, int grantor, int privileges, int grantable, int owner, boolean cascade) {
    return update(
        grantee,
        grantor,
        new AclItem(grantee, grantor, privileges, grantable),
        false,
        owner,
        cascade);
  }

  private Acl update(
      int grantee, int grantor, AclItem change, boolean add, int owner, boolean cascade) {
    List<AclItem> changed = new ArrayList<>(items);
    int place = 0;
    while (place < changed.size()
        && (changed.get(place).grantee() != grantee || changed.get(place).grantor() != grantor)) {
      place++;
    }
    if (place == changed.size()) {
      changed.add(new AclItem(grantee, grantor, 0, 0));
    }
    AclItem before = changed.get(place);
    AclItem after =
        add
            ? new AclItem(
                grantee,
                grantor,
                before.privileges() | change.privileges(),
                before.grantable() | change.grantable())
            : new AclItem(
                grantee,
                grantor,
                before.privileges() & ~change.privileges(),
                before.grantable() & ~change.grantable());
    if (after.isEmpty()) {
      changed.remove(place);
    } else {
      changed.set(place, after);
    }
    int lost = before.grantable() & ~after.grantable();
    Acl result = new Acl(changed);
    return lost == 0 ? result : result.abandon(grantee, lost, owner, cascade);
  }

  /** What {@code grantor} has granted by options that it has lost. */
  private Acl abandon(int grantor, int lost, int owner, boolean cascade) {
    if (grantor == owner) {
      return this;
    }
    int gone = lost & ~grantable(role -> role == grantor);
    Acl result = this;
    AclItem dependent = result.granted(grantor, gone);
    while (dependent != null) {
      if (!cascade) {
        throw new PgException(SqlState.DEPENDENT_OBJECTS_STILL_EXIST, "dependent privileges exist")
            .withHint("Use CASCADE to revoke them too.");
      }
      result = result.revoke(dependent.grantee(), grantor, gone, gone, owner, true);
      dependent = result.granted(grantor, gone);
    }
    return result;
  }

  private AclItem granted(int grantor, int privileges) {
    return items.stream()
        .filter(item -> item.grantor() == grantor && (item.privileges() & privileges) != 0)
        .findFirst()
        .orElse(null);
  }

  /** 0LP01 when the grantor's own options come from the grantee. */
  private void checkCircularity(int grantee, int grantor, int grantable, int owner) {
    if (grantor == owner) {
      return;
    }
    Acl without = this;
    for (AclItem item : items) {
      if (item.grantee() == grantee && item.grantable() != 0) {
        without =
            without.revoke(
                grantee, item.grantor(), item.privileges(), item.grantable(), owner, true);
      }
    }
    if ((grantable & ~without.grantable(role -> role == grantor)) != 0) {
      throw new PgException(
          SqlState.INVALID_GRANT_OPERATION,
          "grant options cannot be granted back to your own grantor");
    }
  }

  /** The object has another owner, who takes over what the old one granted and was granted. */
  public Acl withOwner(int before, int after) {
    Acl result = EMPTY;
    for (AclItem item : items) {
      int grantee = item.grantee() == before ? after : item.grantee();
      int grantor = item.grantor() == before ? after : item.grantor();
      result =
          result.update(
              grantee,
              grantor,
              new AclItem(grantee, grantor, item.privileges(), item.grantable()),
              true,
              after,
              true);
    }
    return result;
  }

  /** Without anything granted to or by a role. */
  public Acl without(int role) {
    return new Acl(items.stream().filter(i -> i.grantee() != role && i.grantor() != role).toList());
  }

  /** In the order of roles' oids. */
  public Acl sorted() {
    return new Acl(
        items.stream()
            .sorted(
                Comparator.comparingLong((AclItem i) -> Integer.toUnsignedLong(i.grantee()))
                    .thenComparingLong(i -> Integer.toUnsignedLong(i.grantor())))
            .toList());
  }

  /** Whether the other has the same items, in whatever order. */
  public boolean sameAs(Acl other) {
    return items.size() == other.items.size() && items.containsAll(other.items);
  }

  public boolean mentions(int role) {
    return items.stream().anyMatch(i -> i.grantee() == role || i.grantor() == role);
  }
}
