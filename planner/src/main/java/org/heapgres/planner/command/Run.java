package org.heapgres.planner.command;

import java.util.List;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.exec.ConstraintChecks;
import org.heapgres.planner.exec.ExecutionContext;
import org.heapgres.planner.exec.Instrumentation;
import org.heapgres.planner.exec.VectorCache;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.SourceView;
import org.heapgres.planner.statistics.DatabaseActivity;
import org.heapgres.storage.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of one statement: its session, parameters and place in the transaction. */
public final class Run implements ExecutionContext {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  private final Session session;
  private final Prepared statement;
  private final Object[] parameters;
  private final boolean alone;
  private final Instrumentation instrumentation;

  public Run(Session session, Prepared statement, Object[] parameters) {
    this(session, statement, parameters, false);
  }

  public Run(Session session, Prepared statement, Object[] parameters, boolean alone) {
    this.session = session;
    this.statement = statement;
    this.parameters = parameters;
    this.alone = alone;
    this.instrumentation = null;
  }

  private Run(Run run, Instrumentation instrumentation) {
    this.session = run.session;
    this.statement = run.statement;
    this.parameters = run.parameters;
    this.alone = run.alone;
    this.instrumentation = instrumentation;
  }

  /** The same, its work being counted. */
  public Run counted(Instrumentation by) {
    return new Run(this, by);
  }

  @Override
  public Instrumentation instrumentation() {
    return instrumentation;
  }

  /** For what a function does by itself, outside of any statement. */
  public static Run ofFunction(Session session) {
    return new Run(session, null, new Object[0]);
  }

  /** Whether the statement is all there is to its implicit transaction. */
  boolean alone() {
    return alone;
  }

  public Session session() {
    return session;
  }

  public Prepared prepared() {
    return statement;
  }

  public Statement tree() {
    return statement.raw().stmt();
  }

  public Object[] parameters() {
    return parameters;
  }

  @Override
  public Transaction transaction() {
    return session.transaction().storage();
  }

  @Override
  public Object parameter(int index) {
    return parameters[index];
  }

  @Override
  public ConstraintChecks constraintChecks() {
    return session.transaction().constraintChecks();
  }

  @Override
  public CallContext calls() {
    return session.calls();
  }

  @Override
  public ComputedRelation.Source computedSource() {
    return new SourceView(session);
  }

  @Override
  public void checkCancel() {
    session.checkCancel();
  }

  @Override
  public VectorCache vectors() {
    return session.engine().vectors();
  }

  @Override
  public DatabaseActivity activity() {
    return session.database().activity();
  }

  @Override
  public boolean isReplica() {
    return session.environment().isReplica();
  }

  @Override
  public long statementStart() {
    return session.environment().statementTimestamp();
  }

  @Override
  public long workMemory() {
    return session.settings().number("work_mem") * 1024;
  }

  @Override
  public long hashMemory() {
    return (long) (workMemory() * session.settings().real("hash_mem_multiplier"));
  }

  @Override
  public long temporaryFileLimit() {
    long kilobytes = session.settings().number("temp_file_limit");
    return kilobytes < 0 ? Long.MAX_VALUE : kilobytes * 1024;
  }

  @Override
  public void temporaryFileClosed(long bytes) {
    session.engine().temporaryFiles(session.entry().oid()).add(bytes);
    long least = session.settings().number("log_temp_files");
    if (least >= 0 && bytes >= least * 1024) {
      LOG.info("temporary file: size {}", bytes);
    }
  }

  @Override
  public Object[] fire(
      Trigger trigger, TriggerCall call, List<Object[]> oldRows, List<Object[]> newRows) {
    if (instrumentation == null) {
      return session.routines().trigger(trigger, call, oldRows, newRows);
    }
    long begin = System.nanoTime();
    Object[] row = session.routines().trigger(trigger, call, oldRows, newRows);
    String relation = session.catalog().relation(trigger.table()).map(Relation::name).orElseThrow();
    instrumentation.triggered(trigger.name(), relation, System.nanoTime() - begin);
    return row;
  }
}
