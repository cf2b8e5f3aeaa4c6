package org.heapgres.planner.bind;

import java.util.List;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowBounds;
import org.apache.calcite.rex.RexWindowExclusion;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.FrameOptions;
import org.heapgres.planner.rel.PgWindowFunction.FrameMode;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/** The frame of a window: mode, bounds and exclusion (manual, 4.2.8). One window definition. */
final class FrameBinder {
  private final Binding binding;
  private final WindowDef window;
  private final List<RexFieldCollation> order;
  private final Scope scope;
  private final int options;
  private PgProc inRange;

  FrameBinder(Binding binding, WindowDef window, List<RexFieldCollation> order, Scope scope) {
    this.binding = binding;
    this.window = window;
    this.order = order;
    this.scope = scope;
    this.options = window.frameOptions();
  }

  FrameMode mode() {
    if ((options & FrameOptions.GROUPS) != 0) {
      if (order.isEmpty()) {
        throw Errors.at(
            window.location(), SqlState.WINDOWING_ERROR, "GROUPS mode requires an ORDER BY clause");
      }
      return FrameMode.GROUPS;
    }
    return (options & FrameOptions.ROWS) != 0 ? FrameMode.ROWS : FrameMode.RANGE;
  }

  /** The support function for a RANGE frame's offsets; null without, or before the bounds. */
  PgProc inRange() {
    return inRange;
  }

  RexWindowBound start() {
    if ((options & FrameOptions.START_UNBOUNDED_PRECEDING) != 0) {
      return RexWindowBounds.UNBOUNDED_PRECEDING;
    }
    if ((options & FrameOptions.START_UNBOUNDED_FOLLOWING) != 0) {
      return RexWindowBounds.UNBOUNDED_FOLLOWING;
    }
    if ((options & FrameOptions.START_CURRENT_ROW) != 0) {
      return RexWindowBounds.CURRENT_ROW;
    }
    RexNode offset = offset(window.startOffset());
    return (options & FrameOptions.START_OFFSET_PRECEDING) != 0
        ? RexWindowBounds.preceding(offset)
        : RexWindowBounds.following(offset);
  }

  RexWindowBound end() {
    if ((options & FrameOptions.END_UNBOUNDED_PRECEDING) != 0) {
      return RexWindowBounds.UNBOUNDED_PRECEDING;
    }
    if ((options & FrameOptions.END_UNBOUNDED_FOLLOWING) != 0) {
      return RexWindowBounds.UNBOUNDED_FOLLOWING;
    }
    if ((options & FrameOptions.END_CURRENT_ROW) != 0) {
      return RexWindowBounds.CURRENT_ROW;
    }
    RexNode offset = offset(window.endOffset());
    return (options & FrameOptions.END_OFFSET_PRECEDING) != 0
        ? RexWindowBounds.preceding(offset)
        : RexWindowBounds.following(offset);
  }

  RexWindowExclusion exclusion() {
    if ((options & FrameOptions.EXCLUDE_CURRENT_ROW) != 0) {
      return RexWindowExclusion.EXCLUDE_CURRENT_ROW;
    }
    if ((options & FrameOptions.EXCLUDE_GROUP) != 0) {
      return RexWindowExclusion.EXCLUDE_GROUP;
    }
    return (options & FrameOptions.EXCLUDE_TIES) != 0
        ? RexWindowExclusion.EXCLUDE_TIES
        : RexWindowExclusion.EXCLUDE_NO_OTHER;
  }

  private RexNode offset(Expression expression) {
    FrameMode mode = mode();
    int location = Locations.of(expression);
    RexNode value = binding.expressions().bind(expression, scope.as(ExpressionKind.WINDOW_FRAME));
    if (RowUse.of(List.of(value)).local()) {
      throw Errors.at(
          location,
          SqlState.INVALID_COLUMN_REFERENCE,
          "argument of " + mode + " must not contain variables");
    }
    if (mode != FrameMode.RANGE) {
      return binding.coercion().toSpecific(value, Types.INT8, mode.name(), location);
    }
    if (order.size() != 1) {
      throw Errors.at(
          window.location(),
          SqlState.WINDOWING_ERROR,
          "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column");
    }
    PgType column = binding.coercion().base(Coercion.typeOf(order.getFirst().left));
    inRange = support(column, Coercion.typeOf(value), location);
    PgType type = binding.context().types().require(inRange.argumentTypes().get(2));
    return binding.coercion().toSpecific(value, type, "RANGE", location);
  }

  /** The in_range function of the column's order whose offset the given type suits best. */
  private PgProc support(PgType column, PgType given, int location) {
    CatalogTable table = CatalogTable.of("pg_amproc");
    PgProc best = null;
    int matches = 0;
    boolean any = false;
    int preferred = given.oid() == Types.UNKNOWN.oid() ? column.oid() : given.oid();
    for (String[] row : table.rows()) {
      PgProc proc = BuiltInFunctions.proc(Integer.parseInt(row[table.column("amproc")]));
      if (!row[table.column("amprocnum")].equals("3")
          || !proc.name().equals("in_range")
          || proc.argumentTypes().getFirst() != column.oid()) {
        continue;
      }
      any = true;
      PgType offset = Types.byOid(proc.argumentTypes().get(2));
      if (offset.oid() == preferred) {
        return proc;
      }
      if (given.oid() == Types.UNKNOWN.oid()
          || binding.coercion().can(given, offset, CoercionContext.IMPLICIT)) {
        best = proc;
        matches++;
      }
    }
    if (!any) {
      throw Errors.at(
          location,
          SqlState.FEATURE_NOT_SUPPORTED,
          "RANGE with offset PRECEDING/FOLLOWING is not supported for column type "
              + column.formatted(-1));
    }
    if (matches == 1) {
      return best;
    }
    String types =
        " is not supported for column type "
            + column.formatted(-1)
            + " and offset type "
            + given.formatted(-1);
    throw matches == 0
        ? Errors.at(
                location,
                SqlState.FEATURE_NOT_SUPPORTED,
                "RANGE with offset PRECEDING/FOLLOWING" + types)
            .withHint("Cast the offset value to an appropriate type.")
        : Errors.at(
                location,
                SqlState.FEATURE_NOT_SUPPORTED,
                "RANGE with offset PRECEDING/FOLLOWING has multiple interpretations for column"
                    + " type "
                    + column.formatted(-1)
                    + " and offset type "
                    + given.formatted(-1))
            .withHint("Cast the offset value to the exact intended type.");
  }
}
