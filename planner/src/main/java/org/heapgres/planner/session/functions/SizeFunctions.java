package org.heapgres.planner.session.functions;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.ddl.GrantTargets;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.DatabaseUse;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/**
 * How much room things take (manual, 9.28.7); methods are named as {@code Functions} wants them. A
 * database's files are measured. Relations share them, so a relation's size is estimated: the
 * number of its records times what the first of them take, in whole blocks of 8 kB.
 */
final class SizeFunctions {
  private static final int SAMPLE = 300;
  private static final long BLOCK = 8192;

  /** Forks that PostgreSQL's relations have and ours do not. */
  private static final Set<String> OTHER_FORKS = Set.of("fsm", "vm", "init");

  private SizeFunctions() {}

  private static Optional<Relation> relation(CallContext context, long oid) {
    return SessionFunctions.session(context).catalog().relation((int) oid);
  }

  static Long pgRelationSizeRegclass(CallContext context, long oid) {
    return relation(context, oid).map(relation -> size(context, relation)).orElse(null);
  }

  static Long pgRelationSize(CallContext context, long oid, String fork) {
    if (OTHER_FORKS.contains(fork)) {
      return relation(context, oid).map(_ -> 0L).orElse(null);
    }
    if (!fork.equals("main")) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "invalid fork name")
          .withHint("Valid fork names are \"main\", \"fsm\", \"vm\", and \"init\".");
    }
    return pgRelationSizeRegclass(context, oid);
  }

  static Long pgTableSize(CallContext context, long oid) {
    return pgRelationSizeRegclass(context, oid);
  }

  static Long pgIndexesSize(CallContext context, long oid) {
    return relation(context, oid).map(relation -> indexes(context, relation)).orElse(null);
  }

  static Long pgTotalRelationSize(CallContext context, long oid) {
    return relation(context, oid)
        .map(relation -> size(context, relation) + indexes(context, relation))
        .orElse(null);
  }

  /** An index that is the order of its table's rows takes no room of its own. */
  private static long indexes(CallContext context, Relation relation) {
    List<Index> indexes = relation instanceof Table table ? table.indexes() : List.of();
    return indexes.stream().mapToLong(index -> size(context, index)).sum();
  }

  private static long size(CallContext context, Relation relation) {
    Session session = SessionFunctions.session(context);
    return switch (relation) {
      case Table table when table.partitioned() -> 0;
      case Table table -> size(session, table.store());
      case Index index when index.primary() -> 0;
      case Index index -> size(session, index.store());
      default -> 0;
    };
  }

  private static long size(Session session, int store) {
    Transaction transaction = session.transaction().storage();
    long bytes = 0;
    int records = 0;
    try (Cursor cursor = transaction.scan(store, null, null, false)) {
      while (records < SAMPLE && cursor.next()) {
        bytes += cursor.key().length + cursor.value().length;
        records++;
      }
    }
    if (records == SAMPLE) {
      bytes = bytes * Math.max(transaction.database().approximateCount(store), SAMPLE) / SAMPLE;
    }
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  // Databases

  static long pgDatabaseSizeName(CallContext context, String name) {
    return SessionFunctions.session(context)
        .catalog()
        .shared()
        .database(name)
        .map(entry -> size(context, entry))
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.INVALID_CATALOG_NAME, "database \"" + name + "\" does not exist"));
  }

  static Long pgDatabaseSizeOid(CallContext context, long oid) {
    return SessionFunctions.session(context)
        .catalog()
        .shared()
        .database((int) oid)
        .map(entry -> size(context, entry))
        .orElse(null);
  }

  private static long size(CallContext context, DatabaseEntry entry) {
    try (DatabaseUse use = SessionFunctions.session(context).engine().cluster().use(entry)) {
      return use.database().storage().diskSize();
    }
  }

  // Tablespaces: all databases are in the one that PostgreSQL calls pg_default.

  static Long pgTablespaceSizeName(CallContext context, String name) {
    return switch (name) {
      case "pg_default" -> all(context);
      case "pg_global" -> 0L;
      default ->
          throw new PgException(
              SqlState.UNDEFINED_OBJECT, "tablespace \"" + name + "\" does not exist");
    };
  }

  static Long pgTablespaceSizeOid(CallContext context, long oid) {
    return switch ((int) oid) {
      case GrantTargets.DEFAULT_TABLESPACE -> all(context);
      case GrantTargets.GLOBAL_TABLESPACE -> 0L;
      default -> null;
    };
  }

  private static long all(CallContext context) {
    return SessionFunctions.session(context).catalog().shared().databases().stream()
        .mapToLong(entry -> size(context, entry))
        .sum();
  }
}
