package org.heapgres.planner.bind;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.FrameOptions;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The WINDOW clause of a query: names for window definitions. Immutable. */
record WindowNames(List<WindowDef> definitions) {
  static final WindowNames NONE = new WindowNames(List.of());

  WindowNames {
    definitions = List.copyOf(definitions);
    for (int i = 0; i < definitions.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (definitions.get(i).name().equals(definitions.get(j).name())) {
          throw Errors.at(
              definitions.get(i).location(),
              SqlState.WINDOWING_ERROR,
              "window \"" + definitions.get(i).name() + "\" is already defined");
        }
      }
    }
  }

  /** The definition with everything that it takes from the ones it names. */
  WindowDef complete(WindowDef window) {
    String base = window.refname() != null ? window.refname() : window.name();
    if (base == null) {
      return window;
    }
    boolean definition = definitions.contains(window);
    if (definition && window.refname() == null) {
      return window;
    }
    WindowDef found = null;
    for (WindowDef candidate : definitions) {
      if (candidate.name().equals(base)) {
        found = complete(candidate);
        break;
      }
      if (candidate.equals(window)) {
        break;
      }
    }
    if (found == null) {
      throw Errors.at(
          window.location(), SqlState.UNDEFINED_OBJECT, "window \"" + base + "\" does not exist");
    }
    if (window.refname() == null) {
      return found;
    }
    return merge(window, found);
  }

  private static WindowDef merge(WindowDef window, WindowDef base) {
    String name = base.name();
    if (!window.partitionClause().isEmpty()) {
      throw error(window, "cannot override PARTITION BY clause of window \"" + name + "\"");
    }
    if (!window.orderClause().isEmpty() && !base.orderClause().isEmpty()) {
      throw error(window, "cannot override ORDER BY clause of window \"" + name + "\"");
    }
    if ((base.frameOptions() & FrameOptions.NONDEFAULT) != 0) {
      throw error(window, "cannot copy window \"" + name + "\" because it has a frame clause");
    }
    return new WindowDef(
        window.name(),
        null,
        base.partitionClause(),
        base.orderClause().isEmpty() ? window.orderClause() : base.orderClause(),
        window.frameOptions(),
        window.startOffset(),
        window.endOffset(),
        window.location());
  }

  private static PgException error(WindowDef window, String message) {
    return Errors.at(window.location(), SqlState.WINDOWING_ERROR, message);
  }
}
