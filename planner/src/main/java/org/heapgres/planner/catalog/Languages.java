package org.heapgres.planner.catalog;

import java.util.Map;
import java.util.Set;

/** The oids that pg_language gives to the languages of functions. */
public final class Languages {
  public static final String SQL = "sql";
  public static final String PLPGSQL = "plpgsql";

  /** Python's is ours: its language is there from the start, without CREATE EXTENSION. */
  private static final Map<String, Integer> OIDS =
      Map.of("internal", 12, "c", 13, SQL, 14, PLPGSQL, 13_563, "py", 9_001, "plpython3u", 9_002);

  private static final Set<String> UNTRUSTED = Set.of("internal", "c", "plpython3u", "plpythonu");

  private Languages() {}

  /** Whether its functions can do no more than SQL can, so that anybody may write some. */
  public static boolean trusted(String name) {
    return !UNTRUSTED.contains(name);
  }

  /** 0 for a language that pg_language does not list. */
  public static int oid(String name) {
    return OIDS.getOrDefault(name, 0);
  }
}
