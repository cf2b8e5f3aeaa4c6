package org.heapgres.planner.ddl;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.heapgres.planner.catalog.Acl;
import org.heapgres.planner.catalog.AclItem;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.DefaultPrivileges;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Grants;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.RootEntry;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Securable;

/** The privileges on an object that is new, or has got another owner. */
public final class GrantUpkeep {
  private GrantUpkeep() {}

  /** The grants that a change of the catalog by {@code after} brings about. */
  public static Optional<Grants> follow(Catalog catalog, CatalogObject after) {
    if (after instanceof Grants) {
      return Optional.empty();
    }
    CatalogObject before =
        after instanceof DatabaseEntry
            ? catalog.shared().database(after.oid()).orElse(null)
            : catalog.object(after.oid()).orElse(null);
    if (before == null) {
      return ofNew(catalog, after);
    }
    return before.owner() == after.owner()
        ? Optional.empty()
        : (after instanceof DatabaseEntry
                ? catalog.shared().grants(after.oid())
                : catalog.grants(after.oid()))
            .map(g -> handedOver(g, before.owner(), after.owner()));
  }

  private static Optional<Grants> ofNew(Catalog catalog, CatalogObject object) {
    return switch (object) {
      case Index _ -> Optional.empty();
      case Relation relation ->
          ofNew(
              catalog, relation.oid(), relation.owner(), relation.schema(), Securable.of(relation));
      case RootEntry root ->
          ofNew(catalog, root.oid(), root.owner(), root.schema(), Securable.RELATION);
      case FunctionEntry function ->
          ofNew(catalog, function.oid(), function.owner(), function.schema(), Securable.FUNCTION);
      case Schema schema -> ofNew(catalog, schema.oid(), schema.owner(), 0, Securable.SCHEMA);
      default -> Optional.empty();
    };
  }

  /** {@code schema} is 0 for what is in none. */
  public static Optional<Grants> ofNew(
      Catalog catalog, int oid, int owner, int schema, Securable kind) {
    return initial(catalog, owner, schema, kind).map(acl -> Grants.none(oid, kind).withAcl(acl));
  }

  static Optional<DefaultPrivileges> defaults(
      Catalog catalog, int role, int schema, Securable kind) {
    return catalog.defaultPrivileges().stream()
        .filter(known -> known.role() == role && known.schema() == schema && known.kind() == kind)
        .findFirst();
  }

  /** What the creator has set for all schemas, with what he has set for this one on top. */
  private static Optional<Acl> initial(Catalog catalog, int creator, int schema, Securable kind) {
    Optional<Acl> everywhere = defaults(catalog, creator, 0, kind).map(DefaultPrivileges::acl);
    Optional<Acl> here =
        schema == 0
            ? Optional.empty()
            : defaults(catalog, creator, schema, kind).map(DefaultPrivileges::acl);
    if (everywhere.isEmpty() && here.isEmpty()) {
      return Optional.empty();
    }
    Acl usual = Acl.defaults(kind, creator);
    Acl acl = everywhere.orElse(usual);
    for (AclItem item : here.orElse(Acl.EMPTY).items()) {
      acl = acl.grant(item.grantee(), item.grantor(), item.privileges(), item.grantable(), creator);
    }
    return acl.sameAs(usual) ? Optional.empty() : Optional.of(acl.sorted());
  }

  public static Grants handedOver(Grants grants, int before, int after) {
    Map<Integer, Acl> columns = new TreeMap<>();
    grants.columns().forEach((attnum, acl) -> columns.put(attnum, acl.withOwner(before, after)));
    return new Grants(
        grants.oid(),
        grants.kind(),
        grants.acl() == null ? null : grants.acl().withOwner(before, after),
        columns);
  }
}
