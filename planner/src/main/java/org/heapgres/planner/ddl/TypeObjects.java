package org.heapgres.planner.ddl;

import java.util.List;
import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** What the names of types in DDL mean, and where new ones go. */
final class TypeObjects {
  private static final long PG_TYPE = 1247;

  private TypeObjects() {}

  /** The schema that a new type of that name goes to; the name is claimed in it. */
  static Schema creationSchema(Session session, List<String> name) {
    Schema schema =
        Names.creationSchema(
            session,
            Names.rangeVar(new ListValue(name.stream().<Node>map(StringValue::new).toList())));
    claim(session, schema, name.getLast());
    return schema;
  }

  /** Claims a type's name for the transaction; 42710 when it is taken. */
  static void claim(Session session, Schema schema, String name) {
    lock(session, schema, name);
    if (session.catalog().type(schema.oid(), name) != null) {
      throw exists(name);
    }
  }

  /** As {@link #claim} for a relation, whose rows are of a type of the same name. */
  static void claimForRelation(Session session, Schema schema, String name) {
    lock(session, schema, name);
    if (session.catalog().type(schema.oid(), name) != null) {
      throw exists(name)
          .withHint(
              "A relation has an associated type of the same name, so you must use a name that"
                  + " doesn't conflict with any existing type.");
    }
  }

  private static void lock(Session session, Schema schema, String name) {
    session
        .transaction()
        .storage()
        .lock(
            new LockTag.Catalogued(PG_TYPE, ((long) schema.oid() << 32) ^ name.hashCode()),
            LockMode.EXCLUSIVE,
            LockWait.BLOCK);
  }

  private static PgException exists(String name) {
    return new PgException(SqlState.DUPLICATE_OBJECT, "type \"" + name + "\" already exists");
  }

  /** The type that the names mean; 42704 when there is none. */
  static PgType require(Session session, List<String> name) {
    return new TypeResolver(session.bindContext()).resolve(typeName(name)).type();
  }

  private static TypeName typeName(List<String> name) {
    return new TypeName(name, false, false, List.of(), List.of(), -1);
  }

  /** As {@link #require}, from the name in a DROP, COMMENT or ALTER. */
  static PgType require(Session session, Node object) {
    if (!(object instanceof TypeName name)) {
      return require(session, Names.parts(object));
    }
    try {
      return new TypeResolver(session.bindContext()).resolve(name).type();
    } catch (PgException e) {
      throw e.withPosition(0);
    }
  }

  /** What the catalog keeps for a type; null for a built-in one, and an array. */
  static CatalogObject object(Session session, PgType type) {
    if (type.kind() == 'c' && type.relation() != 0) {
      return session.catalog().object(type.relation()).orElse(null);
    }
    return session.catalog().object(type.oid()).orElse(null);
  }

  /** The user's type; 42809 for a table's row type, 0A000 for what cannot be changed. */
  static UserType requireUserType(Session session, List<String> name) {
    PgType type = require(session, name);
    if (object(session, type) instanceof UserType own) {
      return own;
    }
    throw unchangeable(session, type);
  }

  static UserType requireEnum(Session session, List<String> name) {
    PgType type = require(session, name);
    if (object(session, type) instanceof UserType own
        && own.definition() instanceof UserType.Enumeration) {
      return own;
    }
    throw new PgException(SqlState.WRONG_OBJECT_TYPE, shown(session, type) + " is not an enum");
  }

  static UserType requireDomain(Session session, Node name) {
    PgType type = require(session, name);
    if (object(session, type) instanceof UserType own
        && own.definition() instanceof UserType.Domain) {
      return own;
    }
    throw new PgException(SqlState.WRONG_OBJECT_TYPE, shown(session, type) + " is not a domain");
  }

  /** 42809 for a table's row type and an array, 42501 for a built-in type. */
  static PgException unchangeable(Session session, PgType type) {
    CatalogObject object = object(session, type);
    if (object != null && !(object instanceof CompositeType) && !(object instanceof UserType)) {
      return new PgException(
              SqlState.WRONG_OBJECT_TYPE, shown(session, type) + " is a table's row type")
          .withHint("Use ALTER TABLE instead.");
    }
    if (type.isArray()) {
      PgType element = session.catalog().types().require(type.element());
      return new PgException(
              SqlState.WRONG_OBJECT_TYPE, "cannot alter array type " + shown(session, type))
          .withHint(
              "You can alter type "
                  + shown(session, element)
                  + ", which will alter the array type as well.");
    }
    return new PgException(
        SqlState.INSUFFICIENT_PRIVILEGE, "must be owner of type " + shown(session, type));
  }

  static String shown(Session session, PgType type) {
    return ObjectNames.typeName(session, type.oid());
  }
}
