package org.heapgres.planner.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.VacuumRelation;
import org.heapgres.planner.parse.tree.UtilityStatement.VacuumStmt;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Progress;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * VACUUM and ANALYZE. Rows leave nothing behind that VACUUM would have to remove; objects do
 * ({@link HeapPack}), which VACUUM without a table's name removes. FULL gives the room on disk back
 * that is not in use, of the whole database, since all tables share its files. ANALYZE is {@link
 * TableAnalysis}.
 */
public final class VacuumCommand implements Command<VacuumStmt> {
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

  @Override
  public Outcome run(Run run, VacuumStmt statement) {
    Session session = run.session();
    String command = statement.isVacuumcmd() ? "VACUUM" : "ANALYZE";
    boolean analyze = !statement.isVacuumcmd();
    boolean full = false;
    boolean verbose = false;
    for (DefElem option : statement.options()) {
      if (!(statement.isVacuumcmd() ? VACUUM_OPTIONS : ANALYZE_OPTIONS)
          .contains(option.defname())) {
        throw Options.unknown(command, option);
      }
      analyze |= option.defname().equals("analyze") && Options.bool(option);
      full |= option.defname().equals("full") && Options.bool(option);
      verbose |= option.defname().equals("verbose") && Options.bool(option);
    }
    if (statement.isVacuumcmd()) {
      SmallCommands.requireAlone(run, "VACUUM");
    }
    if (statement.isVacuumcmd() && statement.rels().isEmpty()) {
      packObjects(session, verbose);
    }
    List<Target> targets = targets(session, statement, command);
    if (full && !targets.isEmpty()) {
      compact(session, targets.getFirst().table);
    }
    for (Target target : targets) {
      if (!analyze && !target.columns.isEmpty()) {
        throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "ANALYZE option must be specified when a column list is provided");
      }
      if (analyze && !target.table.partitioned()) {
        new TableAnalysis(session, target.table).run(columns(target), false);
      }
    }
    return new Outcome.Done(command);
  }

  /** As for a system catalog, the database's owner may, and nobody is told that he may not. */
  private static void packObjects(Session session, boolean verbose) {
    if (Permissions.of(session).owns(session.catalog().database())) {
      new HeapPack(session, Duration.ofNanos(Long.MAX_VALUE))
          .run()
          .filter(_ -> verbose)
          .ifPresent(done -> session.notice(Notice.info(done)));
    }
  }

  private static void compact(Session session, Table table) {
    try (Progress progress = Progress.start(session, "cluster", table.oid())) {
      progress.set("command", "VACUUM FULL").phase("writing new heap");
      session.database().storage().compact(session::checkCancel);
    }
  }

  /** {@code columns} are names; empty for all. */
  private record Target(Table table, List<String> columns) {}

  private static List<Target> targets(Session session, VacuumStmt statement, String command) {
    if (statement.rels().isEmpty()) {
      return session.catalog().relations().stream()
          .filter(Table.class::isInstance)
          .filter(relation -> mayMaintain(session, relation, command))
          .map(table -> new Target((Table) table, List.of()))
          .toList();
    }
    List<Target> targets = new ArrayList<>();
    for (VacuumRelation named : statement.rels()) {
      Relation relation =
          Names.find(session, named.relation())
              .orElseThrow(() -> Names.missing(session, named.relation()));
      if (!mayMaintain(session, relation, command)) {
        continue;
      }
      relation = Names.require(session, named.relation(), LockMode.SHARE_UPDATE_EXCLUSIVE);
      if (relation instanceof Table table) {
        for (Table member : session.catalog().withDescendants(table)) {
          targets.add(new Target(member, named.vaCols()));
        }
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
    return targets;
  }

  /** MAINTAIN, or the database's ownership; warns of what is passed over. */
  private static boolean mayMaintain(Session session, Relation relation, String command) {
    boolean allowed =
        Permissions.of(session).has(relation, Privilege.MAINTAIN)
            || Permissions.of(session).owns(session.catalog().database());
    if (!allowed) {
      session.notice(
          Notice.warning(
              SqlState.WARNING,
              "permission denied to %s \"%s\", skipping it"
                  .formatted(command.toLowerCase(java.util.Locale.ROOT), relation.name())));
    }
    return allowed;
  }

  private static List<Column> columns(Target target) {
    if (target.columns.isEmpty()) {
      return target.table.columns();
    }
    List<Column> columns = new ArrayList<>();
    for (String name : target.columns) {
      columns.add(target.table.requiredColumn(name));
    }
    return columns;
  }
}
