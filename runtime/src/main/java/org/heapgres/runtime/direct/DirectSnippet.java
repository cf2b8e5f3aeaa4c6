package org.heapgres.runtime.direct;

import com.oracle.graal.python.pegparser.sst.StmtTy;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;

/** A snippet that may do without Python. Thread-safe. */
public final class DirectSnippet {
  /** Longer ones do more than is known here. */
  private static final int LONGEST = 4_000;

  /** So often in vain, and it is not tried any more unless it mostly works. */
  private static final int TRIALS = 16;

  private final Compiler.Program program;

  /** Not exact: runs of any thread. */
  private int runs;

  private int vain;
  private int late;

  private DirectSnippet(Compiler.Program program) {
    this.program = program;
  }

  /** Empty when it is for Python; needs a deep stack. */
  public static Optional<DirectSnippet> of(String source) {
    if (source.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      List<StmtTy> body = SnippetText.parse(source);
      return Optional.of(new DirectSnippet(Compiler.compile(body)));
    } catch (NotDirect _) {
      return Optional.empty();
    }
  }

  /** Before anything else of Python is used; see {@link SnippetText}. */
  public static void start() {
    SnippetText.start();
  }

  public boolean returnsResult() {
    return program.returnsResult();
  }

  /** Whether it is done in no time, as a rule. */
  public boolean isBrief() {
    return !program.readsMany() && !isMost(late) && !isMost(vain);
  }

  private boolean isMost(int failures) {
    return failures > TRIALS && failures > runs / 2;
  }

  /**
   * Its result: a row for a value, none for None. Empty when it is for Python, and nothing has
   * happened.
   *
   * @throws PgException when it is over: a conflict, a cancel, a result that cannot be shown
   */
  public Optional<List<Jsonb>> run(LanguageContext session, Object[] arguments, PgType[] types) {
    runs++;
    if (isMost(vain) || (!session.mayWait() && !isBrief())) {
      return Optional.empty();
    }
    Run run = new Run(session, program.locals(), arguments, types);
    try {
      program.body().run(run);
      return Optional.of(Results.of(run));
    } catch (NotDirect _) {
      if (session.mayWait()) {
        vain++;
      } else {
        late++;
      }
      return Optional.empty();
    } catch (PgException e) {
      // a result may be no JSON after what it was taken from has been changed
      if (isFinal(e) || run.hasChanged()) {
        throw e;
      }
      // Python tells where it was
      vain++;
      return Optional.empty();
    }
  }

  /**
   * Conflicts, cancels, locks waited for in vain: whoever runs it cannot do anything about these.
   */
  private static boolean isFinal(PgException e) {
    return e.code().startsWith("40")
        || e.code().startsWith("57")
        || e.code().equals(SqlState.LOCK_NOT_AVAILABLE.code());
  }
}
