package org.heapgres.planner.session.functions;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.system.PartitionDefinitions;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.value.PgRecord;

/** Functions about partitioned tables and indexes (manual, 9.28.12). */
final class PartitionFunctions {
  private static final int[] ROW_TYPES = {
    Types.REGCLASS.oid(), Types.REGCLASS.oid(), Types.BOOL.oid(), Types.INT4.oid()
  };

  private PartitionFunctions() {}

  private static Catalog catalog(CallContext context) {
    return SessionFunctions.session(context).catalog();
  }

  static String pgGetPartkeydef(CallContext context, long oid) {
    return catalog(context)
        .table((int) oid)
        .filter(Table::partitioned)
        .map(PartitionDefinitions::key)
        .orElse(null);
  }

  static String pgGetPartitionConstraintdef(CallContext context, long oid) {
    Catalog catalog = catalog(context);
    return catalog
        .table((int) oid)
        .filter(Table::partition)
        .map(table -> PartitionDefinitions.constraint(table, catalog))
        .orElse(null);
  }

  /** The parent of a partition or of a partition's index; null for what has none. */
  private static Relation parent(Catalog catalog, Relation relation) {
    return switch (relation) {
      case Table table when table.partition() ->
          catalog.relation(table.inheritance().parents().getFirst()).orElse(null);
      case Index index -> {
        Integer parent =
            catalog
                .table(index.table())
                .map(table -> table.inheritance().indexParents().get(index.oid()))
                .orElse(null);
        yield parent == null ? null : catalog.relation(parent).orElse(null);
      }
      default -> null;
    };
  }

  private static boolean takesPart(Catalog catalog, Relation relation) {
    return parent(catalog, relation) != null
        || switch (relation) {
          case Table table -> table.partitioned();
          case Index index -> catalog.table(index.table()).filter(Table::partitioned).isPresent();
          default -> false;
        };
  }

  static Iterator<?> pgPartitionAncestors(CallContext context, long oid) {
    Catalog catalog = catalog(context);
    List<Long> result = new ArrayList<>();
    Relation relation = catalog.relation((int) oid).orElse(null);
    if (relation != null && takesPart(catalog, relation)) {
      for (Relation at = relation; at != null; at = parent(catalog, at)) {
        result.add(Integer.toUnsignedLong(at.oid()));
      }
    }
    return result.iterator();
  }

  static Long pgPartitionRoot(CallContext context, long oid) {
    Catalog catalog = catalog(context);
    Relation relation = catalog.relation((int) oid).orElse(null);
    if (relation == null || !takesPart(catalog, relation)) {
      return null;
    }
    Relation root = relation;
    for (Relation at = relation; at != null; at = parent(catalog, at)) {
      root = at;
    }
    return Integer.toUnsignedLong(root.oid());
  }

  /** Rows of relid, parentrelid, isleaf, level. */
  static Iterator<?> pgPartitionTree(CallContext context, long oid) {
    Catalog catalog = catalog(context);
    List<PgRecord> rows = new ArrayList<>();
    Relation relation = catalog.relation((int) oid).orElse(null);
    if (relation != null && takesPart(catalog, relation)) {
      List<Relation> level = List.of(relation);
      for (int depth = 0; !level.isEmpty(); depth++) {
        List<Relation> below = new ArrayList<>();
        for (Relation each : level) {
          List<Relation> parts = parts(catalog, each);
          below.addAll(parts);
          rows.add(row(catalog, each, depth));
        }
        level = below;
      }
    }
    return rows.iterator();
  }

  private static PgRecord row(Catalog catalog, Relation relation, int depth) {
    Relation parent = parent(catalog, relation);
    boolean leaf =
        switch (relation) {
          case Table table -> !table.partitioned();
          case Index index -> catalog.table(index.table()).filter(Table::partitioned).isEmpty();
          default -> true;
        };
    return new PgRecord(
        ROW_TYPES.clone(),
        new Object[] {
          Integer.toUnsignedLong(relation.oid()),
          parent == null ? null : (Object) Integer.toUnsignedLong(parent.oid()),
          leaf,
          depth
        });
  }

  private static List<Relation> parts(Catalog catalog, Relation relation) {
    List<Relation> parts = new ArrayList<>();
    int table = relation instanceof Index index ? index.table() : relation.oid();
    for (Table child : catalog.children(table)) {
      if (relation instanceof Index index) {
        child
            .indexes()
            .forEach(
                part -> {
                  if (child.inheritance().indexParents().getOrDefault(part.oid(), 0)
                      == index.oid()) {
                    parts.add(part);
                  }
                });
      } else if (child.partition()) {
        parts.add(child);
      }
    }
    return parts;
  }
}
