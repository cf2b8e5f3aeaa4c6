package org.heapgres.planner.plpgsql;

import java.util.List;
import org.heapgres.planner.Routine;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgRecord;

/** The variables of a trigger function in PL/pgSQL, and its result (manual, 41.10). */
final class PlTriggers {
  private static final int NEW = 0;
  private static final int OLD = 1;

  private PlTriggers() {}

  /** {@code trigger} is null while the function is only being checked. */
  static void declare(PlpgsqlRoutines.Builder builder, TriggerCall trigger) {
    PgType type = trigger == null ? Types.RECORD : rowType(trigger.relation());
    List<Routine.Column> columns = trigger == null ? null : columns(trigger.relation());
    builder.add("new", type, columns, true);
    builder.add("old", type, columns, true);
    builder.add("tg_name", Types.NAME);
    builder.add("tg_when", Types.TEXT);
    builder.add("tg_level", Types.TEXT);
    builder.add("tg_op", Types.TEXT);
    builder.add("tg_relid", Types.OID);
    builder.add("tg_relname", Types.NAME);
    builder.add("tg_table_name", Types.NAME);
    builder.add("tg_table_schema", Types.NAME);
    builder.add("tg_nargs", Types.INT4);
    builder.add("tg_argv", Types.of("_text"));
  }

  private static List<Routine.Column> columns(Relation relation) {
    return relation.columns().stream()
        .map(column -> new Routine.Column(column.name(), column.type(), column.typmod()))
        .toList();
  }

  private static PgType rowType(Relation relation) {
    List<PgType.Field> fields =
        relation.columns().stream()
            .map(column -> new PgType.Field(column.name(), column.type().oid(), column.typmod()))
            .toList();
    return relation instanceof Table table
        ? PgType.compositeType(
            table.rowType(), table.name(), table.schema(), table.oid(), table.arrayType(), fields)
        : PgType.recordType(fields);
  }

  /** The values of what {@link #declare} declared, from variable {@code first} on. */
  static void assign(PlFrame frame, int first, TriggerCall call) {
    List<Routine.Column> columns = columns(call.relation());
    frame.set(first + NEW, call.newRow() == null ? null : new PlRow(columns, call.newRow()));
    frame.set(first + OLD, call.oldRow() == null ? null : new PlRow(columns, call.oldRow()));
    Object[] rest = {
      call.name(),
      call.timing().sql(),
      call.level().name(),
      call.event().name(),
      Integer.toUnsignedLong(call.relation().oid()),
      call.relation().name(),
      call.relation().name(),
      call.schema(),
      call.arguments().size(),
      PlpgsqlRoutines.texts(call.arguments())
    };
    for (int i = 0; i < rest.length; i++) {
      frame.set(first + 2 + i, rest[i]);
    }
  }

  /** The row to go on with; null for none. */
  static Object[] result(PlFrame frame, TriggerCall call) {
    if (call.level() == TriggerCall.Level.STATEMENT || frame.returned == null) {
      return null;
    }
    if (!(frame.returned instanceof PgRecord record)) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH,
          "cannot return non-composite value from function returning composite type");
    }
    List<Routine.Column> wanted = columns(call.relation());
    if (record.size() != wanted.size()) {
      throw new PgException(
              SqlState.DATATYPE_MISMATCH,
              "returned row structure does not match the structure of the triggering table")
          .withDetail(
              "Number of returned columns (%d) does not match expected column count (%d)."
                  .formatted(record.size(), wanted.size()));
    }
    Object[] row = call.row();
    return row != null && java.util.Arrays.equals(row, record.fields()) ? row : record.fields();
  }
}
