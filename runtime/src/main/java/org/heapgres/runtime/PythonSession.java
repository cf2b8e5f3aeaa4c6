package org.heapgres.runtime;

import java.util.function.Function;
import java.util.regex.Pattern;
import org.heapgres.planner.LanguageState;

/**
 * A session's contexts. Most code leaves nothing behind and runs in any context. What uses SD, GD
 * or its own globals finds there what it left, so from then on the session has a context to itself.
 * A function that is called by an SQL statement of other Python code runs in the context of that.
 * Used by the session's thread.
 */
final class PythonSession implements LanguageState {
  private static final Pattern LEAVES_SOMETHING =
      Pattern.compile("\\b(?:SD|GD|global|globals|exec|vars)\\b");

  private final ContextPool contexts;

  /** The session's own; null for none. */
  private PythonContext own;

  /** What was found last to leave nothing behind: a client says much the same all the time. */
  private String harmless;

  /** In use by this session; null for none. */
  private PythonContext active;

  /** Whether the context used last could serve others afterwards. */
  private boolean proven;

  PythonSession(ContextPool contexts) {
    this.contexts = contexts;
  }

  <T> T within(String source, Function<PythonContext, T> task) {
    boolean outermost = active == null;
    if (outermost) {
      active = own != null ? own : contexts.lease(proven);
    }
    if (own == null && leavesSomething(source)) {
      own = active;
    }
    try {
      return task.apply(active);
    } finally {
      if (outermost) {
        PythonContext used = active;
        active = null;
        if (used == own && !used.isUsable()) {
          own = null;
        }
        boolean before = proven;
        proven = used.isUsable();
        if (used != own) {
          contexts.giveBack(used, before && proven);
        }
      }
    }
  }

  private boolean leavesSomething(String source) {
    if (source.equals(harmless)) {
      return false;
    }
    boolean leaves = LEAVES_SOMETHING.matcher(source).find();
    if (!leaves) {
      harmless = source;
    }
    return leaves;
  }

  @Override
  public void close() {
    if (proven) {
      contexts.provenSessionEnded();
    }
    if (own != null) {
      PythonContext left = own;
      own = null;
      PythonThreads.<Void>call(
          () -> {
            left.forgetSession();
            contexts.giveBack(left, false);
            return null;
          });
    }
  }
}
