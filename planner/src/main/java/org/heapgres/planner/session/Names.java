package org.heapgres.planner.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** What the names in DDL mean: where new objects go, which relations are meant. */
public final class Names {
  private static final int MAX_BYTES = 63;
  private static final long PG_CLASS = 1259;

  private Names() {}

  /** The schema that a new relation goes to; made if it is the session's temporary one. */
  public static Schema creationSchema(Session session, RangeVar name) {
    checkDatabase(session, name);
    boolean temporary = name.relpersistence() == 't';
    String temporarySchema = session.temporarySchema();
    if (name.schemaname() != null) {
      boolean named =
          name.schemaname().equals("pg_temp") || name.schemaname().equals(temporarySchema);
      if (temporary && !named) {
        throw at(
            name.location(),
            new PgException(
                SqlState.INVALID_TABLE_DEFINITION,
                "cannot create temporary relation in non-temporary schema"));
      }
      return named
          ? Schemas.temporary(session)
          : creatable(session, schema(session, name.schemaname()), name.location());
    }
    if (temporary) {
      return Schemas.temporary(session);
    }
    List<String> path = session.environment().schemas(false);
    if (path.isEmpty()) {
      throw at(
          name.location(),
          new PgException(
              SqlState.INVALID_SCHEMA_NAME, "no schema has been selected to create in"));
    }
    return creatable(session, schema(session, path.getFirst()), name.location());
  }

  private static Schema creatable(Session session, Schema schema, int location) {
    if (schema.oid() == Schema.HEAP) {
      throw PgException.notSupported("creating a relation in schema \"heap\"");
    }
    if (schema.system()) {
      throw new PgException(
              SqlState.INSUFFICIENT_PRIVILEGE,
              "permission denied to create in schema \"" + schema.name() + "\"")
          .withDetail("System catalog modifications are currently disallowed.");
    }
    try {
      Permissions.require(session, schema, Privilege.CREATE);
    } catch (PgException e) {
      throw at(location, e);
    }
    return schema;
  }

  /** The schema of that name; {@code pg_temp} is the session's own for what is temporary. */
  static Optional<Schema> findSchema(Session session, String name) {
    return session.catalog().schema(name.equals("pg_temp") ? session.temporarySchema() : name);
  }

  /** As {@link #findSchema}; 3F000 without one. */
  public static Schema schema(Session session, String name) {
    return findSchema(session, name)
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.INVALID_SCHEMA_NAME, "schema \"" + name + "\" does not exist"));
  }

  private static void checkDatabase(Session session, RangeVar name) {
    if (name.catalogname() != null && !name.catalogname().equals(session.entry().name())) {
      throw at(
          name.location(),
          new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "cross-database references are not implemented: \""
                  + name.catalogname()
                  + "."
                  + name.schemaname()
                  + "."
                  + name.relname()
                  + "\""));
    }
  }

  /**
   * Claims a relation's name for the transaction.
   *
   * @return false when it is taken and {@code ifNotExists}; the client got its notice then
   */
  public static boolean claim(Session session, Schema schema, String name, boolean ifNotExists) {
    session
        .transaction()
        .storage()
        .lock(
            new LockTag.Catalogued(PG_CLASS, ((long) schema.oid() << 32) ^ name.hashCode()),
            LockMode.EXCLUSIVE,
            LockWait.BLOCK);
    if (session.catalog().relation(schema.oid(), name).isEmpty()) {
      return true;
    }
    if (!ifNotExists) {
      throw new PgException(SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists");
    }
    session.notice(
        Notice.notice(
            SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists, skipping"));
    return false;
  }

  public static Optional<Relation> find(Session session, RangeVar name) {
    checkDatabase(session, name);
    Catalog catalog = session.catalog();
    if (name.schemaname() == null) {
      return catalog.relation(name.relname(), session.environment().searchPath());
    }
    return findSchema(session, name.schemaname())
        .flatMap(
            schema -> {
              Permissions.require(session, schema, Privilege.USAGE);
              return catalog.relation(schema.oid(), name.relname());
            });
  }

  /** The relation of that name, locked; 42P01 without one. */
  public static Relation require(Session session, RangeVar name, LockMode mode) {
    Relation relation = find(session, name).orElseThrow(() -> missing(session, name));
    return lock(session, relation, name, mode);
  }

  /** As {@link #require}, for owners only: others do not even wait for the lock. */
  public static Relation requireOwned(Session session, RangeVar name, LockMode mode) {
    find(session, name).ifPresent(relation -> Permissions.requireOwner(session, relation));
    return require(session, name, mode);
  }

  /** As {@link #requireUnless}, for owners only. */
  public static Optional<Relation> requireOwnedUnless(
      Session session, RangeVar name, LockMode mode, boolean missingOk) {
    find(session, name).ifPresent(relation -> Permissions.requireOwner(session, relation));
    return requireUnless(session, name, mode, missingOk);
  }

  /** As {@link #require}; empty, with a notice, when {@code missingOk}. */
  public static Optional<Relation> requireUnless(
      Session session, RangeVar name, LockMode mode, boolean missingOk) {
    Optional<Relation> found = find(session, name);
    if (found.isEmpty() && missingOk) {
      session.notice(Notice.notice("relation \"" + shown(name) + "\" does not exist, skipping"));
      return Optional.empty();
    }
    return Optional.of(require(session, name, mode));
  }

  /** Waits for the lock, then looks the name up again: it may have come to mean something else. */
  private static Relation lock(Session session, Relation first, RangeVar name, LockMode mode) {
    Relation relation = first;
    while (true) {
      lock(session, relation.oid(), mode);
      Relation now = find(session, name).orElseThrow(() -> missing(session, name));
      if (now.oid() == relation.oid()) {
        return now;
      }
      relation = now;
    }
  }

  public static void lock(Session session, int oid, LockMode mode) {
    session.transaction().storage().lock(new LockTag.Relation(oid), mode, LockWait.BLOCK);
  }

  /** Without a position, unlike a name within a query. */
  public static PgException missing(Session session, RangeVar name) {
    return name.schemaname() != null && session.catalog().schema(name.schemaname()).isEmpty()
        ? new PgException(
            SqlState.INVALID_SCHEMA_NAME, "schema \"" + name.schemaname() + "\" does not exist")
        : new PgException(
            SqlState.UNDEFINED_TABLE, "relation \"" + shown(name) + "\" does not exist");
  }

  public static String shown(RangeVar name) {
    return name.schemaname() == null ? name.relname() : name.schemaname() + "." + name.relname();
  }

  /** The table of that name, locked; 42809 for any other kind of relation. */
  public static Table requireTable(Session session, RangeVar name, LockMode mode) {
    return table(require(session, name, mode));
  }

  /** As {@link #requireTable}, for owners only. */
  public static Table requireOwnedTable(Session session, RangeVar name, LockMode mode) {
    return table(requireOwned(session, name, mode));
  }

  public static Table table(Relation relation) {
    if (relation instanceof Table table) {
      return table;
    }
    if (relation instanceof ComputedRelation) {
      throw systemRelation(relation);
    }
    throw new PgException(SqlState.WRONG_OBJECT_TYPE, "\"" + relation.name() + "\" is not a table");
  }

  public static PgException systemRelation(Relation relation) {
    return new PgException(
        SqlState.INSUFFICIENT_PRIVILEGE,
        "permission denied: \"" + relation.name() + "\" is a system catalog");
  }

  /** A name in a DROP or COMMENT: a list of strings, or one. */
  public static RangeVar rangeVar(Node name) {
    List<String> parts = parts(name);
    return switch (parts.size()) {
      case 1 -> new RangeVar(null, null, parts.getFirst(), true, 'p', null, -1);
      case 2 -> new RangeVar(null, parts.getFirst(), parts.getLast(), true, 'p', null, -1);
      case 3 -> new RangeVar(parts.getFirst(), parts.get(1), parts.getLast(), true, 'p', null, -1);
      default ->
          throw new PgException(
              SqlState.SYNTAX_ERROR,
              "improper qualified name (too many dotted names): " + String.join(".", parts));
    };
  }

  public static List<String> parts(Node name) {
    return switch (name) {
      case StringValue(String text) -> List.of(text);
      case ListValue(List<Node> items) ->
          items.stream().map(item -> ((StringValue) item).sval()).toList();
      default -> throw new IllegalArgumentException(name.getClass().getSimpleName());
    };
  }

  public static PgException at(int location, PgException error) {
    return location < 0 ? error : error.withPosition(location + 1);
  }

  /**
   * As makeObjectName: the parts joined by underscores, shortened to an identifier's length from
   * the longer one, with a number behind until {@code isFree}.
   */
  public static String choose(
      String first, String second, String label, java.util.function.Predicate<String> isFree) {
    String suffix = label;
    for (int number = 1; ; number++) {
      String name = join(first, second, suffix);
      if (isFree.test(name)) {
        return name;
      }
      suffix = label + number;
    }
  }

  private static String join(String first, String second, String label) {
    int overhead = 1 + label.length() + (second == null ? 0 : 1);
    String one = first;
    String two = second;
    while (bytes(one) + (two == null ? 0 : bytes(two)) + overhead > MAX_BYTES) {
      if (two == null || bytes(one) > bytes(two)) {
        one = one.substring(0, one.length() - 1);
      } else {
        two = two.substring(0, two.length() - 1);
      }
    }
    return one + (two == null ? "" : "_" + two) + "_" + label;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
