package org.heapgres.planner.catalog;

/** Something with an oid that the catalog keeps a record of. */
public sealed interface CatalogObject
    permits DatabaseEntry,
        Role,
        Membership,
        RoleSettings,
        Grants,
        DefaultPrivileges,
        Schema,
        Relation,
        FunctionEntry,
        SchemaMember,
        Trigger,
        UserType,
        OperatorEntry,
        CastEntry,
        Extension,
        ModuleEntry,
        RootEntry,
        Description,
        Policy {
  int oid();

  String name();

  /** The role that owns it; a role owns itself. */
  int owner();

  /** COMMENT ON; null for none. */
  String comment();
}
