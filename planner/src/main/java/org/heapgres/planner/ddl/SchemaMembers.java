package org.heapgres.planner.ddl;

import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SchemaMember;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** What ALTER ... RENAME and SET SCHEMA make of an object that its name finds in its schema. */
final class SchemaMembers {
  private SchemaMembers() {}

  /** The object of that name; 42704 without one. */
  static SchemaMember require(Session session, ObjectType type, Node object) {
    return switch (type) {
      case OBJECT_COLLATION -> CollationCommands.require(session, object);
      case OBJECT_STATISTIC_EXT -> StatisticsCommands.require(session, object);
      case OBJECT_TSCONFIGURATION, OBJECT_TSDICTIONARY ->
          TextSearchCommands.require(session, type, object);
      default -> throw new IllegalArgumentException(type.name());
    };
  }

  /** As {@link #require}, for its owner. */
  static SchemaMember requireOwned(Session session, ObjectType type, Node object) {
    SchemaMember found = require(session, type, object);
    Permissions.requireOwner(session, found);
    return found;
  }

  /** The object under another name. */
  static SchemaMember renamed(Session session, ObjectType type, Node object, String name) {
    SchemaMember found = requireOwned(session, type, object);
    Permissions.require(
        session, session.catalog().schema(found.schema()).orElseThrow(), Privilege.CREATE);
    requireFree(session, found, found.schema(), name);
    return found.withName(name);
  }

  /** The object in another schema. */
  static SchemaMember moved(Session session, ObjectType type, Node object, String schemaName) {
    SchemaMember found = requireOwned(session, type, object);
    Schema schema = Names.schema(session, schemaName);
    Permissions.require(session, schema, Privilege.CREATE);
    if (schema.oid() != found.schema()) {
      requireFree(session, found, schema.oid(), found.name());
    }
    return found.withSchema(schema.oid());
  }

  private static void requireFree(Session session, SchemaMember object, int schema, String name) {
    if (session.catalog().member(object.getClass(), schema, name).isPresent()) {
      throw new PgException(
          SqlState.DUPLICATE_OBJECT,
          "%s \"%s\" already exists in schema \"%s\""
              .formatted(object.kindName(), name, session.catalog().schemaName(schema)));
    }
  }
}
