package org.heapgres.planner.bind;

import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.SystemColumn;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgSystemColumn;
import org.heapgres.planner.rel.PgSystemColumn.Source;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * The columns that every table has beside its own (manual, 5.6). Rows have no place and no
 * transaction to tell: ctid is made from the key, xmin from the row's contents.
 */
final class SystemColumns {
  private static final Set<Integer> NUMBERS =
      Set.of(Types.INT2.oid(), Types.INT4.oid(), Types.INT8.oid());
  private static final PgType XID = Types.byOid(28);
  private static final PgType CID = Types.byOid(29);

  /** xmin of rows that are the server's own. */
  private static final long FROZEN = 2;

  /** Thrown to begin again with the keys of rows that have no other key. */
  static final class RowKeysNeeded extends RuntimeException {
    private static final long serialVersionUID = 1;

    RowKeysNeeded() {
      super(null, null, false, false);
    }
  }

  private final Binding binding;

  SystemColumns(Binding binding) {
    this.binding = binding;
  }

  /** Null for a name that is none of theirs, and for what has no system columns. */
  EntryColumn find(RangeEntry entry, String name, int location, Scope scope) {
    Relation relation = entry.relation();
    if (relation == null || !SystemColumn.isName(name)) {
      return null;
    }
    requireAllowed(name, location, scope.kind());
    boolean view = relation instanceof View;
    RexNode value =
        switch (name) {
          case "tableoid" ->
              entry.tableOid() != null
                  ? entry.tableOid()
                  : binding.constants().of(Types.OID, Integer.toUnsignedLong(relation.oid()));
          case "ctid" -> view ? null : ctid(entry, scope);
          case "xmin" -> view ? null : xmin(entry);
          case "xmax" ->
              view
                  ? null
                  : scope.level() != null && scope.level().xmax() != null
                      ? scope.level().xmax()
                      : binding.constants().of(XID, 0L);
          default -> view ? null : binding.constants().of(CID, 0L);
        };
    return value == null ? null : new EntryColumn(name, value, 0, (short) 0);
  }

  /** What is stored about a row may not depend on where the row is. */
  private static void requireAllowed(String name, int location, ExpressionKind kind) {
    switch (kind) {
      case INDEX_EXPRESSION, INDEX_PREDICATE ->
          throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED, "index creation on system columns is not supported");
      case CHECK_CONSTRAINT -> {
        if (!name.equals("tableoid")) {
          throw Errors.at(
              location,
              SqlState.INVALID_COLUMN_REFERENCE,
              "system column \"" + name + "\" reference in check constraint is invalid");
        }
      }
      case GENERATED_COLUMN -> {
        if (!name.equals("tableoid")) {
          throw Errors.at(
              location,
              SqlState.INVALID_COLUMN_REFERENCE,
              "cannot use system column \"" + name + "\" in column generation expression");
        }
      }
      default -> {}
    }
  }

  private RexNode ctid(RangeEntry entry, Scope scope) {
    if (!(entry.relation() instanceof Table table)) {
      throw PgException.notSupported("ctid of " + entry.relation().name());
    }
    Index key = table.primaryKey().orElse(null);
    if (key != null && key.keys().size() == 1) {
      int position = table.columnIndex(key.keyColumns().getFirst());
      if (NUMBERS.contains(table.columns().get(position).type().root().oid())) {
        return call(
            Source.CTID_OF_NUMBER,
            table,
            Types.TID,
            List.of(entry.columns().get(position).expression()));
      }
    }
    if (key != null || entry.tableOid() != null || table.partitioned()) {
      throw PgException.notSupported("ctid of a table with such a primary key, or with partitions");
    }
    if (entry.rowKey() < 0) {
      if (binding.rowKeys()) {
        throw PgException.notSupported("ctid here");
      }
      throw new RowKeysNeeded();
    }
    return call(
        Source.CTID_OF_ROW_ID,
        table,
        Types.TID,
        List.of(RexInputRef.of(entry.rowKey(), scope.row())));
  }

  private RexNode xmin(RangeEntry entry) {
    return entry.relation() instanceof Table table
        ? call(
            Source.XMIN, table, XID, entry.columns().stream().map(EntryColumn::expression).toList())
        : binding.constants().of(XID, FROZEN);
  }

  private RexNode call(Source source, Table table, PgType type, List<RexNode> operands) {
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(type, PgRelType.NO_TYPMOD, true),
            new PgSystemColumn(source, table),
            operands);
  }
}
