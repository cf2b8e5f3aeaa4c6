package org.heapgres.planner.session.functions;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.heapgres.planner.catalog.StatisticsObject;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.system.Definitions;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StoredText;
import org.heapgres.planner.statistics.CommonList;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/**
 * What is asked about statistics objects (manual, 9.27.3 and 9.30); named as Functions wants it.
 */
final class StatisticsFunctions {
  /** The types of what pg_mcv_list_items returns. */
  private static final int[] ITEM = {
    Types.INT4.oid(), 1009, 1000, Types.FLOAT8.oid(), Types.FLOAT8.oid()
  };

  private StatisticsFunctions() {}

  private static StatisticsObject object(CallContext context, long oid) {
    return SessionFunctions.session(context).catalog().object((int) oid).orElse(null)
            instanceof StatisticsObject object
        ? object
        : null;
  }

  static Boolean pgStatisticsObjIsVisible(CallContext context, long oid) {
    StatisticsObject object = object(context, oid);
    return object == null
        ? null
        : (Boolean) ObjectNames.visible(SessionFunctions.session(context), object);
  }

  static String pgGetStatisticsobjdef(CallContext context, long oid) {
    StatisticsObject object = object(context, oid);
    if (object == null) {
      return null;
    }
    Session session = SessionFunctions.session(context);
    StringBuilder out =
        new StringBuilder("CREATE STATISTICS ")
            .append(Identifiers.quote(session.catalog().schemaName(object.schema())))
            .append('.')
            .append(Identifiers.quote(object.name()));
    String kinds =
        Stream.of(
                object.has(StatisticsObject.DISTINCT) ? "ndistinct" : null,
                object.has(StatisticsObject.DEPENDENCIES) ? "dependencies" : null,
                object.has(StatisticsObject.COMMON_VALUES) ? "mcv" : null)
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    boolean several = object.columns().size() + object.expressions().size() > 1;
    if (several && !kinds.equals("ndistinct, dependencies, mcv")) {
      out.append(" (").append(kinds).append(')');
    }
    return out.append(" ON ")
        .append(elements(session, object))
        .append(" FROM ")
        .append(ObjectNames.shown(session, table(session, object)))
        .toString();
  }

  private static Table table(Session session, StatisticsObject object) {
    return session.catalog().table(object.table()).orElseThrow();
  }

  private static String elements(Session session, StatisticsObject object) {
    Table table = table(session, object);
    Stream<String> columns =
        object.columns().stream()
            .map(
                attnum -> Identifiers.quote(table.columns().get(table.columnIndex(attnum)).name()));
    Stream<String> expressions =
        expressions(session, object, true).stream()
            .map(text -> Definitions.isCall(text) ? text : "(" + text + ")");
    return Stream.concat(columns, expressions).collect(Collectors.joining(", "));
  }

  private static List<String> expressions(
      Session session, StatisticsObject object, boolean pretty) {
    Table table = table(session, object);
    return object.expressions().stream()
        .map(text -> StoredText.shown(session, text, table, pretty))
        .toList();
  }

  static String pgGetStatisticsobjdefColumns(CallContext context, long oid) {
    StatisticsObject object = object(context, oid);
    return object == null ? null : elements(SessionFunctions.session(context), object);
  }

  static PgArray pgGetStatisticsobjdefExpressions(CallContext context, long oid) {
    StatisticsObject object = object(context, oid);
    return object == null || object.expressions().isEmpty()
        ? null
        : PgArray.of(
            Types.TEXT.oid(), expressions(SessionFunctions.session(context), object, false));
  }

  static Iterator<?> pgStatsExtMcvlistItems(byte[] list) {
    List<CommonList.Item> items = CommonList.of(list).items();
    return IntStream.range(0, items.size()).mapToObj(i -> row(i, items.get(i))).iterator();
  }

  private static PgRecord row(int index, CommonList.Item item) {
    Object[] nulls = item.values().stream().map(value -> (Object) (value == null)).toArray();
    return new PgRecord(
        ITEM,
        new Object[] {
          index,
          PgArray.of(Types.TEXT.oid(), item.values()),
          PgArray.of(Types.BOOL.oid(), nulls),
          item.frequency(),
          item.baseFrequency()
        });
  }
}
