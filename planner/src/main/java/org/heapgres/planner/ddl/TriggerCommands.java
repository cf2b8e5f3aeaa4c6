package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.TriggerCall.Timing;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.tree.Clause.TriggerTransition;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateTrigStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StoredText;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE TRIGGER, and what may be done to triggers afterwards. */
public final class TriggerCommands {
  static final Command<CreateTrigStmt> CREATE = TriggerCommands::create;

  private TriggerCommands() {}

  private static Outcome create(Run run, CreateTrigStmt statement) {
    Session session = run.session();
    Relation relation = Names.require(session, statement.relation(), LockMode.SHARE_ROW_EXCLUSIVE);
    requireSuitable(relation, statement);
    if (statement.initdeferred()) {
      throw PgException.notSupported("INITIALLY DEFERRED constraint triggers");
    }
    Permissions.require(session, relation, Privilege.TRIGGER);
    int function = function(session, statement.funcname());
    if (!Permissions.of(session).mayExecute(function)) {
      throw Permissions.denied("function " + statement.funcname().getLast());
    }
    Optional<Trigger> before = find(session, relation, statement.trigname());
    if (before.isPresent() && !statement.replace()) {
      throw alreadyThere(relation, statement.trigname());
    }
    Trigger trigger = trigger(run, statement, relation, function, before.orElse(null));
    if (statement.whenClause() != null && relation instanceof Table table) {
      new Binder(session.bindContext())
          .bindTriggerCondition(statement.whenClause(), table, trigger.level(), trigger.events());
    }
    session.transaction().put(trigger);
    TriggerClones.spread(session, trigger);
    return new Outcome.Done("CREATE TRIGGER");
  }

  static PgException alreadyThere(Relation relation, String trigger) {
    return new PgException(
        SqlState.DUPLICATE_OBJECT,
        "trigger \"%s\" for relation \"%s\" already exists".formatted(trigger, relation.name()));
  }

  /** Whether this kind of relation can have this kind of trigger. */
  private static void requireSuitable(Relation relation, CreateTrigStmt statement) {
    boolean instead = (statement.timing() & CreateTrigStmt.TRIGGER_TYPE_INSTEAD) != 0;
    switch (relation) {
      case Table table when !table.materialized() -> {
        if (instead) {
          throw wrongKind(
              relation,
              table.partitioned() ? "a partitioned table" : "a table",
              "Tables cannot have INSTEAD OF triggers.");
        }
        if (statement.row() && !statement.transitionRels().isEmpty()) {
          requireNoPartitions(table);
        }
      }
      case View _ -> {
        if (!instead && statement.row()) {
          throw wrongKind(
              relation, "a view", "Views cannot have row-level BEFORE or AFTER triggers.");
        }
        if (events(statement.events()).contains(Event.TRUNCATE)) {
          throw wrongKind(relation, "a view", "Views cannot have TRUNCATE triggers.");
        }
        if (instead) {
          requireInstead(statement);
        }
      }
      default ->
          throw new PgException(
                  SqlState.WRONG_OBJECT_TYPE,
                  "relation \"" + relation.name() + "\" cannot have triggers")
              .withDetail("This operation is not supported for " + relation.kindName() + "s.");
    }
  }

  private static void requireNoPartitions(Table table) {
    if (table.partitioned()) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED, "\"" + table.name() + "\" is a partitioned table")
          .withDetail(
              "ROW triggers with transition tables are not supported on partitioned tables.");
    }
    if (table.partition()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "ROW triggers with transition tables are not supported on partitions");
    }
    if (!table.inheritance().parents().isEmpty()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "ROW triggers with transition tables are not supported on inheritance children");
    }
  }

  private static void requireInstead(CreateTrigStmt statement) {
    String refused =
        !statement.row()
            ? "must be FOR EACH ROW"
            : statement.whenClause() != null
                ? "cannot have WHEN conditions"
                : !statement.columns().isEmpty() ? "cannot have column lists" : null;
    if (refused != null) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "INSTEAD OF triggers " + refused);
    }
  }

  private static PgException wrongKind(Relation relation, String kind, String detail) {
    return new PgException(SqlState.WRONG_OBJECT_TYPE, "\"" + relation.name() + "\" is " + kind)
        .withDetail(detail);
  }

  /** The oid of the function, built in or not. */
  private static int function(Session session, List<String> name) {
    PgProc builtIn = BuiltInTriggers.named(name.getLast());
    if (builtIn != null && (name.size() == 1 || name.getFirst().equals("pg_catalog"))) {
      return builtIn.oid();
    }
    FunctionEntry function =
        RoutineLookup.named(session, name).stream()
            .filter(f -> f.inputTypes().isEmpty() && f.kind() == 'f')
            .findFirst()
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_FUNCTION,
                        "function " + String.join(".", name) + "() does not exist"));
    if (function.result() != Types.TRIGGER.oid()) {
      throw new PgException(
          SqlState.INVALID_OBJECT_DEFINITION,
          "function " + String.join(".", name) + " must return type trigger");
    }
    return function.oid();
  }

  private static Trigger trigger(
      Run run, CreateTrigStmt statement, Relation table, int function, Trigger before) {
    Session session = run.session();
    List<Event> events = events(statement.events());
    Timing timing =
        (statement.timing() & CreateTrigStmt.TRIGGER_TYPE_BEFORE) != 0
            ? Timing.BEFORE
            : (statement.timing() & CreateTrigStmt.TRIGGER_TYPE_INSTEAD) != 0
                ? Timing.INSTEAD_OF
                : Timing.AFTER;
    if (events.contains(Event.TRUNCATE) && statement.row()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "TRUNCATE FOR EACH ROW triggers are not supported");
    }
    List<Integer> columns = new ArrayList<>();
    for (String name : statement.columns()) {
      columns.add((int) table.requiredColumn(name).attnum());
    }
    String oldTable = null;
    String newTable = null;
    for (TriggerTransition transition : statement.transitionRels()) {
      checkTransition(transition, statement, events, timing);
      if (transition.isNew()) {
        newTable = transition.name();
      } else {
        oldTable = transition.name();
      }
    }
    String condition =
        statement.whenClause() == null
            ? null
            : run.prepared().raw().source().textOf(statement.whenClause());
    return new Trigger(
        before == null ? session.database().oids().next() : before.oid(),
        table.oid(),
        statement.trigname(),
        table.owner(),
        function,
        timing,
        statement.row() ? Level.ROW : Level.STATEMENT,
        events,
        columns,
        condition,
        statement.args(),
        oldTable,
        newTable,
        statement.isconstraint(),
        statement.deferrable(),
        statement.initdeferred(),
        'O',
        before == null ? null : before.comment(),
        0);
  }

  private static void checkTransition(
      TriggerTransition transition, CreateTrigStmt statement, List<Event> events, Timing timing) {
    if (!transition.isTable()) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "ROW variable naming in the REFERENCING clause is not supported")
          .withHint("Use OLD TABLE or NEW TABLE for naming transition tables.");
    }
    if (timing != Timing.AFTER) {
      throw invalid("transition table name can only be specified for an AFTER trigger");
    }
    if (events.contains(Event.TRUNCATE)) {
      throw invalid("TRUNCATE triggers with transition tables are not supported");
    }
    if (events.size() > 1) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "transition tables cannot be specified for triggers with more than one event");
    }
    if (!statement.columns().isEmpty()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "transition tables cannot be specified for triggers with column lists");
    }
    if (transition.isNew() && events.contains(Event.DELETE)) {
      throw invalid("NEW TABLE can only be specified for an INSERT or UPDATE trigger");
    }
    if (!transition.isNew() && events.contains(Event.INSERT)) {
      throw invalid("OLD TABLE can only be specified for a DELETE or UPDATE trigger");
    }
  }

  private static PgException invalid(String message) {
    return new PgException(SqlState.INVALID_OBJECT_DEFINITION, message);
  }

  private static List<Event> events(int bits) {
    List<Event> events = new ArrayList<>();
    if ((bits & CreateTrigStmt.TRIGGER_TYPE_INSERT) != 0) {
      events.add(Event.INSERT);
    }
    if ((bits & CreateTrigStmt.TRIGGER_TYPE_DELETE) != 0) {
      events.add(Event.DELETE);
    }
    if ((bits & CreateTrigStmt.TRIGGER_TYPE_UPDATE) != 0) {
      events.add(Event.UPDATE);
    }
    if ((bits & CreateTrigStmt.TRIGGER_TYPE_TRUNCATE) != 0) {
      events.add(Event.TRUNCATE);
    }
    return events;
  }

  static Optional<Trigger> find(Session session, Relation table, String name) {
    return session.catalog().triggers(table.oid()).stream()
        .filter(trigger -> trigger.name().equals(name))
        .findFirst();
  }

  static PgException missing(Relation table, String name) {
    return new PgException(
        SqlState.UNDEFINED_OBJECT,
        "trigger \"%s\" for table \"%s\" does not exist".formatted(name, table.name()));
  }

  /** The trigger that {@code table.name} stands for: the last part is the trigger's. */
  static Trigger require(Session session, Node object) {
    List<String> parts = Names.parts(object);
    RangeVar name = Permissions.requireOwnedRelation(session, parts);
    Relation table = Names.require(session, name, LockMode.ACCESS_EXCLUSIVE);
    return session.catalog().triggers(table.oid()).stream()
        .filter(trigger -> trigger.name().equals(parts.getLast()))
        .findFirst()
        .orElseThrow(() -> missing(table, parts.getLast()));
  }

  /** ALTER TABLE ... ENABLE or DISABLE TRIGGER; {@code name} null for all of them. */
  static void enable(Session session, Relation table, String name, char enabled) {
    List<Trigger> triggers = session.catalog().triggers(table.oid());
    if (name != null && find(session, table, name).isEmpty()) {
      throw missing(table, name);
    }
    for (Trigger trigger : triggers) {
      if (name == null || trigger.name().equals(name)) {
        session.transaction().put(trigger.withEnabled(enabled));
        TriggerClones.of(session, trigger)
            .forEach(clone -> session.transaction().put(clone.withEnabled(enabled)));
      }
    }
  }

  /**
   * What ENABLE and DISABLE TRIGGER ALL do besides: a foreign key, for PostgreSQL, is triggers on
   * both of its tables. Here it is noted at the table whose changes it is to look at, or not.
   */
  static void enableKeys(Session session, Table table, boolean enabled) {
    List<Integer> keys = new ArrayList<>();
    table.foreignKeys().forEach(key -> keys.add(key.oid()));
    for (Table other : session.catalog().referencing(table.oid())) {
      other.foreignKeys().stream()
          .filter(key -> key.target() == table.oid())
          .forEach(key -> keys.add(key.oid()));
    }
    if (!keys.isEmpty() && !session.superuser()) {
      throw new PgException(
          SqlState.INSUFFICIENT_PRIVILEGE,
          "permission denied: \"RI_ConstraintTrigger_c_%d\" is a system trigger"
              .formatted(keys.getFirst()));
    }
    session.transaction().put(table.change().disabledKeys(enabled ? List.of() : keys).build());
    session.catalog().children(table.oid()).stream()
        .filter(Table::partition)
        .forEach(partition -> enableKeys(session, partition, enabled));
  }

  static void rename(Session session, Relation table, String name, String newName) {
    Trigger trigger = find(session, table, name).orElseThrow(() -> missing(table, name));
    if (trigger.parent() != 0) {
      Trigger original = TriggerClones.original(session, trigger);
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "cannot rename trigger \"%s\" on table \"%s\"".formatted(name, table.name()))
          .withHint(
              "Rename the trigger on the partitioned table \"%s\" instead."
                  .formatted(session.catalog().relation(original.table()).orElseThrow().name()));
    }
    List<Trigger> all = new ArrayList<>(List.of(trigger));
    all.addAll(TriggerClones.of(session, trigger));
    for (Trigger each : all) {
      Relation relation = session.catalog().relation(each.table()).orElseThrow();
      if (find(session, relation, newName).isPresent()) {
        throw alreadyThere(relation, newName);
      }
      session.transaction().put(each.withName(newName));
    }
  }

  /**
   * CREATE TRIGGER, as pg_get_triggerdef shows it.
   *
   * @param qualified whether the table's schema is shown even where it need not be
   */
  public static String statement(Session session, Trigger trigger, boolean qualified) {
    Relation table = session.catalog().relation(trigger.table()).orElseThrow();
    StringBuilder out = new StringBuilder("CREATE ");
    out.append(trigger.constraint() ? "CONSTRAINT TRIGGER " : "TRIGGER ")
        .append(Identifiers.quote(trigger.name()))
        .append(' ')
        .append(trigger.timing().sql())
        .append(' ');
    List<String> events = new ArrayList<>();
    for (Event event : trigger.events()) {
      boolean of = event == Event.UPDATE && !trigger.columns().isEmpty();
      events.add(of ? "UPDATE OF " + columns(trigger, table) : event.name());
    }
    out.append(String.join(" OR ", events))
        .append(" ON ")
        .append(
            qualified
                ? Identifiers.quote(session.catalog().schemaName(table.schema()))
                    + "."
                    + Identifiers.quote(table.name())
                : ObjectNames.shown(session, table))
        .append(' ');
    if (trigger.constraint()) {
      out.append(trigger.deferrable() ? "DEFERRABLE " : "NOT DEFERRABLE ");
      out.append(trigger.initiallyDeferred() ? "INITIALLY DEFERRED " : "INITIALLY IMMEDIATE ");
    }
    if (trigger.oldTable() != null || trigger.newTable() != null) {
      out.append("REFERENCING ");
      if (trigger.oldTable() != null) {
        out.append("OLD TABLE AS ").append(Identifiers.quote(trigger.oldTable())).append(' ');
      }
      if (trigger.newTable() != null) {
        out.append("NEW TABLE AS ").append(Identifiers.quote(trigger.newTable())).append(' ');
      }
    }
    out.append("FOR EACH ").append(trigger.level().name().toUpperCase(Locale.ROOT)).append(' ');
    if (trigger.condition() != null) {
      out.append("WHEN (")
          .append(StoredText.condition(session, trigger, (Table) table, !qualified))
          .append(") ");
    }
    return out.append("EXECUTE FUNCTION ")
        .append(BuiltInTriggers.shownFunction(session, trigger.function()))
        .append('(')
        .append(
            String.join(
                ", ",
                trigger.arguments().stream()
                    .map(org.heapgres.planner.functions.Quoting::literal)
                    .toList()))
        .append(')')
        .toString();
  }

  private static String columns(Trigger trigger, Relation table) {
    return String.join(
        ", ",
        trigger.columns().stream()
            .map(attnum -> table.columnIndex((int) attnum))
            .filter(position -> position >= 0)
            .map(position -> Identifiers.quote(table.columns().get(position).name()))
            .toList());
  }

  /** TRUNCATE's own triggers. */
  public static void truncate(Run run, Table table, Timing timing) {
    for (Trigger trigger : run.session().catalog().triggers(table.oid())) {
      if (trigger.isFor(timing, Level.STATEMENT, Event.TRUNCATE)
          && trigger.firesIn(run.isReplica())) {
        run.fire(
            trigger,
            new org.heapgres.planner.TriggerCall(
                trigger.name(),
                timing,
                Level.STATEMENT,
                Event.TRUNCATE,
                table,
                run.session().catalog().schemaName(table.schema()),
                null,
                null,
                trigger.arguments()),
            List.of(),
            List.of());
      }
    }
  }
}
