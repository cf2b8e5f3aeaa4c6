package org.heapgres.planner.command;

import java.util.List;
import org.heapgres.planner.Notice;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.UtilityStatement.TransactionStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.TransactionStmtKind;
import org.heapgres.planner.session.Clock;
import org.heapgres.planner.session.Isolation;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TransactionState;
import org.heapgres.planner.session.TransactionState.Mode;
import org.heapgres.planner.session.TwoPhaseCommit;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** BEGIN, COMMIT, ROLLBACK, savepoints, and the two phases of a commit. */
final class TransactionCommand implements Command<TransactionStmt> {
  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  /** Who prepares or finishes a transaction may wait for others that do. */
  @Override
  public boolean mayBlock(Session session, TransactionStmt statement) {
    return statement.gid() != null;
  }

  @Override
  public Outcome run(Run run, TransactionStmt statement) {
    Session session = run.session();
    TransactionState transaction = session.transaction();
    return switch (statement.kind()) {
      case TRANS_STMT_BEGIN, TRANS_STMT_START -> {
        if (transaction.mode() == Mode.BLOCK) {
          session.notice(
              Notice.warning(
                  SqlState.ACTIVE_SQL_TRANSACTION, "there is already a transaction in progress"));
        }
        transaction.becomeBlock();
        setModes(session, statement.options());
        yield new Outcome.Done(CommandTags.of(statement));
      }
      case TRANS_STMT_COMMIT -> commit(session, statement.chain());
      case TRANS_STMT_ROLLBACK -> {
        rollback(session, statement.chain());
        yield new Outcome.Done("ROLLBACK");
      }
      case TRANS_STMT_SAVEPOINT -> {
        requireBlock(transaction, "SAVEPOINT");
        transaction.savepoint(statement.savepointName());
        yield new Outcome.Done("SAVEPOINT");
      }
      case TRANS_STMT_RELEASE -> {
        requireBlock(transaction, "RELEASE SAVEPOINT");
        session.release(statement.savepointName());
        yield new Outcome.Done("RELEASE");
      }
      case TRANS_STMT_ROLLBACK_TO -> {
        requireBlock(transaction, "ROLLBACK TO SAVEPOINT");
        session.rollbackTo(statement.savepointName());
        yield new Outcome.Done("ROLLBACK");
      }
      case TRANS_STMT_PREPARE -> prepare(session, statement.gid());
      case TRANS_STMT_COMMIT_PREPARED, TRANS_STMT_ROLLBACK_PREPARED -> {
        SmallCommands.requireAlone(run, CommandTags.of(statement));
        TwoPhaseCommit.finish(
            session,
            statement.gid(),
            statement.kind() == TransactionStmtKind.TRANS_STMT_COMMIT_PREPARED);
        yield new Outcome.Done(CommandTags.of(statement));
      }
    };
  }

  private static Outcome prepare(Session session, String gid) {
    TransactionState transaction = session.transaction();
    if (transaction.mode() != Mode.BLOCK) {
      warnNoTransaction(session);
      return new Outcome.Done("ROLLBACK");
    }
    if (transaction.failed()) {
      rollback(session, false);
      return new Outcome.Done("ROLLBACK");
    }
    TwoPhaseCommit.prepare(session, gid);
    return new Outcome.Done("PREPARE TRANSACTION");
  }

  private static Outcome commit(Session session, boolean chain) {
    TransactionState transaction = session.transaction();
    if (transaction.mode() != Mode.BLOCK) {
      if (chain) {
        throw notInBlock("COMMIT AND CHAIN");
      }
      warnNoTransaction(session);
      session.commit();
      return new Outcome.Done("COMMIT");
    }
    if (transaction.failed()) {
      rollback(session, chain);
      return new Outcome.Done("ROLLBACK");
    }
    Modes modes = Modes.of(transaction);
    session.commit();
    if (chain) {
      modes.beginAgain(session);
    }
    return new Outcome.Done("COMMIT");
  }

  private static void rollback(Session session, boolean chain) {
    TransactionState transaction = session.transaction();
    if (transaction.mode() != Mode.BLOCK) {
      if (chain) {
        throw notInBlock("ROLLBACK AND CHAIN");
      }
      warnNoTransaction(session);
      session.rollback();
      return;
    }
    Modes modes = Modes.of(transaction);
    session.rollback();
    if (chain) {
      modes.beginAgain(session);
    }
  }

  private static void warnNoTransaction(Session session) {
    session.notice(
        Notice.warning(SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress"));
  }

  private record Modes(Isolation isolation, boolean readOnly, boolean deferrable) {
    static Modes of(TransactionState transaction) {
      return new Modes(transaction.isolation(), transaction.readOnly(), transaction.deferrable());
    }

    void beginAgain(Session session) {
      TransactionState transaction = session.transaction();
      transaction.begin(Mode.BLOCK, Clock.micros());
      transaction.isolation(isolation);
      transaction.readOnly(readOnly);
      transaction.deferrable(deferrable);
    }
  }

  private static void requireBlock(TransactionState transaction, String command) {
    if (transaction.mode() != Mode.BLOCK) {
      throw notInBlock(command);
    }
  }

  private static PgException notInBlock(String command) {
    return new PgException(
        SqlState.NO_ACTIVE_SQL_TRANSACTION, command + " can only be used in transaction blocks");
  }

  /** The options of BEGIN, SET TRANSACTION and SET SESSION CHARACTERISTICS. */
  static void setModes(Session session, List<DefElem> options) {
    for (DefElem option : options) {
      session.settings().set(option.defname(), Options.text(option), true, session.superuser());
    }
  }
}
