package org.heapgres.planner.session;

import java.util.List;
import org.heapgres.planner.catalog.CatalogCodec;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Membership;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.storage.Database;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/** What a new data directory and a new database begin with; oids are PostgreSQL's. */
public final class Bootstrap {
  private static final int DATABASE_OWNER = 6171;
  private static final int MONITOR = 3373;
  private static final int FIRST_MEMBERSHIP = 10_308;

  /** The roles that pg_monitor is a member of. */
  private static final List<Integer> MONITORS = List.of(3374, 3375, 3377);

  private record Predefined(int oid, String name) {}

  private static final List<Predefined> PREDEFINED_ROLES =
      List.of(
          new Predefined(DATABASE_OWNER, "pg_database_owner"),
          new Predefined(6181, "pg_read_all_data"),
          new Predefined(6182, "pg_write_all_data"),
          new Predefined(3373, "pg_monitor"),
          new Predefined(3374, "pg_read_all_settings"),
          new Predefined(3375, "pg_read_all_stats"),
          new Predefined(3377, "pg_stat_scan_tables"),
          new Predefined(4569, "pg_read_server_files"),
          new Predefined(4570, "pg_write_server_files"),
          new Predefined(4571, "pg_execute_server_program"),
          new Predefined(4200, "pg_signal_backend"),
          new Predefined(4544, "pg_checkpoint"),
          new Predefined(6337, "pg_maintain"),
          new Predefined(4550, "pg_use_reserved_connections"),
          new Predefined(6304, "pg_create_subscription"),
          new Predefined(6392, "pg_signal_autovacuum_worker"));

  private Bootstrap() {}

  public static void roles(Database shared) {
    Transaction transaction = shared.begin(IsolationLevel.READ_COMMITTED, false);
    transaction.beginStatement();
    put(
        transaction,
        new Role(
            Role.BOOTSTRAP,
            "postgres",
            true,
            true,
            true,
            true,
            true,
            true,
            true,
            -1,
            null,
            null,
            null));
    for (Predefined role : PREDEFINED_ROLES) {
      put(
          transaction,
          new Role(
              role.oid, role.name, false, true, false, false, false, false, false, -1, null, null,
              null));
    }
    for (int i = 0; i < MONITORS.size(); i++) {
      put(
          transaction,
          new Membership(
              FIRST_MEMBERSHIP + i, MONITORS.get(i), MONITOR, Role.BOOTSTRAP, false, true, true));
    }
    transaction.commit().await();
  }

  public static List<DatabaseEntry> databases() {
    return List.of(
        new DatabaseEntry(
            DatabaseEntry.TEMPLATE0,
            "template0",
            Role.BOOTSTRAP,
            DatabaseEntry.TEMPLATE0,
            true,
            false,
            -1,
            "unmodifiable empty database"),
        new DatabaseEntry(
            DatabaseEntry.TEMPLATE1,
            "template1",
            Role.BOOTSTRAP,
            DatabaseEntry.TEMPLATE1,
            true,
            true,
            -1,
            "default template for new databases"),
        new DatabaseEntry(
            DatabaseEntry.POSTGRES,
            "postgres",
            Role.BOOTSTRAP,
            DatabaseEntry.POSTGRES,
            false,
            true,
            -1,
            "default administrative connection database"));
  }

  /** Fills an empty database. */
  public static void schemas(Database database) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
    transaction.beginStatement();
    put(
        transaction,
        new Schema(Schema.PG_CATALOG, "pg_catalog", Role.BOOTSTRAP, "system catalog schema"));
    put(
        transaction,
        new Schema(Schema.INFORMATION_SCHEMA, "information_schema", Role.BOOTSTRAP, null));
    put(transaction, new Schema(Schema.PUBLIC, "public", DATABASE_OWNER, "standard public schema"));
    put(transaction, new Schema(Schema.HEAP, "heap", Role.BOOTSTRAP, "roots of free objects"));
    transaction.commit().await();
  }

  static void put(Transaction transaction, CatalogObject object) {
    transaction.put(SystemStores.CATALOG, CatalogCodec.key(object), CatalogCodec.encode(object));
  }
}
