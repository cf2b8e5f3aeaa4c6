package org.heapgres.planner.command;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.Variables;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Instrumentation;
import org.heapgres.planner.exec.PhysicalPlan;
import org.heapgres.planner.exec.explain.ExplainOptions;
import org.heapgres.planner.exec.explain.ExplainOptions.Serialize;
import org.heapgres.planner.exec.explain.Explanation;
import org.heapgres.planner.exec.explain.Explanation.Serialized;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.RelationStatement.CreateTableAsStmt;
import org.heapgres.planner.parse.tree.RelationStatement.RefreshMatViewStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement.DeclareCursorStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ExecuteStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ExplainStmt;
import org.heapgres.planner.session.Analysed;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.QueryPlan;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StatementRunner;
import org.heapgres.planner.settings.SettingsTable;
import org.heapgres.planner.types.ByteArrayWireBuffer;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** EXPLAIN: the plan of a statement, and with ANALYZE what it did. */
public final class ExplainCommand implements Command<ExplainStmt> {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Override
  public Optional<RowDescription> description(Session session, ExplainStmt statement) {
    return Optional.of(
        new RowDescription(
            List.of(new RowDescription.Field("QUERY PLAN", 0, (short) 0, type(statement), -1))));
  }

  /** XML comes as text while there is no such type. */
  private static PgType type(ExplainStmt statement) {
    return switch (ExplainArguments.format(statement.options())) {
      case JSON -> Types.JSON;
      case TEXT, YAML, XML -> Types.TEXT;
    };
  }

  @Override
  public List<PgType> parameterTypes(
      Session session, ExplainStmt statement, List<PgType> declared) {
    return parameterTypes(session, statement, declared, Variables.NONE);
  }

  @Override
  public List<PgType> parameterTypes(
      Session session, ExplainStmt statement, List<PgType> declared, Variables variables) {
    return isPlanned(statement.query())
        ? new Binder(session.bindContext().withVariables(variables))
            .bind(statement.query(), declared)
            .parameterTypes()
        : declared;
  }

  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  private static boolean isPlanned(Statement query) {
    return switch (query) {
      case Statement.SelectStmt select -> select.intoClause() == null;
      case Statement.InsertStmt _,
          Statement.UpdateStmt _,
          Statement.DeleteStmt _,
          Statement.MergeStmt _ ->
          true;
      default -> false;
    };
  }

  @Override
  public Outcome run(Run run, ExplainStmt statement) {
    ExplainOptions options = ExplainArguments.parse(statement.options());
    List<String> lines =
        statement.query() instanceof RefreshMatViewStmt
            ? Explanation.ofUtility(options)
            : explain(run, statement.query(), options).write(options);
    List<Object[]> rows = lines.stream().map(line -> new Object[] {line}).toList();
    return Outcome.rows(List.of(type(statement)), rows, count -> "EXPLAIN");
  }

  /** What is planned, and {@code whole}, the command that runs it; null when it runs by itself. */
  private record Subject(Run run, CreateTableAsStmt whole) {
    PhysicalPlan plan() {
      Analysed.Planned planned = (Analysed.Planned) run.prepared().current().body();
      StatementRunner.checkPrivileges(planned);
      return ((QueryPlan) planned.plan()).physical();
    }
  }

  private static Subject subject(Run run, Statement query, ExplainOptions options) {
    return switch (query) {
      case Statement.SelectStmt select when select.intoClause() != null ->
          new Subject(
              prepared(run, select.withoutInto(), options),
              new CreateTableAsStmt(
                  select.withoutInto(), select.intoClause(), ObjectType.OBJECT_TABLE, true, false));
      case CreateTableAsStmt create ->
          new Subject(subject(run, create.query(), options).run, create);
      case DeclareCursorStmt cursor -> new Subject(prepared(run, cursor.query(), options), null);
      case ExecuteStmt execute -> {
        Run bound = ExecuteCommand.bound(run, execute);
        yield new Subject(options.verbose() ? prepared(bound, bound.tree(), options) : bound, null);
      }
      default -> new Subject(prepared(run, query, options), null);
    };
  }

  private static Run prepared(Run run, Statement query, ExplainOptions options) {
    List<PgType> types = Arrays.asList(run.prepared().parameterTypes());
    Prepared prepared =
        options.genericPlan()
            ? Prepared.explained(run.prepared(), query, List.of(), false, options.verbose())
            : Prepared.explained(
                run.prepared(),
                query,
                types.subList(0, run.parameters().length),
                true,
                options.verbose());
    return new Run(run.session(), prepared, run.parameters());
  }

  private static Explanation explain(Run run, Statement query, ExplainOptions options) {
    long begin = System.nanoTime();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    Subject subject = subject(run, query, options);
    PhysicalPlan plan = subject.plan();
    long planningBytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    long begun = System.nanoTime();
    Serialized serialized = Serialized.NONE;
    Instrumentation instrumentation = null;
    if (options.analyze()) {
      instrumentation = new Instrumentation(options.timing());
      serialized = execute(subject, run, instrumentation, options.serialize());
      if (instrumentation.plan() != null) {
        plan = instrumentation.plan();
      }
    }
    return Explanation.of(
        plan,
        options.verbose(),
        instrumentation,
        null,
        options.settings() ? settings(run.session()) : Map.of(),
        begun - begin,
        planningBytes,
        serialized,
        System.nanoTime() - begun);
  }

  /** Settings that planning depends on, where they are not at their defaults. */
  public static Map<String, String> settings(Session session) {
    Map<String, String> changed = new LinkedHashMap<>();
    for (String name : session.settings().changed()) {
      if (SettingsTable.EXPLAINED.contains(name)) {
        changed.put(name, session.settings().shown(name));
      }
    }
    return changed;
  }

  /** Runs the statement for its effect. */
  private static Serialized execute(
      Subject subject, Run run, Instrumentation instrumentation, Serialize serialize) {
    Outcome outcome =
        subject.whole == null
            ? run.session().runner().start(subject.run.counted(instrumentation))
            : Commands.run(run.counted(instrumentation), subject.whole);
    return switch (outcome) {
      case Outcome.Rows(Outcome.RowSource source, _) -> {
        List<PgType> types =
            subject.run.prepared().description().orElseThrow().fields().stream()
                .map(RowDescription.Field::type)
                .toList();
        long bytes = 0;
        long nanos = 0;
        try (source) {
          for (Batch batch = source.next(); batch != null; batch = source.next()) {
            if (serialize != Serialize.NONE) {
              long begin = System.nanoTime();
              bytes += serialized(batch, types, run.session().formatSettings(), serialize);
              nanos += System.nanoTime() - begin;
            }
          }
        }
        yield new Serialized(bytes, nanos);
      }
      case Outcome.Done _, Outcome.Copy _ -> Serialized.NONE;
    };
  }

  private static long serialized(
      Batch batch, List<PgType> types, FormatSettings formats, Serialize serialize) {
    long bytes = 0;
    for (int column = 0; column < batch.width(); column++) {
      PgType type = types.get(column);
      for (int i = 0; i < batch.size(); i++) {
        Object datum = batch.datum(column, i);
        bytes += Integer.BYTES;
        if (datum != null) {
          bytes +=
              serialize == Serialize.TEXT
                  ? type.text(datum, formats).getBytes(StandardCharsets.UTF_8).length
                  : binary(type, datum, formats);
        }
      }
    }
    return bytes;
  }

  private static int binary(PgType type, Object datum, FormatSettings formats) {
    ByteArrayWireBuffer out = new ByteArrayWireBuffer();
    type.writeBinary(datum, formats, out);
    return out.position();
  }
}
