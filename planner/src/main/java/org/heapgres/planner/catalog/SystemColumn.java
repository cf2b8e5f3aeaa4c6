package org.heapgres.planner.catalog;

import java.util.List;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** A column that every table has beside its own (manual, 5.6; src/backend/catalog/heap.c). */
public record SystemColumn(int attnum, String name, PgType type) {
  /** The number of the one that tells rows apart where there is no primary key. */
  public static final int CTID = -1;

  public static final List<SystemColumn> ALL =
      List.of(
          new SystemColumn(CTID, "ctid", Types.TID),
          new SystemColumn(-2, "xmin", Types.of("xid")),
          new SystemColumn(-3, "cmin", Types.CID),
          new SystemColumn(-4, "xmax", Types.of("xid")),
          new SystemColumn(-5, "cmax", Types.CID),
          new SystemColumn(-6, "tableoid", Types.OID));

  /** Only for a name that is one of theirs. */
  public static SystemColumn named(String name) {
    return ALL.stream().filter(column -> column.name.equals(name)).findFirst().orElseThrow();
  }

  public static SystemColumn numbered(int attnum) {
    return ALL.stream().filter(column -> column.attnum == attnum).findFirst().orElseThrow();
  }

  public static boolean isName(String name) {
    return ALL.stream().anyMatch(column -> column.name.equals(name));
  }
}
