package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.VacuumRelation;
import org.heapgres.planner.parse.tree.UtilityStatement.VacuumStmt;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/**
 * VACUUM and ANALYZE. Rows leave nothing behind that VACUUM would have to remove; ANALYZE counts a
 * table's rows.
 */
final class VacuumCommand implements Command<VacuumStmt> {
  private static final Set<String> VACUUM_OPTIONS =
      Set.of(
          "analyze",
          "verbose",
          "freeze",
          "full",
          "disable_page_skipping",
          "skip_locked",
          "index_cleanup",
          "process_main",
          "process_toast",
          "truncate",
          "parallel",
          "skip_database_stats",
          "only_database_stats",
          "buffer_usage_limit");
  private static final Set<String> ANALYZE_OPTIONS =
      Set.of("verbose", "skip_locked", "buffer_usage_limit");
  private static final int ROWS_BETWEEN_CHECKS = 1024;

  @Override
  public Outcome run(Run run, VacuumStmt statement) {
    Session session = run.session();
    String command = statement.isVacuumcmd() ? "VACUUM" : "ANALYZE";
    boolean analyze = !statement.isVacuumcmd();
    for (DefElem option : statement.options()) {
      if (!(statement.isVacuumcmd() ? VACUUM_OPTIONS : ANALYZE_OPTIONS)
          .contains(option.defname())) {
        throw Options.unknown(command, option);
      }
      analyze |= option.defname().equals("analyze") && Options.bool(option);
    }
    if (statement.isVacuumcmd()) {
      SmallCommands.requireNoBlock(session, "VACUUM");
    }
    for (Table table : tables(session, statement, command)) {
      if (analyze) {
        analyze(session, table);
      }
    }
    return new Outcome.Done(command);
  }

  private static List<Table> tables(Session session, VacuumStmt statement, String command) {
    if (statement.rels().isEmpty()) {
      return session.catalog().relations().stream()
          .filter(Table.class::isInstance)
          .map(Table.class::cast)
          .toList();
    }
    List<Table> tables = new ArrayList<>();
    for (VacuumRelation named : statement.rels()) {
      Relation relation = Names.require(session, named.relation(), LockMode.SHARE_UPDATE_EXCLUSIVE);
      if (relation instanceof Table table) {
        tables.add(table);
      } else {
        session.notice(
            Notice.warning(
                SqlState.WARNING,
                "skipping \""
                    + relation.name()
                    + "\" --- cannot "
                    + (command.equals("VACUUM") ? "vacuum" : "analyze")
                    + " non-tables or special system tables"));
      }
    }
    return tables;
  }

  private static void analyze(Session session, Table table) {
    Transaction storage = session.beginStatement();
    long rows = 0;
    try (Cursor cursor = storage.scan(table.store(), null, null, false)) {
      while (cursor.next()) {
        if ((++rows & (ROWS_BETWEEN_CHECKS - 1)) == 0) {
          session.checkCancel();
        }
      }
    }
    session.database().statistics().store(storage, table.oid(), (double) rows);
  }
}
