package org.heapgres.planner.session.functions;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.NestedStatements;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.textsearch.TsQueries;
import org.heapgres.planner.textsearch.TsQuery;
import org.heapgres.planner.textsearch.TsRewrite;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgRecord;
import org.heapgres.storage.value.TsVector;

/** Functions of full text search that run a query (manual, 12.4); named as Functions wants them. */
final class SearchFunctions {
  private SearchFunctions() {}

  /** Rows of one or more columns of these types; 22023 otherwise. */
  private static List<Object[]> rows(
      CallContext context, String sql, List<Integer> types, String complaint) {
    Session session = SessionFunctions.session(context);
    Prepared query =
        Prepared.internal(
            session, sql, org.heapgres.planner.parse.Parser.parse(sql).getFirst(), List.of());
    query.analyse();
    List<Integer> found =
        query
            .description()
            .map(
                description ->
                    description.fields().stream().map(field -> field.type().oid()).toList())
            .orElse(List.of());
    if (!found.equals(types)) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, complaint);
    }
    return NestedStatements.run(session, query, new Object[0]).rows();
  }

  static Iterator<?> tsStat1(CallContext context, String sql) {
    return statistics(context, sql, "DCBA");
  }

  static Iterator<?> tsStat2(CallContext context, String sql, String weights) {
    return statistics(context, sql, weights.toUpperCase(java.util.Locale.ROOT));
  }

  /** Words with the number of documents and of places they are in. */
  private static Iterator<?> statistics(CallContext context, String sql, String weights) {
    boolean all = weights.equals("DCBA");
    Map<String, int[]> counts = new TreeMap<>();
    for (Object[] row :
        rows(
            context,
            sql,
            List.of(Types.of("tsvector").oid()),
            "ts_stat query must return one tsvector column")) {
      if (row[0] instanceof TsVector vector) {
        for (TsVector.Lexeme lexeme : vector.lexemes()) {
          int places = 0;
          for (short position : lexeme.positions()) {
            places += weights.indexOf("DCBA".charAt(TsVector.Lexeme.weight(position))) >= 0 ? 1 : 0;
          }
          if (all && lexeme.positions().length == 0) {
            places = 1;
          }
          if (places > 0) {
            int[] count = counts.computeIfAbsent(lexeme.word(), word -> new int[2]);
            count[0]++;
            count[1] += places;
          }
        }
      }
    }
    int[] types = {Types.TEXT.oid(), Types.INT4.oid(), Types.INT4.oid()};
    List<PgRecord> result = new ArrayList<>();
    counts.forEach(
        (word, count) -> result.add(new PgRecord(types, new Object[] {word, count[0], count[1]})));
    return result.iterator();
  }

  static String tsqueryRewrite(String query, String target, String substitute) {
    return TsQuery.text(
        TsRewrite.rewrite(TsQueries.of(query), TsQueries.of(target), TsQueries.of(substitute)));
  }

  static String tsqueryRewriteQuery(CallContext context, String query, String sql) {
    int type = Types.of("tsquery").oid();
    TsQuery result = TsQueries.of(query);
    for (Object[] row :
        rows(
            context,
            sql,
            List.of(type, type),
            "ts_rewrite query must return two tsquery columns")) {
      if (row[0] != null && row[1] != null) {
        result =
            TsRewrite.rewrite(result, TsQueries.of((String) row[0]), TsQueries.of((String) row[1]));
      }
    }
    return TsQuery.text(result == null ? null : TsRewrite.sorted(result));
  }
}
