package org.heapgres.planner.session;

import java.util.Optional;
import org.heapgres.planner.Completion;
import org.heapgres.planner.Portal;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.RowSink;
import org.heapgres.planner.exec.Batch;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.StatementView;

/** A bound statement on its way through execution. */
final class SessionPortal implements Portal {
  private static final short[] ALL_TEXT = {};

  private enum Stage {
    NEW,
    OPEN,
    DONE
  }

  private final Session session;
  private final String name;
  private final Prepared statement;
  private final Object[] parameters;
  private final short[] formats;
  private final boolean last;

  private Stage stage = Stage.NEW;
  private boolean copying;
  private Outcome.Rows rows;
  private Run run;
  private StatementView view;
  private Batch batch;
  private int position;

  /**
   * @param statement null for an empty query
   * @param last whether completing it ends the simple query's implicit transaction
   */
  SessionPortal(
      Session session,
      String name,
      Prepared statement,
      Object[] parameters,
      short[] formats,
      boolean last) {
    this.session = session;
    this.name = name;
    this.statement = statement;
    this.parameters = parameters;
    this.formats = formats == null ? ALL_TEXT : formats;
    this.last = last;
  }

  String name() {
    return name;
  }

  Prepared statement() {
    return statement;
  }

  Object[] parameters() {
    return parameters;
  }

  @Override
  public Optional<RowDescription> description() {
    return statement == null ? Optional.empty() : statement.description();
  }

  @Override
  public boolean resultOptional() {
    return statement != null
        && statement.analysed().body() instanceof Analysed.Command command
        && Commands.resultOptional(command.tree());
  }

  @Override
  public short format(int column) {
    return formats.length == 0 ? 0 : formats.length == 1 ? formats[0] : formats[column];
  }

  @Override
  public boolean mayBlock() {
    return statement != null && statement.analysed().mayBlock();
  }

  @Override
  public Completion execute(long maxRows, RowSink sink) {
    return session.guarded(() -> executeUnguarded(maxRows, sink));
  }

  private Completion executeUnguarded(long maxRows, RowSink sink) {
    if (statement == null) {
      session.endOfSimpleQuery(last);
      return new Completion.Empty();
    }
    if (stage == Stage.DONE) {
      return again();
    }
    session.startStatement(statement.raw().stmt());
    try {
      if (stage == Stage.NEW) {
        run = new Run(session, statement, parameters, alone());
        switch (session.runner().start(run)) {
          case Outcome.Done(String tag) -> {
            return complete(tag);
          }
          case Outcome.Copy(Completion completion) -> {
            stage = Stage.DONE;
            copying = true;
            return attached(completion);
          }
          case Outcome.Rows started -> {
            rows = started;
            stage = Stage.OPEN;
          }
        }
      } else if (view != null) {
        session.transaction().storage().resume(view);
        view = null;
      }
      return deliver(maxRows, sink);
    } finally {
      if (!copying) {
        session.stopStatement();
      }
    }
  }

  /** COPY goes on after Execute has returned; its end completes this portal. */
  private Completion attached(Completion completion) {
    switch (completion) {
      case Completion.CopyIn copy -> ((CopyFrom) copy.handler()).attach(this);
      case Completion.CopyOut copy -> ((CopyTo) copy.source()).attach(this);
      case Completion.Complete _, Completion.Suspended _, Completion.Empty _ -> {}
    }
    return completion;
  }

  /** An extended query's statement is taken to be, if nothing came before it. */
  private boolean alone() {
    TransactionState transaction = session.transaction();
    return transaction.mode() == TransactionState.Mode.IMPLICIT
        && !transaction.firstStatementSeen()
        && (last || session.portals().get(name) == this);
  }

  private Completion deliver(long maxRows, RowSink sink) {
    long delivered = 0;
    while (true) {
      if (batch == null) {
        batch = rows.source().next();
        position = 0;
        if (batch == null) {
          String tag = rows.tag().apply(delivered);
          closeRows();
          return complete(tag);
        }
      }
      int take = batch.size() - position;
      if (maxRows > 0) {
        take = (int) Math.min(take, maxRows - delivered);
      }
      sink.rows(batch, position, position + take);
      delivered += take;
      position += take;
      if (position == batch.size()) {
        batch = null;
      }
      if (maxRows > 0 && delivered == maxRows) {
        suspend();
        return new Completion.Suspended();
      }
      session.checkCancel();
    }
  }

  /** Keeps the statement's view for the next Execute. */
  private void suspend() {
    var storage = session.transaction().storageOrNull();
    if (storage != null && storage.isActive()) {
      view = storage.keep();
    }
  }

  private Completion complete(String tag) {
    stage = Stage.DONE;
    session.statementCompleted(last);
    return new Completion.Complete(tag);
  }

  private Completion again() {
    if (rows == null) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "portal \"" + name + "\" cannot be run");
    }
    return new Completion.Complete(rows.tag().apply(0));
  }

  /** COPY has ended. */
  Completion.Complete copied(String tag) {
    session.statementCompleted(last);
    return new Completion.Complete(tag);
  }

  private void closeRows() {
    if (rows != null) {
      rows.source().close();
    }
    batch = null;
  }

  @Override
  public void close() {
    if (stage == Stage.OPEN) {
      stage = Stage.DONE;
      closeRows();
      if (view != null) {
        view.close();
        view = null;
      }
    }
  }
}
