package org.heapgres.planner.exec;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heapgres.planner.types.PgType;

/** Which vector holds the values of which type. */
public final class Kinds {
  /** By pg_type's oid; everything else is kept as objects. */
  private static final Map<Integer, VectorKind> BY_OID =
      Map.ofEntries(
          Map.entry(16, VectorKind.BOOLEAN),
          Map.entry(21, VectorKind.SHORT),
          Map.entry(23, VectorKind.INT),
          Map.entry(1082, VectorKind.INT),
          Map.entry(20, VectorKind.LONG),
          Map.entry(1083, VectorKind.LONG),
          Map.entry(790, VectorKind.LONG),
          Map.entry(1114, VectorKind.LONG),
          Map.entry(1184, VectorKind.LONG),
          Map.entry(700, VectorKind.FLOAT),
          Map.entry(701, VectorKind.DOUBLE));

  /** oid, xid, cid and the reg... types. */
  private static final Set<Integer> OIDS =
      Set.of(24, 26, 28, 29, 2202, 2203, 2204, 2205, 2206, 3734, 3769, 4089, 4096, 4191);

  private Kinds() {}

  public static VectorKind of(PgType type) {
    PgType root = type.root();
    VectorKind known = BY_OID.get(root.oid());
    if (known != null) {
      return known;
    }
    return OIDS.contains(root.oid()) || root.kind() == 'e' ? VectorKind.LONG : VectorKind.OBJECT;
  }

  public static VectorKind[] of(List<PgType> types) {
    VectorKind[] kinds = new VectorKind[types.size()];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = of(types.get(i));
    }
    return kinds;
  }
}
