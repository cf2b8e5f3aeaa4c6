package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.LanguageState;
import org.heapgres.planner.LanguageStatement;
import org.heapgres.planner.Notice;
import org.heapgres.planner.ResultRows;
import org.heapgres.planner.RootAccess;
import org.heapgres.planner.TableAccess;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/** What a procedural language sees during one call. Used by the calling thread. */
public final class LanguageCall implements LanguageContext {
  private final Run run;
  private final Session session;

  /** By identity: another version of a table is another object. */
  private final IdentityHashMap<Table, TableAccess> tables = new IdentityHashMap<>();

  private final boolean mayRunAgain;
  private final boolean nonAtomic;
  private final List<Notice> held = new ArrayList<>();
  private int subtransactions;
  private boolean ended;

  /**
   * @param mayRunAgain what it has to say is for the client only if it does not run again
   * @param nonAtomic whether it may end transactions
   */
  public LanguageCall(Run run, boolean mayRunAgain, boolean nonAtomic) {
    this.run = run;
    this.mayRunAgain = mayRunAgain;
    this.nonAtomic = nonAtomic;
    session = run.session();
  }

  /** The call is over for good: the client hears what it had to say. */
  public void deliverNotices() {
    held.forEach(session::notice);
    held.clear();
  }

  @Override
  public Transaction transaction() {
    return run.transaction();
  }

  @Override
  public Catalog catalog() {
    return session.catalog();
  }

  @Override
  public List<String> searchPath() {
    return session.environment().searchPath();
  }

  @Override
  public TableAccess table(Relation relation) {
    return switch (relation) {
      case Table table -> tables.computeIfAbsent(table, this::open);
      default ->
          throw new PgException(
              SqlState.WRONG_OBJECT_TYPE, "\"" + relation.name() + "\" is not a table");
    };
  }

  private TableAccess open(Table table) {
    transaction().lock(new LockTag.Relation(table.oid()), LockMode.ROW_EXCLUSIVE, LockWait.BLOCK);
    TableAccess access = session.tableWriters().open(table, run);
    return session.superuser()
        ? access
        : new GuardedTableAccess(access, table, Permissions.of(session));
  }

  @Override
  public RootAccess roots() {
    return new RootRights(session);
  }

  @Override
  public FormatSettings formatSettings() {
    return session.formatSettings();
  }

  @Override
  public LanguageStatement prepare(String sql, List<String> types) {
    return SessionStatement.of(session, sql, types);
  }

  @Override
  public void beginSubtransaction() {
    transaction().keep();
    session.transaction().savepoint(SessionStatement.SAVEPOINT);
    subtransactions++;
  }

  @Override
  public void releaseSubtransaction() {
    subtransactions--;
    session.release(SessionStatement.SAVEPOINT);
  }

  @Override
  public void rollbackSubtransaction() {
    subtransactions--;
    SessionStatement.undo(session);
  }

  /** Undoes the subtransactions that the call has left open. */
  public void close() {
    while (subtransactions > 0) {
      rollbackSubtransaction();
    }
  }

  @Override
  public void commit() {
    checkTermination("cannot commit while a subtransaction is active");
    session.commitTransaction();
    beginAnew();
  }

  @Override
  public void rollback() {
    checkTermination("cannot roll back while a subtransaction is active");
    session.transaction().rollback();
    beginAnew();
  }

  private void checkTermination(String insideSubtransaction) {
    if (!nonAtomic) {
      throw termination("invalid transaction termination");
    }
    if (subtransactions > 0) {
      throw termination(insideSubtransaction);
    }
  }

  private void beginAnew() {
    ended = true;
    tables.clear();
    session.transaction().ensure(Clock.micros());
    session.beginStatement();
  }

  /** Whether a transaction of the call has ended, after which it cannot run again. */
  public boolean hasEndedTransaction() {
    return ended;
  }

  private static PgException termination(String message) {
    return new PgException(SqlState.INVALID_TRANSACTION_TERMINATION, message);
  }

  @Override
  public void afterEnd(Runnable action) {
    session.transaction().afterEnd(action);
  }

  @Override
  public ResultRows resultRows() {
    return new ResultRows(run.workMemory(), run.temporaryFileLimit());
  }

  @Override
  public long objectChanges() {
    return session.objectChanges();
  }

  @Override
  public <T extends LanguageState> T kept(Class<T> kind, Supplier<T> maker) {
    return session.kept(kind, maker);
  }

  @Override
  public void notice(Notice notice) {
    if (mayRunAgain) {
      held.add(notice);
    } else {
      session.notice(notice);
    }
  }

  @Override
  public boolean mayWait() {
    return session.transaction().mayWait();
  }

  @Override
  public void checkCancel() {
    session.checkCancel();
  }

  @Override
  public void abandon(PgException reason) {
    session.abandon(reason);
  }

  @Override
  public long deadlineNanos() {
    return session.deadline();
  }

  @Override
  public String setting(String name) {
    return session.settings().shown(name);
  }
}
