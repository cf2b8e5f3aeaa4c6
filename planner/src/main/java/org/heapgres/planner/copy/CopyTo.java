package org.heapgres.planner.copy;

import java.util.List;
import org.heapgres.planner.Completion;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.SessionPortal;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;

/** One COPY TO; how its rows are written is a subclass's. Used by the session's thread. */
public abstract class CopyTo implements Completion.CopyOutSource {
  private final Session session;
  private final Outcome.RowSource rows;
  private final List<String> names;
  private final List<PgType> types;
  private SessionPortal portal;

  CopyTo(Session session, Outcome.RowSource rows, List<String> names, List<PgType> types) {
    this.session = session;
    this.rows = rows;
    this.names = names;
    this.types = types;
  }

  /** The portal that completes with it. */
  public void attach(SessionPortal owner) {
    portal = owner;
  }

  final List<String> names() {
    return names;
  }

  final List<PgType> types() {
    return types;
  }

  /** What goes before the first row. */
  abstract void header(Completion.CopySink sink);

  abstract void row(Batch batch, int position, FormatSettings settings, Completion.CopySink sink);

  /** What goes after the last row. */
  abstract void trailer(Completion.CopySink sink);

  @Override
  public Completion.Complete writeTo(Completion.CopySink sink) {
    return session.guarded(
        () -> {
          long count = write(sink);
          session.stopStatement();
          return portal.copied("COPY " + count);
        });
  }

  /** Writes everything; the number of rows. */
  final long write(Completion.CopySink sink) {
    long count = 0;
    header(sink);
    FormatSettings settings = session.formatSettings();
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      for (int position = 0; position < batch.size(); position++) {
        row(batch, position, settings, sink);
        count++;
      }
      session.checkCancel();
    }
    trailer(sink);
    rows.close();
    return count;
  }
}
