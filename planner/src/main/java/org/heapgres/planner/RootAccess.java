package org.heapgres.planner;

import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Schema;

/**
 * The rights of a session's role to roots of free objects. Who may read or change a root may do so
 * with all that it reaches. Used by the session's thread.
 */
public interface RootAccess {
  /** Whether the role may do everything. */
  boolean unrestricted();

  /** Of a root that there is. */
  boolean has(Schema schema, String name, Privilege privilege);

  /** 42501 unless the role has the privilege on a root that there is. */
  void require(Schema schema, String name, Privilege privilege);

  /** Whether the role may read an object: some root that it may read reaches it. */
  boolean mayRead(long oid);

  /** Whether some root that the role may change reaches the object. */
  boolean mayChange(long oid);

  /** A root is new, and the role's; 42501 unless it may make one there. */
  void made(Schema schema, String name);

  /** A root is to go; 42501 unless it is the role's, or the schema is. */
  void remove(Schema schema, String name);
}
