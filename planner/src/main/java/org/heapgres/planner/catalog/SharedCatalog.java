package org.heapgres.planner.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Roles and databases, which all databases share. Immutable and thread-safe. */
public final class SharedCatalog {
  private final Map<Integer, Role> roles = new HashMap<>();
  private final Map<String, Role> rolesByName = new HashMap<>();
  private final Map<Integer, DatabaseEntry> databases = new HashMap<>();
  private final Map<String, DatabaseEntry> databasesByName = new HashMap<>();

  public SharedCatalog(Collection<Role> roles, Collection<DatabaseEntry> databases) {
    for (Role role : roles) {
      this.roles.put(role.oid(), role);
      rolesByName.put(role.name(), role);
    }
    for (DatabaseEntry database : databases) {
      this.databases.put(database.oid(), database);
      databasesByName.put(database.name(), database);
    }
  }

  public Optional<Role> role(String name) {
    return Optional.ofNullable(rolesByName.get(name));
  }

  public Optional<Role> role(int oid) {
    return Optional.ofNullable(roles.get(oid));
  }

  public Collection<Role> roles() {
    return Collections.unmodifiableCollection(roles.values());
  }

  /** The name that pg_get_userbyid gives. */
  public String roleName(int oid) {
    return role(oid).map(Role::name).orElseGet(() -> "unknown (OID=" + oid + ")");
  }

  public Optional<DatabaseEntry> database(String name) {
    return Optional.ofNullable(databasesByName.get(name));
  }

  public Optional<DatabaseEntry> database(int oid) {
    return Optional.ofNullable(databases.get(oid));
  }

  public Collection<DatabaseEntry> databases() {
    return Collections.unmodifiableCollection(databases.values());
  }
}
