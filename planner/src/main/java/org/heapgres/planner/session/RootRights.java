package org.heapgres.planner.session;

import java.util.Optional;
import org.heapgres.planner.RootAccess;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.RootEntry;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.ddl.GrantUpkeep;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.object.ObjectStore;
import org.heapgres.storage.object.Reach;

/** What the current role may do with roots, and whose they are. Used by the session's thread. */
public final class RootRights implements RootAccess {
  /** The class of locks on roots that get an entry. */
  private static final int ROOTS = 9001;

  private final Session session;

  public RootRights(Session session) {
    this.session = session;
  }

  /** The entry of a root that is shown as a relation; it gets one if it has none. */
  public static RootEntry entry(Session session, ComputedRelation relation) {
    RootEntry known = session.catalog().roots().entry(relation).orElseThrow();
    if (known.oid() != 0) {
      return known;
    }
    claim(session, known.schema(), known.name());
    return session
        .catalog()
        .root(known.schema(), known.name())
        .orElseGet(() -> record(session, known));
  }

  private static RootEntry record(Session session, RootEntry entry) {
    RootEntry made = entry.withOid(session.database().oids().next());
    session.transaction().put(made);
    return made;
  }

  private static void claim(Session session, int schema, String name) {
    session
        .transaction()
        .storage()
        .lock(
            new LockTag.Catalogued(ROOTS, ((long) schema << 32) ^ name.hashCode()),
            LockMode.EXCLUSIVE,
            LockWait.BLOCK);
  }

  @Override
  public boolean unrestricted() {
    return session.superuser();
  }

  @Override
  public boolean has(Schema schema, String name, Privilege privilege) {
    Rights rights = Permissions.of(session);
    RootEntry entry = entryOf(rights.catalog(), schema, name);
    int privileges = rights.privileges(Securable.RELATION, entry.oid(), entry.owner());
    return (privileges & privilege.bit()) != 0 && rights.has(schema, Privilege.USAGE);
  }

  private static RootEntry entryOf(Catalog catalog, Schema schema, String name) {
    return catalog
        .root(schema.oid(), name)
        .orElseGet(() -> RootEntry.unrecorded(schema.oid(), name));
  }

  @Override
  public void require(Schema schema, String name, Privilege privilege) {
    if (!has(schema, name, privilege)) {
      throw Permissions.denied("table " + name);
    }
  }

  @Override
  public boolean mayRead(long oid) {
    return reaches(Privilege.SELECT, oid);
  }

  @Override
  public boolean mayChange(long oid) {
    return reaches(Privilege.UPDATE, oid);
  }

  /** Whether a root with the privilege reaches the object; unless all have it, by a search. */
  private boolean reaches(Privilege privilege, long oid) {
    ObjectStore store = new ObjectStore(session.transaction().storage());
    Reach reach = new Reach(session.transaction()::storage);
    boolean all = true;
    for (Schema schema : session.catalog().schemas()) {
      for (ObjectStore.Root root : store.roots(schema.oid())) {
        if (has(schema, root.name(), privilege)) {
          reach.add(root.value());
        } else {
          all = false;
        }
      }
    }
    return all || reach.contains(oid);
  }

  @Override
  public void made(Schema schema, String name) {
    Permissions.require(session, schema, Privilege.CREATE);
    int role = session.environment().currentRole().oid();
    boolean usual =
        role == Role.BOOTSTRAP
            && GrantUpkeep.ofNew(session.catalog(), 0, role, schema.oid(), Securable.RELATION)
                .isEmpty();
    Optional<RootEntry> left = session.catalog().root(schema.oid(), name);
    left.ifPresent(session.transaction()::remove);
    if (!usual) {
      claim(session, schema.oid(), name);
      record(session, new RootEntry(0, schema.oid(), name, role));
    }
  }

  @Override
  public void remove(Schema schema, String name) {
    RootEntry entry = entryOf(session.catalog(), schema, name);
    Rights rights = Permissions.of(session);
    if (!rights.owns(entry) && !rights.owns(schema)) {
      throw Permissions.notOwner("table " + name);
    }
    if (entry.oid() != 0) {
      session.transaction().remove(entry);
    }
  }
}
