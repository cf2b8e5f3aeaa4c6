package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement.ExplainStmt;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;

/** EXPLAIN [ANALYZE] of a query or change, as text. */
final class ExplainCommand implements Command<ExplainStmt> {
  private static final double NANOS_PER_MILLI = 1e6;

  private record Wanted(boolean analyze, boolean costs, boolean timing, boolean summary) {}

  @Override
  public Optional<RowDescription> description(Session session, ExplainStmt statement) {
    return Optional.of(
        new RowDescription(
            List.of(new RowDescription.Field("QUERY PLAN", 0, (short) 0, Types.TEXT, -1))));
  }

  @Override
  public List<PgType> parameterTypes(
      Session session, ExplainStmt statement, List<PgType> declared) {
    return isPlanned(statement.query())
        ? new Binder(session.bindContext()).bind(statement.query(), declared).parameterTypes()
        : declared;
  }

  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  private static boolean isPlanned(Statement query) {
    return switch (query) {
      case Statement.SelectStmt select -> select.intoClause() == null;
      case Statement.InsertStmt _, Statement.UpdateStmt _, Statement.DeleteStmt _ -> true;
      default -> false;
    };
  }

  @Override
  public Outcome run(Run run, ExplainStmt statement) {
    if (!isPlanned(statement.query())) {
      throw PgException.notSupported("EXPLAIN " + CommandTags.of(statement.query()));
    }
    Wanted wanted = wanted(statement.options());
    Session session = run.session();
    long begin = System.nanoTime();
    Prepared prepared = Prepared.inside(run.prepared(), statement.query());
    prepared.analyse();
    Analysed.Planned planned = (Analysed.Planned) prepared.current().body();
    StatementRunner.checkPrivileges(planned);
    List<String> lines =
        new ArrayList<>(((QueryPlan) planned.plan()).physical().explain(wanted.costs));
    long begun = System.nanoTime();
    if (wanted.analyze) {
      long rows = execute(new Run(session, prepared, run.parameters()));
      double millis = (System.nanoTime() - begun) / NANOS_PER_MILLI;
      String actual =
          wanted.timing
              ? String.format(
                  Locale.ROOT, " (actual time=0.000..%.3f rows=%d.00 loops=1)", millis, rows)
              : " (actual rows=%d.00 loops=1)".formatted(rows);
      lines.set(0, lines.getFirst() + actual);
    }
    if (wanted.summary) {
      lines.add(time("Planning", begun - begin));
      if (wanted.analyze) {
        lines.add(time("Execution", System.nanoTime() - begun));
      }
    }
    List<Object[]> rows = lines.stream().map(line -> new Object[] {line}).toList();
    return Outcome.rows(List.of(Types.TEXT), rows, count -> "EXPLAIN");
  }

  private static Wanted wanted(List<DefElem> options) {
    boolean analyze = false;
    boolean costs = true;
    boolean timing = true;
    Boolean summary = null;
    for (DefElem option : options) {
      switch (option.defname()) {
        case "analyze" -> analyze = Options.bool(option);
        case "costs" -> costs = Options.bool(option);
        case "timing" -> timing = Options.bool(option);
        case "summary" -> summary = Options.bool(option);
        case "buffers", "verbose", "wal", "settings", "memory" -> {
          if (Options.bool(option) && !option.defname().equals("buffers")) {
            throw PgException.notSupported(
                "EXPLAIN option " + option.defname().toUpperCase(Locale.ROOT));
          }
        }
        case "format" -> {
          if (!"text".equalsIgnoreCase(Options.text(option))) {
            throw PgException.notSupported("EXPLAIN (FORMAT " + Options.text(option) + ")");
          }
        }
        default -> throw Options.unknown("EXPLAIN", option);
      }
    }
    return new Wanted(analyze, costs, timing, summary == null ? analyze : summary);
  }

  /** Runs the statement for its effect; how many rows it gave. */
  private static long execute(Run run) {
    return switch (run.session().runner().start(run)) {
      case Outcome.Rows(Outcome.RowSource source, _) -> {
        long rows = 0;
        try (source) {
          for (Batch batch = source.next(); batch != null; batch = source.next()) {
            rows += batch.size();
          }
        }
        yield rows;
      }
      case Outcome.Done _, Outcome.Copy _ -> 0;
    };
  }

  private static String time(String what, long nanos) {
    return String.format(Locale.ROOT, "%s Time: %.3f ms", what, nanos / NANOS_PER_MILLI);
  }
}
