package org.heapgres.planner.ddl;

import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.OperatorEntry;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.RootEntry;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SchemaMember;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.RootRights;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TransactionState;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** ALTER ... OWNER TO. */
final class Owners {
  private Owners() {}

  /** The role that a statement names. */
  static Role role(Session session, RoleSpec spec) {
    return switch (spec.roletype()) {
      case ROLESPEC_CURRENT_ROLE, ROLESPEC_CURRENT_USER -> session.environment().currentRole();
      case ROLESPEC_SESSION_USER -> session.environment().sessionRole();
      case ROLESPEC_CSTRING ->
          session
              .catalog()
              .shared()
              .role(spec.rolename())
              .orElseThrow(
                  () ->
                      new PgException(
                          SqlState.UNDEFINED_OBJECT,
                          "role \"" + spec.rolename() + "\" does not exist"));
      case ROLESPEC_PUBLIC ->
          throw new PgException(SqlState.UNDEFINED_OBJECT, "role \"public\" does not exist");
    };
  }

  /** As {@link #change}, by somebody who may do so, for a role that may have it. */
  static void checkAndChange(Session session, CatalogObject object, Role owner) {
    if (object.owner() == owner.oid()) {
      return;
    }
    if (!session.superuser()) {
      Permissions.requireOwner(session, object);
      Permissions.requireMaySetRole(session, owner);
      int schema =
          switch (object) {
            case Relation relation -> relation.schema();
            case FunctionEntry function -> function.schema();
            case OperatorEntry operator -> operator.schema();
            case SchemaMember member -> member.schema();
            default -> 0;
          };
      session
          .catalog()
          .schema(schema)
          .filter(s -> !new Rights(session.catalog(), owner).has(s, Privilege.CREATE))
          .ifPresent(
              s -> {
                throw Permissions.denied("schema " + s.name());
              });
      if (object instanceof Schema) {
        Permissions.require(session, session.catalog().database(), Privilege.CREATE);
      }
      if (object instanceof DatabaseEntry
          && !session.environment().currentRole().createDatabase()) {
        throw new PgException(
            SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to change owner of database");
      }
    }
    change(session, object, owner);
  }

  static void change(Session session, CatalogObject object, Role owner) {
    TransactionState transaction = session.transaction();
    int oid = owner.oid();
    switch (object) {
      case Schema schema -> transaction.put(schema.withOwner(oid));
      case RootEntry root -> transaction.put(root.withOwner(oid));
      case ComputedRelation root when root.schema() == Schema.HEAP ->
          change(session, RootRights.entry(session, root), owner);
      case DatabaseEntry database -> transaction.put(database.withOwner(oid));
      case View view -> transaction.put(view.withOwner(oid));
      case FunctionEntry function -> transaction.put(function.withOwner(oid));
      case OperatorEntry operator -> transaction.put(operator.withOwner(oid));
      case SchemaMember member -> transaction.put(member.withOwner(oid));
      case Sequence sequence -> transaction.put(sequence.withOwner(oid));
      case Table table -> {
        transaction.put(
            table
                .change()
                .owner(oid)
                .indexes(table.indexes().stream().map(i -> i.withOwner(oid)).toList())
                .build());
        for (Relation relation : session.catalog().relations().stream().toList()) {
          if (relation instanceof Sequence sequence && sequence.ownedByTable() == table.oid()) {
            transaction.put(sequence.withOwner(oid));
          }
        }
      }
      case UserType _, CompositeType _ -> transaction.put(TypeCommands.withOwner(object, owner));
      case Index index ->
          throw new PgException(
                  SqlState.WRONG_OBJECT_TYPE,
                  "cannot change owner of index \"" + index.name() + "\"")
              .withHint("Change the ownership of the index's table instead.");
      default -> throw PgException.notSupported("ALTER ... OWNER TO for " + object.name());
    }
  }
}
