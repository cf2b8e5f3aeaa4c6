package org.heapgres.planner.ddl;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.UserType.Domain;
import org.heapgres.planner.catalog.UserType.DomainCheck;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.ObjectStatement.RenameStmt;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** What types have in common with other objects: names, schemas, owners, comments, DROP. */
final class TypeCommands {
  private TypeCommands() {}

  /** The type's object; {@code kind} a type or a domain. */
  static CatalogObject require(Session session, ObjectType kind, Node name) {
    if (kind == ObjectType.OBJECT_DOMAIN) {
      return TypeObjects.requireDomain(session, name);
    }
    PgType type = TypeObjects.require(session, name);
    CatalogObject object = TypeObjects.object(session, type);
    if (object instanceof UserType || object instanceof CompositeType) {
      return object;
    }
    throw TypeObjects.unchangeable(session, type);
  }

  static void rename(Session session, RenameStmt statement) {
    CatalogObject object = require(session, statement.renameType(), statement.object());
    String name = statement.newname();
    switch (object) {
      case UserType type -> {
        TypeObjects.claim(session, schema(session, type.schema()), name);
        Renaming.ofType(session, type.withName(name));
      }
      case CompositeType type -> {
        TypeObjects.claim(session, schema(session, type.schema()), name);
        Renaming.ofType(session, type.withName(name));
      }
      default -> throw new IllegalArgumentException(object.name());
    }
  }

  private static Schema schema(Session session, int oid) {
    return session.catalog().schema(oid).orElseThrow();
  }

  static void move(Session session, ObjectType kind, Node object, String schemaName) {
    CatalogObject found = require(session, kind, object);
    Schema schema = Names.schema(session, schemaName);
    switch (found) {
      case UserType type when type.schema() != schema.oid() -> {
        TypeObjects.claim(session, schema, type.name());
        Renaming.ofType(session, type.withSchema(schema.oid()));
      }
      case CompositeType type when type.schema() != schema.oid() -> {
        TypeObjects.claim(session, schema, type.name());
        Renaming.ofType(session, type.withSchema(schema.oid()));
      }
      default -> {}
    }
  }

  static CatalogObject withOwner(CatalogObject object, Role owner) {
    return switch (object) {
      case UserType type -> type.withOwner(owner.oid());
      case CompositeType type -> type.withOwner(owner.oid());
      default -> throw new IllegalArgumentException(object.name());
    };
  }

  static void comment(Session session, ObjectType kind, Node object, String comment) {
    switch (require(session, kind, object)) {
      case UserType type -> session.transaction().put(type.withComment(comment));
      case CompositeType type -> session.transaction().put(type.withComment(comment));
      case CatalogObject other -> throw new IllegalArgumentException(other.name());
    }
  }

  /** COMMENT ON CONSTRAINT ... ON DOMAIN. */
  static void commentOnConstraint(Session session, Node object, String comment) {
    List<Node> items = ((ListValue) object).items();
    UserType type = TypeObjects.requireDomain(session, items.getFirst());
    Domain domain = (Domain) type.definition();
    DomainCheck check = check(session, type, Names.parts(items.getLast()).getFirst());
    session.transaction().put(type.withDefinition(domain.withCheck(check.withComment(comment))));
  }

  private static DomainCheck check(Session session, UserType type, String name) {
    return ((Domain) type.definition())
        .checks().stream()
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_OBJECT,
                        "constraint \"%s\" for domain %s does not exist"
                            .formatted(name, ObjectNames.typeName(session, type.oid()))));
  }

  /** ALTER DOMAIN ... RENAME CONSTRAINT. */
  static void renameConstraint(Session session, RenameStmt statement) {
    UserType type = TypeObjects.requireDomain(session, statement.object());
    Domain domain = (Domain) type.definition();
    boolean notNull =
        domain.notNull() != null && domain.notNull().name().equals(statement.subname());
    DomainCheck check = notNull ? null : check(session, type, statement.subname());
    String name = statement.newname();
    boolean taken =
        domain.checks().stream().anyMatch(other -> other.name().equals(name))
            || (domain.notNull() != null && domain.notNull().name().equals(name));
    if (taken) {
      throw new PgException(
          SqlState.DUPLICATE_OBJECT,
          "constraint \"%s\" for domain %s already exists"
              .formatted(name, ObjectNames.typeName(session, type.oid())));
    }
    if (notNull) {
      var renamed = new UserType.DomainNotNull(domain.notNull().oid(), name);
      session.transaction().put(type.withDefinition(domain.withNotNull(renamed)));
      return;
    }
    session.transaction().put(type.withDefinition(domain.withCheck(check.withName(name))));
  }

  /** ALTER TYPE ... RENAME ATTRIBUTE. */
  static void renameAttribute(Session session, RenameStmt statement) {
    if (!(Names.require(session, statement.relation(), LockMode.ACCESS_EXCLUSIVE)
        instanceof CompositeType type)) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE,
          "\"" + statement.relation().relname() + "\" is not a composite type");
    }
    int at = type.columnIndex(statement.subname());
    if (at < 0) {
      throw new PgException(
          SqlState.UNDEFINED_COLUMN, "column \"" + statement.subname() + "\" does not exist");
    }
    if (type.columnIndex(statement.newname()) >= 0) {
      throw new PgException(
          SqlState.DUPLICATE_COLUMN,
          "column \"%s\" of relation \"%s\" already exists"
              .formatted(statement.newname(), type.name()));
    }
    List<Table> following = TypedTables.following(session, type, statement.behavior());
    List<Column> columns = new java.util.ArrayList<>(type.columns());
    columns.set(at, columns.get(at).withName(statement.newname()));
    session.transaction().put(type.withColumns(columns, type.lastAttnum()));
    for (Table table : following) {
      RenameCommand.renameColumn(
          session, session.catalog().table(table.oid()).orElseThrow(), statement);
    }
  }

  /** What DROP TYPE or DOMAIN takes away; empty, with a notice, when there is none. */
  static Optional<CatalogObject> dropped(
      Session session, ObjectType kind, Node name, boolean missingOk) {
    PgType type;
    try {
      type = TypeObjects.require(session, name);
    } catch (PgException e) {
      boolean missing =
          e.state() == SqlState.UNDEFINED_OBJECT || e.state() == SqlState.INVALID_SCHEMA_NAME;
      if (!missingOk || !missing) {
        throw e.withPosition(0);
      }
      session.notice(org.heapgres.planner.Notice.notice(e.getMessage() + ", skipping"));
      return Optional.empty();
    }
    if (kind == ObjectType.OBJECT_DOMAIN && type.kind() != 'd') {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "\"" + type.name() + "\" is not a domain");
    }
    CatalogObject object = TypeObjects.object(session, type);
    if (object instanceof UserType || object instanceof CompositeType) {
      return Optional.of(object);
    }
    throw undroppable(session, type, object);
  }

  private static PgException undroppable(Session session, PgType type, CatalogObject object) {
    String shown = TypeObjects.shown(session, type);
    String owner = null;
    if (object instanceof org.heapgres.planner.catalog.Relation relation) {
      owner = relation.kindName() + " " + ObjectNames.shown(session, relation);
    } else if (type.kind() == 'm'
        && type.namespace() != org.heapgres.planner.types.Types.PG_CATALOG) {
      int range = ((org.heapgres.planner.types.MultirangeCodec) type.codec()).rangeOid();
      owner = "type " + ObjectNames.typeName(session, range);
    } else if (type.isArray() && type.namespace() != org.heapgres.planner.types.Types.PG_CATALOG) {
      PgType element = session.catalog().types().require(type.element());
      owner = "type " + TypeObjects.shown(session, element);
    }
    if (owner == null) {
      return new PgException(
          SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
          "cannot drop type " + shown + " because it is required by the database system");
    }
    return new PgException(
            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
            "cannot drop type " + shown + " because " + owner + " requires it")
        .withHint("You can drop " + owner + " instead.");
  }
}
