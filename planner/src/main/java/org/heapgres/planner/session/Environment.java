package org.heapgres.planner.session;

import java.util.List;
import org.heapgres.planner.types.FormatSettings;

/**
 * What the meaning of a statement depends on besides the catalog: plans are shared by sessions
 * whose environments are equal.
 *
 * @param searchPath effective: existing schemas, the implicit ones included
 * @param literals the settings that literals are read with, as text
 * @param rowSecurity whether policies are applied, not refused
 * @param replica whether the session's changes were made elsewhere
 */
record Environment(
    List<String> searchPath, int user, String literals, boolean rowSecurity, boolean replica) {
  Environment {
    searchPath = List.copyOf(searchPath);
  }

  static String literals(FormatSettings formats) {
    return formats.dateStyle()
        + " "
        + formats.dateOrder()
        + " "
        + formats.intervalStyle()
        + " "
        + formats.zoneName();
  }
}
