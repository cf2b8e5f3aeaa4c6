package org.heapgres.runtime.direct;

import java.util.Collections;
import org.heapgres.planner.TableAccess;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.runtime.PythonValues;
import org.heapgres.runtime.TableShape;

/** A table as the transaction sees it, with the rights of its user. */
record TableValue(TableShape shape, Run run, TableAccess access) implements Keyed {

  private FormatSettings settings() {
    return run.session().formatSettings();
  }

  @Override
  public RowValue find(Object key) {
    Object[] datums = shape.keyOrNull(crossing(key), settings());
    TableAccess.Row found = datums == null ? null : access.find(datums);
    return found == null ? null : new RowValue(this, found);
  }

  /** Rows in key order from one key to another, both included; None is for no limit. */
  TableAccess.Rows scan(Object from, Object to, boolean reverse) {
    return access.scan(bound(from), bound(to), reverse);
  }

  private Object[] bound(Object key) {
    return key == None.NONE ? null : shape.key(crossing(key), settings());
  }

  /** A key of one column, or a display of several. */
  private static Object crossing(Object key) {
    return switch (key) {
      case Long _, String _ -> key;
      case Display.Items items when items.kind() == Display.Kind.TUPLE ->
          items.values().stream().map(TableValue::keyPart).toList();
      default -> throw new NotDirect();
    };
  }

  private static Object keyPart(Object part) {
    if (part instanceof Long || part instanceof String) {
      return part;
    }
    throw new NotDirect();
  }

  /** The key of a row, where it is of one column. */
  Object keyOf(TableAccess.Row row) {
    if (shape.keyLength() != 1) {
      throw new NotDirect();
    }
    return column(row, shape.keyPosition(0));
  }

  Object column(TableAccess.Row row, int position) {
    if (!shape.tag(position).isEmpty()) {
      throw new NotDirect();
    }
    return Values.ofDatum(row.value(position));
  }

  TableAccess.Rows where(String column, Object value) {
    int position = shape.position(column);
    return access.where(
        column, PythonValues.toDatum(plain(value), shape.type(position), -1, settings()));
  }

  /** An UPDATE of one column, after which the snippet does nothing more. */
  void set(TableAccess.Row row, int position, Object value) {
    // what a trigger does besides cannot be undone before Python tries again
    if (!shape.tag(position).isEmpty()
        || !run.session().catalog().triggers(shape.table().oid()).isEmpty()) {
      throw new NotDirect();
    }
    Column column = shape.table().columns().get(position);
    Object datum = PythonValues.toDatum(plain(value), column.type(), column.typmod(), settings());
    if (access.update(row, Collections.singletonMap(column.name(), datum)) == null) {
      throw new NotDirect();
    }
    run.change();
  }

  private static Object plain(Object value) {
    return switch (value) {
      case None _ -> null;
      case Long _, Double _, String _, Boolean _ -> value;
      default -> throw new NotDirect();
    };
  }
}
