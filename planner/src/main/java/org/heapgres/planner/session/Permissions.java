package org.heapgres.planner.session;

import java.util.List;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SchemaMember;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Checks of the current role's rights by commands; 42501 in PostgreSQL's words. */
public final class Permissions {
  private Permissions() {}

  public static Rights of(Session session) {
    return new Rights(session.catalog(), session.environment().currentRole());
  }

  public static PgException denied(String what) {
    return new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied for " + what);
  }

  public static PgException denied(Relation relation) {
    return denied(relation.kindName() + " " + relation.name());
  }

  public static PgException notOwner(String what) {
    return new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "must be owner of " + what);
  }

  /** As a message about rights calls it. */
  private static String what(CatalogObject object) {
    return switch (object) {
      case Relation relation -> relation.kindName() + " " + relation.name();
      case Schema schema -> "schema " + schema.name();
      case DatabaseEntry database -> "database " + database.name();
      case SchemaMember member -> member.kindName() + " " + member.name();
      case FunctionEntry function ->
          (function.procedure() ? "procedure " : "function ") + function.name();
      default -> object.name();
    };
  }

  public static void requireOwner(Session session, CatalogObject object) {
    if (!isOwner(session, object)) {
      throw notOwner(what(object));
    }
  }

  /**
   * The relation of an object whose name follows its relation's, such as a trigger: {@code parts}
   * is both. If there is such a relation, it has to be the user's own.
   */
  public static RangeVar requireOwnedRelation(Session session, List<String> parts) {
    RangeVar name =
        Names.rangeVar(
            new ListValue(
                parts.subList(0, parts.size() - 1).stream().<Node>map(StringValue::new).toList()));
    Names.find(session, name).ifPresent(owned -> requireOwnerOfRelation(session, owned));
    return name;
  }

  /** As {@link #requireOwner}, for what calls every relation so. */
  static void requireOwnerOfRelation(Session session, Relation relation) {
    if (!isOwner(session, relation)) {
      throw notOwner("relation " + relation.name());
    }
  }

  /** An index is its table's. */
  static boolean isOwner(Session session, CatalogObject object) {
    CatalogObject owned =
        object instanceof Index index
            ? session.catalog().table(index.table()).map(CatalogObject.class::cast).orElse(object)
            : object;
    return of(session).owns(owned);
  }

  /** To drop an object, it is enough to own its schema. */
  public static void requireDroppable(Session session, CatalogObject object, int schema) {
    boolean ownsSchema = session.catalog().schema(schema).filter(of(session)::owns).isPresent();
    if (!ownsSchema) {
      requireOwner(session, object);
    }
  }

  public static void require(Session session, Schema schema, Privilege privilege) {
    boolean temporary = schema.name().equals(session.temporarySchema());
    if (!temporary && !of(session).has(schema, privilege)) {
      throw denied("schema " + schema.name());
    }
  }

  public static void require(Session session, Relation relation, Privilege privilege) {
    if (!of(session).has(relation, privilege)) {
      throw denied(relation);
    }
  }

  public static void require(Session session, DatabaseEntry database, Privilege privilege) {
    if (!of(session).has(database, privilege)) {
      throw denied("database " + database.name());
    }
  }

  /** USAGE; a language that is not trusted is for superusers. */
  public static void requireLanguage(Session session, String name, int oid, boolean trusted) {
    int owned = of(session).privileges(Securable.LANGUAGE, oid, Role.BOOTSTRAP);
    boolean allowed = trusted ? (owned & Privilege.USAGE.bit()) != 0 : session.superuser();
    if (!allowed) {
      throw denied("language " + name);
    }
  }

  /** Whether an object may be given to another role (manual, ALTER TABLE: OWNER). */
  public static void requireMaySetRole(Session session, Role role) {
    if (!of(session).maySetRole(role.oid())) {
      throw new PgException(
          SqlState.INSUFFICIENT_PRIVILEGE, "must be able to SET ROLE \"" + role.name() + "\"");
    }
  }
}
