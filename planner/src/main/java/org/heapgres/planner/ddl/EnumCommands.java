package org.heapgres.planner.ddl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.UserType.Enumeration;
import org.heapgres.planner.catalog.UserType.Label;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterEnumStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateEnumStmt;
import org.heapgres.planner.session.OidAllocator;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE TYPE ... AS ENUM, and ALTER TYPE on its values. */
final class EnumCommands {
  /** Between the positions of labels declared together, so that others fit between them. */
  private static final long GAP = 1L << 40;

  private static final int MAX_BYTES = 63;

  static final Command<CreateEnumStmt> CREATE =
      new Command<>() {
        @Override
        public Outcome run(Run run, CreateEnumStmt statement) {
          create(run.session(), statement);
          return new Outcome.Done("CREATE TYPE");
        }
      };

  static final Command<AlterEnumStmt> ALTER =
      new Command<>() {
        @Override
        public Outcome run(Run run, AlterEnumStmt statement) {
          alter(run.session(), statement);
          return new Outcome.Done("ALTER TYPE");
        }
      };

  private EnumCommands() {}

  private static void create(Session session, CreateEnumStmt statement) {
    Schema schema = TypeObjects.creationSchema(session, statement.typeName());
    OidAllocator oids = session.database().oids();
    int oid = oids.next();
    List<Label> labels = new ArrayList<>();
    for (String name : statement.vals()) {
      checkLength(name);
      if (labels.stream().anyMatch(label -> label.name().equals(name))) {
        throw duplicateKey(oid, name);
      }
      int number = labels.size() + 1;
      labels.add(new Label(oids.next(), name, number * GAP, number));
    }
    session
        .transaction()
        .put(
            new UserType(
                oid,
                schema.oid(),
                statement.typeName().getLast(),
                session.environment().currentRole().oid(),
                oids.next(),
                new Enumeration(labels),
                null));
  }

  private static PgException duplicateKey(int oid, String name) {
    return new PgException(
            SqlState.UNIQUE_VIOLATION,
            "duplicate key value violates unique constraint \"pg_enum_typid_label_index\"")
        .withDetail("Key (enumtypid, enumlabel)=(" + oid + ", " + name + ") already exists.")
        .withObject("pg_catalog", "pg_enum", null, "pg_enum_typid_label_index");
  }

  private static void checkLength(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new PgException(SqlState.INVALID_NAME, "invalid enum label \"" + name + "\"")
          .withDetail("Labels must be 63 bytes or less.");
    }
  }

  private static void alter(Session session, AlterEnumStmt statement) {
    UserType type = TypeObjects.requireEnum(session, statement.typeName());
    List<Label> labels = ((Enumeration) type.definition()).labels();
    List<Label> changed =
        statement.oldVal() == null
            ? added(session, statement, labels)
            : renamed(labels, statement.oldVal(), statement.newVal());
    if (changed != null) {
      session.transaction().put(type.withDefinition(new Enumeration(changed)));
    }
  }

  private static List<Label> renamed(List<Label> labels, String from, String to) {
    checkLength(to);
    int at = indexOf(labels, from);
    if (at < 0) {
      throw notExisting(from);
    }
    if (indexOf(labels, to) >= 0) {
      throw new PgException(SqlState.DUPLICATE_OBJECT, "enum label \"" + to + "\" already exists");
    }
    List<Label> changed = new ArrayList<>(labels);
    changed.set(at, labels.get(at).withName(to));
    return changed;
  }

  /** Null when there is nothing to do. */
  private static List<Label> added(Session session, AlterEnumStmt statement, List<Label> labels) {
    String name = statement.newVal();
    checkLength(name);
    if (indexOf(labels, name) >= 0) {
      String message = "enum label \"" + name + "\" already exists";
      if (!statement.skipIfNewValExists()) {
        throw new PgException(SqlState.DUPLICATE_OBJECT, message);
      }
      session.notice(Notice.notice(SqlState.DUPLICATE_OBJECT, message + ", skipping"));
      return null;
    }
    int at = labels.size();
    if (statement.newValNeighbor() != null) {
      int neighbour = indexOf(labels, statement.newValNeighbor());
      if (neighbour < 0) {
        throw notExisting(statement.newValNeighbor());
      }
      at = statement.newValIsAfter() ? neighbour + 1 : neighbour;
    }
    List<Label> changed = new ArrayList<>(labels);
    changed.add(at, between(session, name, labels, at));
    return changed;
  }

  private static Label between(Session session, String name, List<Label> labels, int at) {
    int oid = session.database().oids().next();
    if (labels.isEmpty()) {
      return new Label(oid, name, GAP, 1);
    }
    if (at == 0) {
      Label next = labels.getFirst();
      return new Label(oid, name, next.position() - GAP, next.sortOrder() - 1);
    }
    Label before = labels.get(at - 1);
    if (at == labels.size()) {
      return new Label(oid, name, before.position() + GAP, before.sortOrder() + 1);
    }
    Label next = labels.get(at);
    long position = before.position() + (next.position() - before.position()) / 2;
    if (position == before.position()) {
      throw new PgException(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "no room for another value between \""
              + before.name()
              + "\" and \""
              + next.name()
              + "\"");
    }
    return new Label(oid, name, position, (before.sortOrder() + next.sortOrder()) / 2);
  }

  private static int indexOf(List<Label> labels, String name) {
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static PgException notExisting(String name) {
    return new PgException(
        SqlState.INVALID_PARAMETER_VALUE, "\"" + name + "\" is not an existing enum label");
  }
}
