package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.heapgres.planner.LanguageCursor;
import org.heapgres.planner.LanguageStatement;
import org.heapgres.planner.QueryResult;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.CursorKeys;
import org.heapgres.planner.command.CursorRows;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.CopyStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.TransactionStmt;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.StatementView;
import org.heapgres.storage.Transaction;

/** Statements that a procedural language has prepared. Used by the session's thread. */
final class SessionStatement implements LanguageStatement {
  /** No user can name a savepoint so. */
  static final String SAVEPOINT = "\0nested";

  private static final QueryResult NOTHING = new QueryResult(Optional.empty(), List.of(), "", 0);

  private final Session session;
  private final String sql;
  private final List<Prepared> statements;

  private SessionStatement(Session session, String sql, List<Prepared> statements) {
    this.session = session;
    this.sql = sql;
    this.statements = statements;
  }

  static SessionStatement of(Session session, String sql, List<String> types) {
    List<PgType> declared = new ArrayList<>();
    for (String type : types) {
      declared.add(type == null ? null : type(session, type));
    }
    try {
      List<Prepared> statements = new ArrayList<>();
      for (RawStmt raw : session.engine().parse(sql)) {
        statements.add(Prepared.open(session, "", sql, raw, declared));
      }
      if (statements.size() == 1) {
        statements.getFirst().analyse();
      }
      return new SessionStatement(session, sql, statements);
    } catch (PgException e) {
      throw located(e, sql);
    }
  }

  private static PgType type(Session session, String name) {
    try {
      return TypeLookup.type(session, Parser.parseTypeName(name));
    } catch (PgException e) {
      throw e.withPosition(0);
    }
  }

  /** A position is one in the statement's own text. */
  private static PgException located(PgException e, String sql) {
    return e.position() == 0 ? e : e.withInternalQuery(sql);
  }

  @Override
  public List<PgType> parameterTypes() {
    return statements.isEmpty() ? List.of() : List.of(analysed(0).parameterTypes());
  }

  /** Of several statements, those that follow may need what those before have made. */
  private Prepared analysed(int number) {
    Prepared statement = statements.get(number);
    if (statement.analysed() == null) {
      statement.analyse();
    }
    return statement;
  }

  @Override
  public QueryResult run(Object[] arguments, long maxRows) {
    return atomically(
        () -> {
          QueryResult result = NOTHING;
          for (int i = 0; i < statements.size(); i++) {
            refuseTransactions(statements.get(i).raw());
            Prepared statement = analysed(i);
            result = NestedStatements.run(session, statement, arguments, maxRows);
          }
          return result;
        });
  }

  private static void refuseTransactions(RawStmt raw) {
    if (raw.stmt() instanceof TransactionStmt) {
      throw new PgException(
          SqlState.EXTERNAL_ROUTINE_EXCEPTION, "SPI_execute failed: SPI_ERROR_TRANSACTION");
    }
    if (raw.stmt() instanceof CopyStmt) {
      throw new PgException(
          SqlState.EXTERNAL_ROUTINE_EXCEPTION, "SPI_execute failed: SPI_ERROR_COPY");
    }
  }

  private <T> T atomically(Supplier<T> action) {
    TransactionState transaction = session.transaction();
    transaction.storage().keep();
    transaction.savepoint(SAVEPOINT);
    T result;
    try {
      result = action.get();
    } catch (PgException e) {
      undo(session);
      throw located(e, sql);
    } catch (RuntimeException e) {
      undo(session);
      throw e;
    }
    session.release(SAVEPOINT);
    return result;
  }

  /** Undoes everything since the innermost savepoint of ours, which is gone then. */
  static void undo(Session session) {
    session.rollbackTo(SAVEPOINT);
    session.release(SAVEPOINT);
    session.beginStatement();
  }

  @Override
  public LanguageCursor open(Object[] arguments) {
    if (statements.size() != 1 || analysed(0).description().isEmpty()) {
      throw new PgException(
          SqlState.INVALID_CURSOR_DEFINITION,
          statements.size() == 1
              ? "cannot open "
                  + CommandTags.of(statements.getFirst().raw().stmt())
                  + " query as cursor"
              : "cannot open multi-query plan as cursor");
    }
    return atomically(() -> new Cursor(statements.getFirst(), arguments));
  }

  /** A portal of the session, so that it ends when portals do. */
  private final class Cursor implements LanguageCursor {
    private final String name = session.portals().freeName();
    private final SessionPortal portal;
    private final RowDescription description;

    private Cursor(Prepared statement, Object[] arguments) {
      portal =
          SessionPortal.cursor(
              session,
              name,
              CursorKeys.Keyed.without(statement),
              arguments,
              new SessionPortal.CursorOptions(CursorRows.Scroll.NONE, false, false));
      description = statement.description().orElseThrow();
      session.portals().add(portal);
      portal.open();
    }

    @Override
    public RowDescription description() {
      return description;
    }

    @Override
    public List<Object[]> fetch(long count) {
      Transaction storage = session.transaction().storage();
      StatementView view = storage.keep();
      CursorRows source = portal.open();
      List<Object[]> rows = new ArrayList<>();
      while (rows.size() < count) {
        Batch batch = source.forward(count - rows.size());
        if (batch == null) {
          break;
        }
        for (int position = 0; position < batch.size(); position++) {
          rows.add(batch.copyRow(position, new Object[batch.width()]));
        }
      }
      storage.resume(view);
      return rows;
    }

    @Override
    public boolean isOpen() {
      return session.portals().find(name) == portal;
    }

    @Override
    public void close() {
      if (isOpen()) {
        session.portals().close(name);
      }
    }
  }
}
