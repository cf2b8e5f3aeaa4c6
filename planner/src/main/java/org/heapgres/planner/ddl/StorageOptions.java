package org.heapgres.planner.ddl;

import java.util.Set;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.session.Options;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** WITH (...) of tables and indexes: kept and shown; the store needs none of them. */
final class StorageOptions {
  private static final Set<String> KNOWN =
      Set.of(
          "fillfactor",
          "toast_tuple_target",
          "parallel_workers",
          "user_catalog_table",
          "vacuum_truncate",
          "vacuum_index_cleanup",
          "log_autovacuum_min_duration",
          "deduplicate_items");

  private StorageOptions() {}

  /** The option's value; 22023 for a name that PostgreSQL does not know. */
  static String checked(DefElem option) {
    if (!KNOWN.contains(option.defname())
        && !option.defname().startsWith("autovacuum_")
        && !"toast".equals(option.defnamespace())) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "unrecognized parameter \"" + option.defname() + "\"");
    }
    String text = Options.text(option);
    return text == null ? "true" : text;
  }
}
