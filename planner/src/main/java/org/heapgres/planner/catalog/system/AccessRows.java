package org.heapgres.planner.catalog.system;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.heapgres.planner.ServerFiles;
import org.heapgres.planner.catalog.Acl;
import org.heapgres.planner.catalog.AclItem;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.DefaultPrivileges;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Grants;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.InitialGrants;
import org.heapgres.planner.catalog.Membership;
import org.heapgres.planner.catalog.Policy;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.RoleSettings;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;

/** Roles' memberships and settings, privileges, and row security policies. */
final class AccessRows {
  private static final List<Privilege> OF_COLUMNS =
      List.of(Privilege.INSERT, Privilege.SELECT, Privilege.UPDATE, Privilege.REFERENCES);

  /** One privilege of one role on something. */
  private record Granted(
      String grantor, String grantee, int role, Privilege what, boolean option) {}

  private static final int PG_PROC = 1255;
  private static final int PG_CLASS = 1259;
  private static final int PG_NAMESPACE = 2615;

  private AccessRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("pg_init_privs", AccessRows::initial);
    makers.put("pg_auth_members", AccessRows::memberships);
    makers.put("pg_db_role_setting", AccessRows::settings);
    makers.put("pg_default_acl", AccessRows::defaults);
    makers.put("pg_hba_file_rules", AccessRows::hbaRules);
    makers.put("pg_ident_file_mappings", AccessRows::identMappings);
    makers.put("pg_policy", AccessRows::policies);
    makers.put("pg_policies", AccessRows::policyView);
    makers.put("applicable_roles", (source, rows) -> applicable(source, rows, false));
    makers.put(
        "administrable_role_authorizations", (source, rows) -> applicable(source, rows, true));
    makers.put("table_privileges", (source, rows) -> tables(source, rows, true));
    makers.put("role_table_grants", (source, rows) -> tables(source, rows, false));
    makers.put("column_privileges", (source, rows) -> columns(source, rows, true));
    makers.put("role_column_grants", (source, rows) -> columns(source, rows, false));
    makers.put("routine_privileges", (source, rows) -> routines(source, rows, true));
    makers.put("role_routine_grants", (source, rows) -> routines(source, rows, false));
    makers.put("usage_privileges", (source, rows) -> sequences(source, rows, true));
    makers.put("role_usage_grants", (source, rows) -> sequences(source, rows, false));
  }

  /** An object's acl as its catalog shows it; null where the defaults hold. */
  static List<String> acl(Catalog catalog, Securable kind, int oid) {
    return texts(catalog, Rights.explicit(catalog, kind, oid));
  }

  static List<String> columnAcl(Catalog catalog, Relation relation, Column column) {
    return texts(
        catalog,
        catalog
            .grants(relation.oid())
            .map(Grants::columns)
            .map(columns -> columns.get((int) column.attnum()))
            .orElse(null));
  }

  private static List<String> texts(Catalog catalog, Acl acl) {
    return acl == null
        ? null
        : acl.items().stream().map(item -> item.text(catalog.shared())).toList();
  }

  private static void initial(ComputedRelation.Source source, RowSet rows) {
    InitialGrants.forEach(
        source.catalog(),
        (kind, oid, acl) ->
            rows.row()
                .set("objoid", oid)
                .set("classoid", catalogOf(kind))
                .set("objsubid", 0)
                .set("privtype", "i")
                .set("initprivs", texts(source.catalog(), acl)));
  }

  /** The catalog that the objects of a kind with initial privileges are in. */
  private static int catalogOf(Securable kind) {
    return switch (kind) {
      case FUNCTION -> PG_PROC;
      case SCHEMA -> PG_NAMESPACE;
      default -> PG_CLASS;
    };
  }

  private static void memberships(ComputedRelation.Source source, RowSet rows) {
    for (Membership membership : source.catalog().shared().memberships().all()) {
      rows.row()
          .set("oid", membership.oid())
          .set("roleid", membership.role())
          .set("member", membership.member())
          .set("grantor", membership.grantor())
          .set("admin_option", membership.admin())
          .set("inherit_option", membership.inherit())
          .set("set_option", membership.set());
    }
  }

  private static void settings(ComputedRelation.Source source, RowSet rows) {
    for (RoleSettings settings : source.catalog().shared().settings()) {
      rows.row()
          .set("setdatabase", settings.database())
          .set("setrole", settings.role())
          .set("setconfig", config(settings));
    }
  }

  static List<String> config(RoleSettings settings) {
    return new TreeMap<>(settings.values())
        .entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
  }

  private static void defaults(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (DefaultPrivileges defaults : catalog.defaultPrivileges()) {
      char code = defaults.kind() == Securable.SEQUENCE ? 'S' : defaults.kind().code();
      rows.row()
          .set("oid", defaults.oid())
          .set("defaclrole", defaults.role())
          .set("defaclnamespace", defaults.schema())
          .set("defaclobjtype", code)
          .set("defaclacl", texts(catalog, defaults.acl()));
    }
  }

  private static void hbaRules(ComputedRelation.Source source, RowSet rows) {
    for (ServerFiles.HbaLine line : source.session(SystemView.class).serverFiles().hbaLines()) {
      rows.row()
          .set("rule_number", line.ruleNumber())
          .set("file_name", line.fileName())
          .set("line_number", line.lineNumber())
          .set("type", line.type())
          .set("database", line.database())
          .set("user_name", line.userName())
          .set("address", line.address())
          .set("netmask", line.netmask())
          .set("auth_method", line.authMethod())
          .set("options", line.options())
          .set("error", line.error());
    }
  }

  private static void identMappings(ComputedRelation.Source source, RowSet rows) {
    for (ServerFiles.IdentLine line : source.session(SystemView.class).serverFiles().identLines()) {
      rows.row()
          .set("map_number", line.mapNumber())
          .set("file_name", line.fileName())
          .set("line_number", line.lineNumber())
          .set("map_name", line.mapName())
          .set("sys_name", line.sysName())
          .set("pg_username", line.pgUsername())
          .set("error", line.error());
    }
  }

  private static void eachPolicy(Catalog catalog, RowSet rows, Consumer<Policy> action) {
    Stream<? extends CatalogObject> objects =
        rows.isNarrowed()
            ? rows.relations().stream().flatMap(r -> catalog.policies(r.oid()).stream())
            : catalog.objects().stream();
    objects
        .filter(Policy.class::isInstance)
        .map(Policy.class::cast)
        .sorted(Comparator.comparingLong(policy -> Integer.toUnsignedLong(policy.oid())))
        .forEach(action);
  }

  private static void policies(ComputedRelation.Source source, RowSet rows) {
    eachPolicy(
        source.catalog(),
        rows,
        policy ->
            rows.row()
                .set("oid", policy.oid())
                .set("polname", policy.name())
                .set("polrelid", policy.table())
                .set("polcmd", policy.command())
                .set("polpermissive", policy.permissive())
                .set("polroles", policy.roles())
                .set("polqual", policy.using())
                .set("polwithcheck", policy.withCheck()));
  }

  private static void policyView(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    SystemView view = source.session(SystemView.class);
    eachPolicy(
        catalog,
        rows,
        policy -> {
          Table table = catalog.table(policy.table()).orElseThrow();
          rows.row()
              .set("schemaname", catalog.schemaName(table.schema()))
              .set("tablename", table.name())
              .set("policyname", policy.name())
              .set("permissive", policy.permissive() ? "PERMISSIVE" : "RESTRICTIVE")
              .set("roles", policy.roles().stream().map(oid -> grantee(catalog, oid)).toList())
              .set("cmd", commandName(policy.command()))
              .set("qual", shown(view, policy.using(), table))
              .set("with_check", shown(view, policy.withCheck(), table));
        });
  }

  private static String shown(SystemView view, String expression, Table table) {
    return expression == null ? null : view.shown(expression, table);
  }

  private static String commandName(char command) {
    return switch (command) {
      case 'r' -> "SELECT";
      case 'a' -> "INSERT";
      case 'w' -> "UPDATE";
      case 'd' -> "DELETE";
      default -> "ALL";
    };
  }

  private static String grantee(Catalog catalog, int oid) {
    return oid == AclItem.PUBLIC ? "public" : catalog.shared().roleName(oid);
  }

  private static Rights rights(ComputedRelation.Source source) {
    Catalog catalog = source.catalog();
    int role = source.session(SystemView.class).currentRole();
    return new Rights(catalog, catalog.shared().role(role).orElseThrow());
  }

  private static void applicable(
      ComputedRelation.Source source, RowSet rows, boolean administrable) {
    Rights rights = rights(source);
    var shared = source.catalog().shared();
    for (Membership membership : shared.memberships().all()) {
      if (rights.hasPrivilegesOf(membership.member()) && (membership.admin() || !administrable)) {
        rows.row()
            .set("grantee", shared.roleName(membership.member()))
            .set("role_name", shared.roleName(membership.role()))
            .set("is_grantable", membership.admin());
      }
    }
  }

  /** Each privilege in an acl that the user is to know of: one that a role of his has or gave. */
  private static void each(
      ComputedRelation.Source source,
      Acl acl,
      int owner,
      boolean everybodys,
      Consumer<Granted> out) {
    Catalog catalog = source.catalog();
    Rights rights = rights(source);
    for (AclItem item : acl.items()) {
      boolean toAll = item.grantee() == AclItem.PUBLIC;
      boolean known =
          rights.hasPrivilegesOf(item.grantor())
              || (toAll ? everybodys : rights.hasPrivilegesOf(item.grantee()));
      if (!known) {
        continue;
      }
      boolean owns =
          !toAll
              && catalog
                  .shared()
                  .role(item.grantee())
                  .filter(role -> new Rights(catalog, role).hasPrivilegesOf(owner))
                  .isPresent();
      for (Privilege privilege : Privilege.values()) {
        if ((item.privileges() & privilege.bit()) != 0) {
          out.accept(
              new Granted(
                  catalog.shared().roleName(item.grantor()),
                  toAll ? "PUBLIC" : catalog.shared().roleName(item.grantee()),
                  item.grantee(),
                  privilege,
                  owns || (item.grantable() & privilege.bit()) != 0));
        }
      }
    }
  }

  private static RowSet row(RowSet rows, Granted granted) {
    return rows.row()
        .set("grantor", granted.grantor)
        .set("grantee", granted.grantee)
        .set("privilege_type", granted.what.label())
        .set("is_grantable", granted.option);
  }

  private static void tables(ComputedRelation.Source source, RowSet rows, boolean everybodys) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.allRelations()) {
      if (isTable(relation)) {
        Acl acl = Rights.acl(catalog, Securable.RELATION, relation.oid(), relation.owner());
        each(
            source,
            acl,
            relation.owner(),
            everybodys,
            granted -> {
              if (granted.what != Privilege.MAINTAIN) {
                row(rows, granted)
                    .set("table_catalog", catalog.database().name())
                    .set("table_schema", catalog.schemaName(relation.schema()))
                    .set("table_name", relation.name())
                    .set("with_hierarchy", granted.what == Privilege.SELECT);
              }
            });
      }
    }
  }

  private static boolean isTable(Relation relation) {
    return !(relation instanceof Index)
        && !(relation instanceof Sequence)
        && relation.kind() != 'm';
  }

  private static void columns(ComputedRelation.Source source, RowSet rows, boolean everybodys) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.allRelations()) {
      if (!isTable(relation)) {
        continue;
      }
      Acl whole = Rights.acl(catalog, Securable.RELATION, relation.oid(), relation.owner());
      for (Column column : relation.columns()) {
        Acl own =
            catalog
                .grants(relation.oid())
                .map(grants -> grants.columns().get((int) column.attnum()))
                .orElse(Acl.EMPTY);
        java.util.Set<Granted> seen = new java.util.LinkedHashSet<>();
        each(source, whole, relation.owner(), everybodys, seen::add);
        each(source, own, relation.owner(), everybodys, seen::add);
        for (Granted granted : seen) {
          if (OF_COLUMNS.contains(granted.what)) {
            row(rows, granted)
                .set("table_catalog", catalog.database().name())
                .set("table_schema", catalog.schemaName(relation.schema()))
                .set("table_name", relation.name())
                .set("column_name", column.name());
          }
        }
      }
    }
  }

  private static void routines(ComputedRelation.Source source, RowSet rows, boolean everybodys) {
    Catalog catalog = source.catalog();
    for (CatalogObject object : catalog.objects()) {
      if (object instanceof FunctionEntry function) {
        Acl acl = Rights.acl(catalog, Securable.FUNCTION, function.oid(), function.owner());
        String schema = catalog.schemaName(function.schema());
        each(
            source,
            acl,
            function.owner(),
            everybodys,
            granted ->
                row(rows, granted)
                    .set("specific_catalog", catalog.database().name())
                    .set("specific_schema", schema)
                    .set(
                        "specific_name",
                        function.name() + "_" + Integer.toUnsignedString(function.oid()))
                    .set("routine_catalog", catalog.database().name())
                    .set("routine_schema", schema)
                    .set("routine_name", function.name()));
      }
    }
  }

  private static void sequences(ComputedRelation.Source source, RowSet rows, boolean everybodys) {
    Catalog catalog = source.catalog();
    for (Relation relation : catalog.relations()) {
      if (relation instanceof Sequence sequence) {
        Acl acl = Rights.acl(catalog, Securable.SEQUENCE, sequence.oid(), sequence.owner());
        each(
            source,
            acl,
            sequence.owner(),
            everybodys,
            granted -> {
              if (granted.what == Privilege.USAGE) {
                row(rows, granted)
                    .set("object_catalog", catalog.database().name())
                    .set("object_schema", catalog.schemaName(sequence.schema()))
                    .set("object_name", sequence.name())
                    .set("object_type", "SEQUENCE");
              }
            });
      }
    }
  }

  /** The settings of a role for all databases, as pg_roles shows them. */
  static List<String> config(Catalog catalog, Role role) {
    return catalog.shared().settings(0, role.oid()).map(AccessRows::config).orElse(null);
  }
}
