package org.heapgres.planner.ddl;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.TriggerCall.Timing;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TextSearch;
import org.heapgres.planner.textsearch.TsVectors;
import org.heapgres.planner.types.RegisteredKind;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The trigger functions of pg_catalog (manual, 9.28 and 12.4.3). */
public final class BuiltInTriggers {
  private BuiltInTriggers() {}

  /** Null when there is none of that name. */
  static PgProc named(String name) {
    return BuiltInFunctions.procs(name).stream()
        .filter(proc -> proc.resultType() == Types.TRIGGER.oid() && proc.argumentCount() == 0)
        .findFirst()
        .orElse(null);
  }

  /** The name of a trigger's function, the schema in front where it has to be. */
  static String shownFunction(Session session, int oid) {
    PgProc builtIn = BuiltInFunctions.proc(oid);
    if (builtIn != null) {
      return Identifiers.quote(builtIn.name());
    }
    FunctionEntry function = (FunctionEntry) session.catalog().object(oid).orElseThrow();
    String shown = RoutineLookup.shown(session, function);
    return shown.substring(0, shown.indexOf('('));
  }

  /** The row that goes on; null for none. */
  public static Object[] call(Session session, PgProc function, TriggerCall call) {
    return switch (function.source()) {
      case "suppress_redundant_updates_trigger" -> suppressRedundant(call);
      case "tsvector_update_trigger_byid" -> updateVector(session, call, false);
      case "tsvector_update_trigger_bycolumn" -> updateVector(session, call, true);
      default -> throw PgException.notSupported("function " + function.name() + "()");
    };
  }

  private static Object[] suppressRedundant(TriggerCall call) {
    String name = "suppress_redundant_updates_trigger: must be called ";
    if (call.event() != Event.UPDATE) {
      throw violated(name + "on update");
    }
    if (call.timing() != Timing.BEFORE) {
      throw violated(name + "before update");
    }
    if (call.level() != Level.ROW) {
      throw violated(name + "for each row");
    }
    return Arrays.deepEquals(call.oldRow(), call.newRow()) ? null : call.newRow();
  }

  /**
   * Sets a tsvector column to the words of others.
   *
   * @param byColumn whether the configuration is in a column, not named by the argument itself
   */
  private static Object[] updateVector(Session session, TriggerCall call, boolean byColumn) {
    if (call.level() != Level.ROW || call.timing() != Timing.BEFORE) {
      throw new PgException(
          SqlState.INTERNAL_ERROR,
          "tsvector_update_trigger: "
              + (call.level() != Level.ROW
                  ? "must be fired for row"
                  : "must be fired BEFORE event"));
    }
    List<String> arguments = call.arguments();
    if (arguments.size() < 3) {
      throw new PgException(
          SqlState.INTERNAL_ERROR,
          "tsvector_update_trigger: arguments must be tsvector_field, ts_config, text_field1, ...)");
    }
    Relation relation = call.relation();
    int target = column(relation, arguments.get(0), "tsvector column");
    requireType(relation, target, Types.of("tsvector").oid(), "tsvector");
    long configuration =
        byColumn
            ? configuration(call, column(relation, arguments.get(1), "configuration column"))
            : ObjectNames.oid(session, RegisteredKind.REGCONFIG, arguments.get(1));
    TsVectors.Builder words = new TsVectors.Builder();
    int last = 0;
    boolean changed = call.event() == Event.INSERT;
    for (String name : arguments.subList(2, arguments.size())) {
      int position = column(relation, name, "column");
      if (relation.columns().get(position).type().root().category() != 'S') {
        throw wrongType(name, "a character");
      }
      changed |=
          call.event() == Event.UPDATE
              && !Objects.equals(call.oldRow()[position], call.newRow()[position]);
      if (call.newRow()[position] instanceof String text) {
        last = TextSearch.anyConfiguration(session, configuration).add(text, last, words);
      }
    }
    if (!changed) {
      return call.newRow();
    }
    Object[] row = call.newRow().clone();
    row[target] = words.build();
    return row;
  }

  private static long configuration(TriggerCall call, int position) {
    requireType(call.relation(), position, Types.of("regconfig").oid(), "regconfig");
    if (call.newRow()[position] == null) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED,
          "configuration column \"%s\" must not be null"
              .formatted(call.relation().columns().get(position).name()));
    }
    return (Long) call.newRow()[position];
  }

  private static int column(Relation relation, String name, String what) {
    for (int i = 0; i < relation.columns().size(); i++) {
      if (relation.columns().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new PgException(SqlState.UNDEFINED_COLUMN, what + " \"" + name + "\" does not exist");
  }

  private static void requireType(Relation relation, int position, int type, String name) {
    if (relation.columns().get(position).type().root().oid() != type) {
      throw wrongType(relation.columns().get(position).name(), name);
    }
  }

  private static PgException wrongType(String column, String type) {
    return new PgException(
        SqlState.DATATYPE_MISMATCH, "column \"" + column + "\" is not of " + type + " type");
  }

  private static PgException violated(String message) {
    return new PgException(SqlState.E_R_I_E_TRIGGER_PROTOCOL_VIOLATED, message);
  }
}
