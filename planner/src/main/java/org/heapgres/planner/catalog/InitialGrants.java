package org.heapgres.planner.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heapgres.planner.functions.BuiltInFunctions;

/**
 * The privileges on built-in objects as initdb leaves them, where they are not the kind's defaults:
 * everybody reads the system relations but a few, and some functions are for superusers and
 * predefined roles only.
 */
public final class InitialGrants {
  private static final int DATABASE_OWNER = 6171;
  private static final int MONITOR = 3373;
  private static final int READ_ALL_STATS = 3375;

  /** Relations that only superusers read. */
  private static final Set<String> HIDDEN_RELATIONS =
      Set.of(
          "pg_statistic",
          "pg_authid",
          "pg_shadow",
          "pg_statistic_ext_data",
          "pg_ident_file_mappings",
          "pg_file_settings",
          "pg_hba_file_rules",
          "pg_config",
          "pg_user_mapping",
          "pg_replication_origin_status",
          "pg_subscription",
          "pg_largeobject");

  private static final Set<String> STATISTICS_RELATIONS =
      Set.of(
          "pg_backend_memory_contexts",
          "pg_shmem_allocations",
          "pg_shmem_allocations_numa",
          "pg_aios");

  private static final Set<String> UNSHARED_RELATIONS =
      Set.of(
          "sql_parts",
          "transforms",
          "_pg_foreign_table_columns",
          "_pg_foreign_servers",
          "_pg_foreign_data_wrappers",
          "_pg_foreign_tables",
          "_pg_user_mappings");

  private static final List<String> HIDDEN_FUNCTIONS =
      List.of(
          "lo_import",
          "lo_export",
          "pg_stat_reset",
          "pg_stat_reset_single_table_counters",
          "pg_stat_reset_single_function_counters",
          "pg_stat_reset_backend_stats",
          "pg_stat_reset_replication_slot",
          "pg_stat_reset_subscription_stats",
          "pg_stat_reset_shared",
          "pg_stat_reset_slru",
          "pg_stat_have_stats",
          "pg_hba_file_rules",
          "pg_ident_file_mappings",
          "pg_create_restore_point",
          "pg_switch_wal",
          "pg_log_standby_snapshot",
          "pg_wal_replay_pause",
          "pg_wal_replay_resume",
          "pg_rotate_logfile",
          "pg_reload_conf",
          "pg_read_file",
          "pg_read_binary_file",
          "pg_stat_file",
          "pg_ls_dir",
          "pg_replication_origin_create",
          "pg_replication_origin_drop",
          "pg_replication_origin_oid",
          "pg_replication_origin_advance",
          "pg_replication_origin_progress",
          "pg_replication_origin_session_is_setup",
          "pg_replication_origin_session_progress",
          "pg_replication_origin_session_reset",
          "pg_replication_origin_session_setup",
          "pg_replication_origin_xact_reset",
          "pg_replication_origin_xact_setup",
          "pg_show_replication_origin_status",
          "pg_show_all_file_settings",
          "pg_config",
          "pg_backup_start",
          "pg_backup_stop",
          "pg_promote",
          "pg_log_backend_memory_contexts");

  private static final List<String> MONITOR_FUNCTIONS =
      List.of(
          "pg_current_logfile",
          "pg_ls_waldir",
          "pg_ls_archive_statusdir",
          "pg_ls_summariesdir",
          "pg_ls_tmpdir",
          "pg_ls_logicalsnapdir",
          "pg_ls_logicalmapdir",
          "pg_ls_logdir",
          "pg_ls_replslotdir");

  private static final List<String> STATISTICS_FUNCTIONS =
      List.of(
          "pg_get_shmem_allocations",
          "pg_get_shmem_allocations_numa",
          "pg_get_backend_memory_contexts",
          "pg_get_aios");

  private static final Map<Integer, Acl> FUNCTIONS = functions();
  private static final Map<Integer, Acl> SCHEMAS =
      Map.of(
          Schema.PG_CATALOG, schema(Role.BOOTSTRAP),
          Schema.INFORMATION_SCHEMA, schema(Role.BOOTSTRAP),
          Schema.HEAP, schema(Role.BOOTSTRAP),
          Schema.PUBLIC, schema(DATABASE_OWNER));

  private InitialGrants() {}

  private static Map<Integer, Acl> functions() {
    Map<Integer, Acl> result = new HashMap<>();
    Acl own = owned(Securable.FUNCTION);
    HIDDEN_FUNCTIONS.forEach(name -> put(result, name, own));
    MONITOR_FUNCTIONS.forEach(name -> put(result, name, with(own, MONITOR, Privilege.EXECUTE)));
    STATISTICS_FUNCTIONS.forEach(
        name -> put(result, name, with(own, READ_ALL_STATS, Privilege.EXECUTE)));
    return result;
  }

  private static void put(Map<Integer, Acl> into, String function, Acl acl) {
    BuiltInFunctions.procs(function).forEach(proc -> into.put(proc.oid(), acl));
  }

  private static Acl owned(Securable kind) {
    return new Acl(List.of(new AclItem(Role.BOOTSTRAP, Role.BOOTSTRAP, kind.all(), 0)));
  }

  private static Acl with(Acl acl, int role, Privilege privilege) {
    return acl.grant(role, Role.BOOTSTRAP, privilege.bit(), 0, Role.BOOTSTRAP);
  }

  private static Acl schema(int owner) {
    return new Acl(
        List.of(
            new AclItem(owner, owner, Securable.SCHEMA.all(), 0),
            new AclItem(AclItem.PUBLIC, owner, Privilege.USAGE.bit(), 0)));
  }

  /** Takes what an object has. */
  @FunctionalInterface
  public interface Reader {
    void take(Securable kind, int oid, Acl acl);
  }

  /** Those of all functions, schemas and relations that have some. */
  public static void forEach(Catalog catalog, Reader reader) {
    FUNCTIONS.forEach((oid, acl) -> reader.take(Securable.FUNCTION, oid, acl));
    SCHEMAS.forEach((oid, acl) -> reader.take(Securable.SCHEMA, oid, acl));
    for (Relation relation : catalog.systemRelations().relations()) {
      Acl acl = of(relation.oid(), Securable.RELATION, catalog);
      if (acl != null) {
        reader.take(Securable.RELATION, relation.oid(), acl);
      }
    }
  }

  /** Null where the kind's defaults hold. */
  static Acl of(int oid, Securable kind, Catalog catalog) {
    return switch (kind) {
      case SCHEMA -> SCHEMAS.get(oid);
      case FUNCTION, PROCEDURE -> FUNCTIONS.get(oid);
      case RELATION ->
          catalog.systemRelations().relation(oid).orElse(null) instanceof ComputedRelation relation
              ? relation(relation)
              : null;
      case DATABASE ->
          oid == DatabaseEntry.TEMPLATE0 || oid == DatabaseEntry.TEMPLATE1
              ? new Acl(
                  List.of(
                      new AclItem(AclItem.PUBLIC, Role.BOOTSTRAP, Privilege.CONNECT.bit(), 0),
                      new AclItem(Role.BOOTSTRAP, Role.BOOTSTRAP, Securable.DATABASE.all(), 0)))
              : null;
      default -> null;
    };
  }

  private static Acl relation(ComputedRelation relation) {
    Acl own = owned(Securable.RELATION);
    String name = relation.name();
    if (HIDDEN_RELATIONS.contains(name)) {
      return own;
    }
    if (STATISTICS_RELATIONS.contains(name)) {
      return with(own, READ_ALL_STATS, Privilege.SELECT);
    }
    if (UNSHARED_RELATIONS.contains(name)) {
      return null;
    }
    Acl read = with(own, AclItem.PUBLIC, Privilege.SELECT);
    return name.equals("pg_settings") ? with(read, AclItem.PUBLIC, Privilege.UPDATE) : read;
  }
}
