package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.Notice;
import org.heapgres.planner.QueryResult;
import org.heapgres.planner.TableAccess;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.table.WriterTableAccess;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.TransactionStmt;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/** What a procedural language sees during one call. Used by the calling thread. */
final class LanguageCall implements LanguageContext {
  /** No user can name a savepoint so. */
  private static final String SAVEPOINT = "\0nested";

  private final Run run;
  private final Session session;
  private final Map<Integer, TableAccess> tables = new HashMap<>();
  private final List<Notice> notices = new ArrayList<>();

  LanguageCall(Run run) {
    this.run = run;
    session = run.session();
  }

  /** What the call had to say; the client hears of it when the call is over. */
  void deliverNotices() {
    notices.forEach(session::notice);
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
      case Table table -> tables.computeIfAbsent(table.oid(), oid -> open(table));
      default ->
          throw new PgException(
              SqlState.WRONG_OBJECT_TYPE, "\"" + relation.name() + "\" is not a table");
    };
  }

  private TableAccess open(Table table) {
    transaction().lock(new LockTag.Relation(table.oid()), LockMode.ROW_EXCLUSIVE, LockWait.BLOCK);
    return new WriterTableAccess(session.planner().writer(table), run);
  }

  @Override
  public FormatSettings formatSettings() {
    return session.formatSettings();
  }

  @Override
  public QueryResult sql(String sql, Function<List<PgType>, Object[]> arguments) {
    List<RawStmt> parsed = session.engine().parse(sql);
    if (parsed.size() != 1) {
      throw new PgException(
          SqlState.SYNTAX_ERROR,
          parsed.isEmpty()
              ? "a query is expected"
              : "cannot insert multiple commands into a prepared statement");
    }
    RawStmt raw = parsed.getFirst();
    if (raw.stmt() instanceof TransactionStmt) {
      throw new PgException(
          SqlState.INVALID_TRANSACTION_TERMINATION, "invalid transaction termination");
    }
    Prepared statement = Prepared.open(session, "", sql, raw, List.of());
    TransactionState transaction = session.transaction();
    transaction().keep();
    transaction.savepoint(SAVEPOINT);
    try {
      statement.analyse();
      Object[] datums = arguments.apply(List.of(statement.parameterTypes()));
      QueryResult result = NestedStatements.run(session, statement, datums);
      transaction.release(SAVEPOINT);
      return result;
    } catch (RuntimeException e) {
      transaction.rollbackTo(SAVEPOINT);
      transaction.release(SAVEPOINT);
      session.environment().forget();
      session.beginStatement();
      throw e;
    }
  }

  @Override
  public void notice(Notice notice) {
    notices.add(notice);
  }

  @Override
  public void checkCancel() {
    session.checkCancel();
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
