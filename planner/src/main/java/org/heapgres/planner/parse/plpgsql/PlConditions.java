package org.heapgres.planner.parse.plpgsql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The names of error conditions (manual, appendix A). */
public final class PlConditions {
  /** Stands for every error but a cancelled query and a failed assertion. */
  public static final String OTHERS = "others";

  private static final Map<String, List<String>> CODES = new HashMap<>();

  static {
    for (SqlState state : SqlState.values()) {
      CODES.merge(
          state.conditionName(),
          List.of(state.code()),
          (one, other) -> List.of(one.getFirst(), other.getFirst()));
    }
  }

  private PlConditions() {}

  /** The codes that a condition's name stands for; 42704 for a name that there is not. */
  public static List<String> codes(String name) {
    List<String> codes = CODES.get(name);
    if (codes == null) {
      throw new PgException(
          SqlState.UNDEFINED_OBJECT, "unrecognized exception condition \"" + name + "\"");
    }
    return codes;
  }

  /** Whether a handler for {@code wanted}, a code or the code of a whole class, takes an error. */
  public static boolean matches(String wanted, String code) {
    return wanted.endsWith("000") ? code.startsWith(wanted.substring(0, 2)) : wanted.equals(code);
  }
}
