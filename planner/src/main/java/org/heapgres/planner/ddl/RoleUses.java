package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.DefaultPrivileges;
import org.heapgres.planner.catalog.Grants;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.LargeObjects;
import org.heapgres.planner.catalog.Membership;
import org.heapgres.planner.catalog.Policy;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.SharedCatalog;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.session.DatabaseUse;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.functions.LargeObjectDescriptors;

/** What keeps a role from being dropped, as DROP ROLE tells it. */
final class RoleUses {
  private RoleUses() {}

  /** One line for each object of this database, then one for each other database. */
  static List<String> of(Session session, Role role) {
    int oid = role.oid();
    List<String> lines = new ArrayList<>();
    if (oid == Role.BOOTSTRAP || role.name().startsWith("pg_")) {
      lines.add("role " + role.name() + " is required by the database system");
      return lines;
    }
    SharedCatalog shared = session.catalog().shared();
    for (DatabaseEntry database : shared.databases()) {
      if (database.owner() == oid) {
        lines.add("owner of database " + database.name());
      }
      if (shared.grants(database.oid()).filter(grants -> grants.mentions(oid)).isPresent()) {
        lines.add("privileges for database " + database.name());
      }
    }
    for (Membership membership : shared.memberships().all()) {
      if (membership.grantor() == oid && membership.role() != oid && membership.member() != oid) {
        lines.add(
            "privileges for membership of role %s in role %s"
                .formatted(
                    shared.roleName(membership.member()), shared.roleName(membership.role())));
      }
    }
    for (CatalogObject object : sorted(session.catalog().objects())) {
      addUse(session, object, oid, lines);
    }
    for (LargeObjects.Header object : session.largeObjects().latest().headers()) {
      if (object.owner() == oid) {
        lines.add("owner of " + LargeObjectDescriptors.shown(object.oid()));
      }
    }
    for (DatabaseEntry database : shared.databases()) {
      if (database.oid() != session.entry().oid()) {
        long uses;
        try (DatabaseUse use = session.engine().cluster().use(database)) {
          uses = count(use.database().catalog(), oid);
        }
        if (uses > 0) {
          lines.add(
              uses + (uses == 1 ? " object" : " objects") + " in database " + database.name());
        }
      }
    }
    return lines;
  }

  private static List<CatalogObject> sorted(Collection<CatalogObject> objects) {
    return objects.stream()
        .sorted(Comparator.comparingLong(o -> Integer.toUnsignedLong(o.oid())))
        .toList();
  }

  private static void addUse(Session session, CatalogObject object, int role, List<String> lines) {
    String what = ObjectDescriptions.of(session, object);
    if (isOwner(session.catalog(), object, role)) {
      lines.add("owner of " + what);
    }
    boolean granted =
        session.catalog().grants(object.oid()).filter(g -> g.mentions(role)).isPresent();
    if (granted && object.owner() != role) {
      lines.add("privileges for " + what);
    }
    switch (object) {
      case Policy policy when policy.roles().contains(role) -> lines.add("target of " + what);
      case DefaultPrivileges defaults
          when defaults.acl().mentions(role) && defaults.role() != role ->
          lines.add("privileges for " + what);
      default -> {}
    }
  }

  /** An index or a column's sequence goes with its table. */
  static boolean isOwner(Catalog catalog, CatalogObject object, int role) {
    return switch (object) {
      case Index _, Trigger _, Policy _, Grants _ -> false;
      case Sequence sequence ->
          sequence.owner() == role && catalog.table(sequence.ownedByTable()).isEmpty();
      default -> object.owner() == role;
    };
  }

  private static long count(Catalog catalog, int role) {
    return catalog.objects().stream().filter(o -> isOwner(catalog, o, role)).count()
        + catalog.grants().stream().filter(grants -> grants.mentions(role)).count();
  }
}
