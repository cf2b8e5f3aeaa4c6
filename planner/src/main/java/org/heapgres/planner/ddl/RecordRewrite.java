package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.CatalogTypes;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/**
 * A change of a row type's attributes. Stored records are lists of values by their attributes'
 * places, so tables with columns of the type, or with it somewhere inside, are written anew.
 */
final class RecordRewrite {
  /** A column that holds values of the type. */
  record Use(Table table, Column column) {}

  private final Run run;
  private final Session session;
  private final int rowType;

  RecordRewrite(Run run, int rowType) {
    this.run = run;
    this.rowType = rowType;
    session = run.session();
  }

  /** Null when no table stores such values. */
  static Use firstUse(Session session, int rowType) {
    List<Use> uses = uses(session, rowType);
    return uses.isEmpty() ? null : uses.getFirst();
  }

  private static List<Use> uses(Session session, int rowType) {
    List<Use> uses = new ArrayList<>();
    CatalogTypes types = session.catalog().types();
    for (Relation relation : List.copyOf(session.catalog().relations())) {
      if (relation instanceof Table table && table.rowType() != rowType) {
        for (Column column : table.columns()) {
          if (holds(column.type(), rowType, types)) {
            uses.add(column.type().isArray() ? 0 : uses.size(), new Use(table, column));
          }
        }
      }
    }
    return uses;
  }

  /** Whether values of the type have values of the other one in them, or are such. */
  static boolean holds(PgType type, int wanted, CatalogTypes types) {
    return holds(type, wanted, types, new HashSet<>());
  }

  private static boolean holds(PgType type, int wanted, CatalogTypes types, Set<Integer> seen) {
    if (type.oid() == wanted) {
      return true;
    }
    if (!seen.add(type.oid())) {
      return false;
    }
    if (type.kind() == 'd') {
      return holds(types.require(type.baseType()), wanted, types, seen);
    }
    if (type.isArray()) {
      return holds(types.require(type.element()), wanted, types, seen);
    }
    return type.kind() == 'c'
        && type.relation() != 0
        && types
            .fields(type)
            .anyMatch(field -> holds(types.require(field.typeOid()), wanted, types, seen));
  }

  /** Puts the relation, whose attributes differ, into the catalog, and its values into shape. */
  void change(Relation changed) {
    settle(session.catalog().relation(changed.oid()).orElseThrow(), changed);
  }

  /** As {@link #change}, where the values of a table's row type are stored elsewhere. */
  void settle(Relation before, Relation changed) {
    int[] origins =
        changed.columns().stream().mapToInt(c -> before.columnIndex(c.attnum())).toArray();
    int[] oids = changed.columns().stream().mapToInt(c -> c.type().oid()).toArray();
    session.transaction().put((CatalogObject) changed);
    boolean same =
        origins.length == before.columns().size()
            && Arrays.equals(
                oids, before.columns().stream().mapToInt(c -> c.type().oid()).toArray())
            && IntStream.range(0, origins.length).allMatch(i -> origins[i] == i);
    List<Use> uses = same ? List.of() : uses(session, rowType);
    if (!uses.isEmpty()) {
      session.beginStatement();
    }
    List<Integer> done = new ArrayList<>();
    for (Use use : uses) {
      if (!done.contains(use.table().oid()) && !use.table().partitioned()) {
        done.add(use.table().oid());
        rewrite(use.table(), origins, oids);
      }
    }
  }

  private void rewrite(Table table, int[] origins, int[] oids) {
    Names.lock(session, table.oid(), LockMode.ACCESS_EXCLUSIVE);
    Table before = session.catalog().table(table.oid()).orElseThrow();
    TableDraft draft = TableDraft.of(session, before);
    draft.newStore();
    Table after = draft.build();
    session.transaction().put(after);
    TableRewrite.run(
        run,
        before,
        after,
        row -> {
          Object[] changed = row.clone();
          for (int i = 0; i < changed.length; i++) {
            changed[i] = moved(changed[i], after.columns().get(i).type(), origins, oids);
          }
          return changed;
        });
  }

  private Object moved(Object datum, PgType type, int[] origins, int[] oids) {
    PgType root = type.root();
    CatalogTypes types = session.catalog().types();
    if (datum instanceof PgArray array && root.isArray()) {
      PgType element = types.require(root.element());
      Object[] elements = array.elements().clone();
      for (int i = 0; i < elements.length; i++) {
        elements[i] = moved(elements[i], element, origins, oids);
      }
      return new PgArray(array.elementOid(), elements, array.dimensions(), array.lowerBounds());
    }
    if (!(datum instanceof PgRecord record)) {
      return datum;
    }
    if (root.oid() == rowType) {
      Object[] fields = new Object[origins.length];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = origins[i] < 0 ? null : record.fields()[origins[i]];
      }
      return new PgRecord(oids, fields);
    }
    Object[] fields = record.fields().clone();
    for (int i = 0; i < fields.length; i++) {
      fields[i] = moved(fields[i], types.require(record.fieldOids()[i]), origins, oids);
    }
    return new PgRecord(record.fieldOids(), fields);
  }
}
