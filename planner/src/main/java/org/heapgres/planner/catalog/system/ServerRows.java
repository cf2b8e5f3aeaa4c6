package org.heapgres.planner.catalog.system;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Membership;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.session.Clock;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.planner.settings.Setting;
import org.heapgres.planner.statistics.DatabaseActivity;
import org.heapgres.planner.statistics.TableActivity;
import org.heapgres.planner.types.TimeZones;
import org.heapgres.storage.HeapActivity;
import org.heapgres.storage.LockInfo;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Numeric;

/** What all databases share, and the server's and session's state. */
final class ServerRows {
  private static final int UTF8 = 6;
  private static final int DEFAULT_TABLESPACE = 1663;
  private static final int GLOBAL_TABLESPACE = 1664;
  private static final double MILLIS = 1e3;

  private ServerRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("pg_database", ServerRows::databases);
    makers.put("pg_roles", ServerRows::roleView);
    makers.put("pg_authid", ServerRows::roles);
    makers.put("pg_user", (source, rows) -> users(source, rows, false));
    makers.put("pg_shadow", (source, rows) -> users(source, rows, true));
    makers.put("pg_group", ServerRows::groups);
    makers.put("pg_tablespace", ServerRows::tablespaces);
    makers.put("pg_settings", ServerRows::settings);
    makers.put("pg_stat_activity", ServerRows::activity);
    makers.put("pg_stat_database", ServerRows::databaseStatistics);
    makers.put("pg_stat_wal", ServerRows::log);
    makers.put("pg_stat_checkpointer", ServerRows::checkpoints);
    makers.put("pg_locks", ServerRows::locks);
    makers.put("pg_prepared_statements", ServerRows::preparedStatements);
    makers.put("pg_cursors", ServerRows::cursors);
    makers.put("pg_prepared_xacts", ServerRows::preparedTransactions);
    makers.put("pg_timezone_names", ServerRows::zones);
  }

  private static SystemView view(ComputedRelation.Source source) {
    return source.session(SystemView.class);
  }

  private static void databases(ComputedRelation.Source source, RowSet rows) {
    for (DatabaseEntry database : source.catalog().shared().databases()) {
      rows.row()
          .set("oid", database.oid())
          .set("datname", database.name())
          .set("datdba", database.owner())
          .set("encoding", UTF8)
          .set("datlocprovider", "b")
          .set("datistemplate", database.template())
          .set("datallowconn", database.allowConnections())
          .set("datconnlimit", database.connectionLimit())
          .set("dattablespace", DEFAULT_TABLESPACE)
          .set("datcollate", "C.UTF-8")
          .set("datctype", "C.UTF-8")
          .set("datlocale", "C.UTF-8")
          .set("datacl", AccessRows.acl(source.catalog(), Securable.DATABASE, database.oid()));
    }
  }

  private static void roles(ComputedRelation.Source source, RowSet rows) {
    for (Role role : source.catalog().shared().roles()) {
      rows.row()
          .set("oid", role.oid())
          .set("rolname", role.name())
          .set("rolsuper", role.superuser())
          .set("rolinherit", role.inherit())
          .set("rolcreaterole", role.createRole())
          .set("rolcreatedb", role.createDatabase())
          .set("rolcanlogin", role.login())
          .set("rolreplication", role.replication())
          .set("rolbypassrls", role.bypassRowSecurity())
          .set("rolconnlimit", role.connectionLimit())
          .set("rolpassword", role.verifier())
          .set("rolvaliduntil", role.validUntil());
    }
  }

  private static void roleView(ComputedRelation.Source source, RowSet rows) {
    for (Role role : source.catalog().shared().roles()) {
      rows.row()
          .set("oid", role.oid())
          .set("rolname", role.name())
          .set("rolsuper", role.superuser())
          .set("rolinherit", role.inherit())
          .set("rolcreaterole", role.createRole())
          .set("rolcreatedb", role.createDatabase())
          .set("rolcanlogin", role.login())
          .set("rolreplication", role.replication())
          .set("rolbypassrls", role.bypassRowSecurity())
          .set("rolconnlimit", role.connectionLimit())
          .set("rolpassword", "********")
          .set("rolvaliduntil", role.validUntil())
          .set("rolconfig", AccessRows.config(source.catalog(), role));
    }
  }

  private static void users(ComputedRelation.Source source, RowSet rows, boolean shadow) {
    for (Role role : source.catalog().shared().roles()) {
      if (role.login()) {
        rows.row()
            .set("usename", role.name())
            .set("usesysid", role.oid())
            .set("usecreatedb", role.createDatabase())
            .set("usesuper", role.superuser())
            .set("userepl", role.replication())
            .set("usebypassrls", role.bypassRowSecurity())
            .set("passwd", shadow ? role.verifier() : "********")
            .set("valuntil", role.validUntil());
      }
    }
  }

  private static void groups(ComputedRelation.Source source, RowSet rows) {
    for (Role role : source.catalog().shared().roles()) {
      if (!role.login()) {
        rows.row()
            .set("groname", role.name())
            .set("grosysid", role.oid())
            .set(
                "grolist",
                source.catalog().shared().memberships().all().stream()
                    .filter(membership -> membership.role() == role.oid())
                    .map(Membership::member)
                    .toList());
      }
    }
  }

  private static void tablespaces(ComputedRelation.Source source, RowSet rows) {
    rows.row()
        .set("oid", DEFAULT_TABLESPACE)
        .set("spcname", "pg_default")
        .set("spcowner", Role.BOOTSTRAP);
    rows.row()
        .set("oid", GLOBAL_TABLESPACE)
        .set("spcname", "pg_global")
        .set("spcowner", Role.BOOTSTRAP);
  }

  private static void settings(ComputedRelation.Source source, RowSet rows) {
    SessionSettings settings = view(source).settings();
    for (Setting setting : settings.all()) {
      rows.row()
          .set("name", setting.name())
          .set("setting", settings.value(setting.name()))
          .set("unit", setting.unit())
          .set("category", setting.category())
          .set("short_desc", setting.description())
          .set("extra_desc", setting.detail())
          .set("context", setting.context().label())
          .set("vartype", setting.type().label())
          .set("source", settings.source(setting.name()))
          .set("min_val", setting.minimum())
          .set("max_val", setting.maximum())
          .set(
              "enumvals",
              setting.values() == null || setting.values().isEmpty() ? null : setting.values())
          .set("boot_val", setting.initial())
          .set("reset_val", settings.resetValue(setting))
          .set("pending_restart", false);
    }
  }

  private static Long timeOrNull(long micros) {
    return micros == 0 ? null : (Long) micros;
  }

  private static void activity(ComputedRelation.Source source, RowSet rows) {
    for (SystemView.Backend backend : view(source).backends()) {
      rows.row()
          .set("datid", backend.database())
          .set("datname", backend.databaseName())
          .set("pid", backend.pid())
          .set(
              "usesysid",
              source.catalog().shared().role(backend.user()).map(Role::oid).orElse(null))
          .set("usename", backend.user())
          .set("application_name", backend.applicationName())
          .set("client_port", -1)
          .set("backend_start", timeOrNull(backend.started()))
          .set("xact_start", timeOrNull(backend.transactionStarted()))
          .set("query_start", timeOrNull(backend.queryStarted()))
          .set("state_change", timeOrNull(backend.stateChanged()))
          .set("wait_event_type", waitEventType(backend))
          .set("wait_event", waitEvent(backend))
          .set("state", backend.state())
          .set("query", backend.query())
          .set("backend_type", backend.client() ? "client backend" : "background worker");
    }
  }

  /** Of the kinds of waits that the manual's table 27.4 lists; null while it works. */
  private static String waitEventType(SystemView.Backend backend) {
    return backend.waiting() != null
        ? "Lock"
        : backend.state().startsWith("idle") ? "Client" : null;
  }

  private static String waitEvent(SystemView.Backend backend) {
    return backend.waiting() != null
        ? lockType(backend.waiting().tag())
        : backend.state().startsWith("idle") ? "ClientRead" : null;
  }

  private static void databaseStatistics(ComputedRelation.Source source, RowSet rows) {
    List<SystemView.Backend> backends = view(source).backends();
    for (DatabaseEntry database : source.catalog().shared().databases()) {
      Optional<SystemView.Damaged> damaged = view(source).damaged(database.oid());
      DatabaseActivity activity = view(source).databaseActivity(database.oid());
      HeapActivity.OfDatabase storage = view(source).storageActivity(database);
      rows.row()
          .set("datid", database.oid())
          .set("datname", database.name())
          .set(
              "numbackends",
              backends.stream().filter(b -> b.client() && b.database() == database.oid()).count())
          .set("xact_commit", activity.commits())
          .set("xact_rollback", activity.rollbacks())
          .set("blks_read", storage.storedReads())
          .set("blks_hit", storage.cachedReads())
          .set("tup_returned", activity.returned())
          .set("tup_fetched", activity.fetched())
          .set("deadlocks", storage.deadlocks())
          .set("conflicts", 0)
          .set("blk_read_time", 0)
          .set("blk_write_time", 0)
          .set("parallel_workers_to_launch", 0)
          .set("parallel_workers_launched", 0)
          .set("tup_inserted", activity.sum(TableActivity::inserted))
          .set("tup_updated", activity.sum(TableActivity::updated))
          .set("tup_deleted", activity.sum(TableActivity::deleted))
          .set("sessions", activity.sessions())
          .set("temp_files", view(source).temporaryFiles(database.oid()))
          .set("temp_bytes", view(source).temporaryBytes(database.oid()))
          .set("checksum_failures", damaged.map(SystemView.Damaged::files).orElse(0L))
          .set("checksum_last_failure", damaged.map(SystemView.Damaged::lastFoundAt).orElse(null));
    }
  }

  private static void log(ComputedRelation.Source source, RowSet rows) {
    HeapActivity activity = view(source).heapActivity();
    rows.row()
        .set("wal_records", activity.commits())
        .set("wal_fpi", 0)
        .set("wal_bytes", Numeric.of(activity.logBytes()))
        .set("wal_buffers_full", 0)
        .set("stats_reset", view(source).serverStarted());
  }

  private static void checkpoints(ComputedRelation.Source source, RowSet rows) {
    HeapActivity activity = view(source).heapActivity();
    long done = activity.checkpoints().count();
    rows.row()
        .set("num_timed", done)
        .set("num_requested", 0)
        .set("num_done", done)
        .set("restartpoints_timed", 0)
        .set("restartpoints_req", 0)
        .set("restartpoints_done", 0)
        .set("write_time", activity.applies().seconds() * MILLIS)
        .set("sync_time", activity.checkpoints().seconds() * MILLIS)
        .set("buffers_written", 0)
        .set("slru_written", 0)
        .set("stats_reset", view(source).serverStarted());
  }

  private static String lockType(LockTag tag) {
    return switch (tag) {
      case LockTag.Relation _ -> "relation";
      case LockTag.Catalogued _ -> "object";
      case LockTag.OfTransaction _ -> "transactionid";
      case LockTag.Advisory _, LockTag.AdvisoryPair _ -> "advisory";
    };
  }

  private static void locks(ComputedRelation.Source source, RowSet rows) {
    SystemView view = view(source);
    view.virtualTransactions()
        .forEach(
            (id, pid) ->
                rows.row()
                    .set("locktype", "virtualxid")
                    .set("virtualxid", id)
                    .set("virtualtransaction", id)
                    .set("pid", pid)
                    .set("mode", LockMode.EXCLUSIVE.pgName())
                    .set("granted", true)
                    .set("fastpath", true));
    for (SystemView.Lock lock : view.locks()) {
      LockInfo info = lock.info();
      rows.row()
          .set("locktype", lockType(info.tag()))
          .set("virtualtransaction", lock.transaction())
          .set("pid", info.pid() == 0 ? null : info.pid())
          .set("mode", info.mode())
          .set("granted", info.granted())
          .set("fastpath", false)
          .set("waitstart", timeOrNull(info.waitingSince()));
      if (!(info.tag() instanceof LockTag.OfTransaction)) {
        rows.set("database", lock.database());
      }
      switch (info.tag()) {
        case LockTag.Relation(long oid) -> rows.set("relation", oid);
        case LockTag.Catalogued(long classOid, long oid) ->
            rows.set("classid", classOid).set("objid", oid).set("objsubid", 0);
        case LockTag.OfTransaction(long id) -> rows.set("transactionid", id);
        case LockTag.Advisory(long key) ->
            rows.set("classid", key >>> 32).set("objid", key & 0xffff_ffffL).set("objsubid", 1);
        case LockTag.AdvisoryPair(int key1, int key2) ->
            rows.set("classid", Integer.toUnsignedLong(key1))
                .set("objid", Integer.toUnsignedLong(key2))
                .set("objsubid", 2);
      }
    }
  }

  private static void preparedStatements(ComputedRelation.Source source, RowSet rows) {
    for (SystemView.PreparedStatement statement : view(source).preparedStatements()) {
      rows.row()
          .set("name", statement.name())
          .set("statement", statement.statement())
          .set("prepare_time", statement.preparedAt())
          .set("parameter_types", statement.parameterTypes())
          .set("from_sql", statement.fromSql())
          .set("generic_plans", 0)
          .set("custom_plans", 0);
    }
  }

  private static void cursors(ComputedRelation.Source source, RowSet rows) {
    for (SystemView.OpenCursor cursor : view(source).cursors()) {
      rows.row()
          .set("name", cursor.name())
          .set("statement", cursor.statement())
          .set("is_holdable", cursor.holdable())
          .set("is_binary", cursor.binary())
          .set("is_scrollable", cursor.scrollable())
          .set("creation_time", cursor.createdAt());
    }
  }

  private static void preparedTransactions(ComputedRelation.Source source, RowSet rows) {
    for (SystemView.PreparedTransaction prepared : view(source).preparedTransactions()) {
      rows.row()
          .set("transaction", prepared.id())
          .set("gid", prepared.gid())
          .set("prepared", prepared.preparedAt())
          .set(
              "owner",
              source.catalog().shared().roles().stream()
                  .filter(role -> role.oid() == prepared.owner())
                  .findFirst()
                  .map(Role::name)
                  .orElse(null))
          .set("database", prepared.databaseName());
    }
  }

  private static void zones(ComputedRelation.Source source, RowSet rows) {
    Instant now = Instant.now();
    for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      ZoneId zone = ZoneId.of(id);
      ZoneOffset offset = zone.getRules().getOffset(now);
      rows.row()
          .set("name", id)
          .set("abbrev", TimeZones.abbreviationAt(zone, Clock.micros(now)))
          .set("utc_offset", new Interval(0, 0, offset.getTotalSeconds() * 1_000_000L))
          .set("is_dst", zone.getRules().isDaylightSavings(now));
    }
  }
}
