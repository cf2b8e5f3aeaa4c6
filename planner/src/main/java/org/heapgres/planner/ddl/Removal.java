package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.CastEntry;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.CollationEntry;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Extension;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.ModuleEntry;
import org.heapgres.planner.catalog.OperatorEntry;
import org.heapgres.planner.catalog.Policy;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.RootEntry;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SchemaMember;
import org.heapgres.planner.catalog.SearchDictionary;
import org.heapgres.planner.catalog.SearchMapping;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.StatisticsObject;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.Modules;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.Statistics;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.object.ObjectStore;

/**
 * What one DROP takes away: the objects named, and with CASCADE those that depend on them. Used by
 * the session's thread.
 */
public final class Removal {
  private record Dependent(String what, Runnable remove) {}

  private final Session session;
  private final boolean cascade;
  private final boolean report;
  private final Map<Integer, CatalogObject> objects = new LinkedHashMap<>();
  private final Map<Integer, String> reasons = new LinkedHashMap<>();
  private final Map<CatalogObject, Schema> members = new LinkedHashMap<>();
  private final Set<String> mentioned = new HashSet<>();

  public Removal(Session session, boolean cascade, boolean report) {
    this.session = session;
    this.cascade = cascade;
    this.report = report;
  }

  public void add(CatalogObject object) {
    objects.put(object.oid(), object);
  }

  /** Goes with what was added before, without being named. */
  void addPart(CatalogObject object) {
    reasons.put(object.oid(), "");
    add(object);
  }

  /** A schema with all that is in it. */
  void addSchema(Schema schema) {
    add(schema);
    addMembers(schema);
  }

  /** What is in a schema, without the schema. */
  public void addMembers(Schema schema) {
    for (CatalogObject object : session.catalog().objects()) {
      boolean inside =
          switch (object) {
            case Index _ -> false;
            case Relation relation -> relation.schema() == schema.oid();
            case FunctionEntry function -> function.schema() == schema.oid();
            case UserType type -> type.schema() == schema.oid();
            case OperatorEntry operator -> operator.schema() == schema.oid();
            case Extension extension -> extension.schema() == schema.oid();
            case ModuleEntry module -> module.schema() == schema.oid();
            case RootEntry root -> root.schema() == schema.oid();
            case SchemaMember member -> member.schema() == schema.oid();
            default -> false;
          };
      if (inside) {
        members.put(object, schema);
      }
    }
  }

  /** Checks dependents, then drops everything. 2BP01 without CASCADE. */
  public void carryOut() {
    List<Dependent> dependents = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    addDependents(dependents, lines);
    takeMembers(dependents, lines);
    refuseClones();
    refuseIdentities();
    foreignKeys(dependents, lines);
    callers(dependents, lines);
    defaults(dependents, lines);
    if (!lines.isEmpty()) {
      if (!cascade) {
        throw dependentObjects(lines);
      }
      if (report) {
        reportCascade(session, lines);
      }
    }
    dependents.forEach(dependent -> dependent.remove().run());
    List.copyOf(objects.values()).forEach(this::remove);
  }

  private void addDependents(List<Dependent> dependents, List<String> lines) {
    boolean grown = true;
    while (grown) {
      int before = objects.size();
      addOwnedSequences();
      addChildren(lines);
      addViews(lines);
      addTypeDependents(dependents, lines);
      addFunctionDependents(lines);
      addTriggers(lines);
      addPolicies(lines);
      addStatistics();
      grown = objects.size() > before;
    }
  }

  /**
   * Members of schemas: the newest is looked at first, with all that depends on it; the lines come
   * in the opposite order, as in PostgreSQL.
   */
  private void takeMembers(List<Dependent> dependents, List<String> lines) {
    List<CatalogObject> newestFirst = new ArrayList<>(members.keySet());
    newestFirst.sort(
        Comparator.comparingLong((CatalogObject o) -> Integer.toUnsignedLong(o.oid())).reversed());
    for (CatalogObject member : newestFirst) {
      if (goes(member.oid())) {
        continue;
      }
      List<String> block = new ArrayList<>();
      if (!isPart(member)) {
        block.add(shown(member) + " depends on " + shown(members.get(member)));
      }
      addPart(member);
      addDependents(dependents, block);
      lines.addAll(0, block);
    }
  }

  /** What goes with another member, unmentioned. */
  private boolean isPart(CatalogObject member) {
    return switch (member) {
      case Sequence sequence -> sequence.ownedByTable() != 0;
      case Table table -> table.partition();
      case FunctionEntry function -> function.language().equals("internal");
      default -> false;
    };
  }

  private PgException dependentObjects(List<String> lines) {
    CatalogObject first = objects.values().iterator().next();
    return new PgException(
            SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
            objects.size() - reasons.size() > 1
                ? "cannot drop desired object(s) because other objects depend on them"
                : "cannot drop " + shown(first) + " because other objects depend on it")
        .withDetail(String.join("\n", lines))
        .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
  }

  /** The notice of what CASCADE takes along; lines are of the form "a depends on b". */
  static void reportCascade(Session session, List<String> lines) {
    List<String> what =
        lines.stream().map(line -> line.substring(0, line.indexOf(" depends on "))).toList();
    if (what.size() == 1) {
      session.notice(Notice.notice("drop cascades to " + what.getFirst()));
    } else {
      Notice all = Notice.notice("drop cascades to " + what.size() + " other objects");
      session.notice(
          new Notice(
              all.level(),
              all.code(),
              all.message(),
              String.join("\n", what.stream().map(w -> "drop cascades to " + w).toList()),
              null,
              null));
    }
  }

  private String shown(CatalogObject object) {
    return ObjectDescriptions.of(session, object);
  }

  private boolean goes(int oid) {
    return objects.containsKey(oid);
  }

  private void addOwnedSequences() {
    for (Relation relation : List.copyOf(session.catalog().relations())) {
      if (relation instanceof Sequence sequence && goes(sequence.ownedByTable())) {
        reasons.put(sequence.oid(), "");
        add(sequence);
      }
    }
  }

  /** Partitions go with their table; what else inherits from it depends on it. */
  private void addChildren(List<String> lines) {
    for (CatalogObject object : List.copyOf(objects.values())) {
      for (Table child : session.catalog().children(object.oid())) {
        if (goes(child.oid())) {
          continue;
        }
        if (!child.partition()) {
          lines.add(shown(child) + " depends on " + shown(object));
        }
        reasons.put(child.oid(), "");
        add(child);
      }
    }
  }

  private void addViews(List<String> lines) {
    for (Relation relation : session.catalog().relations()) {
      for (int used : uses(relation)) {
        if (!goes(relation.oid()) && goes(used)) {
          lines.add(shown(relation) + " depends on " + shown(objects.get(used)));
          reasons.put(relation.oid(), "");
          add(relation);
        }
      }
    }
  }

  /** Whether a table goes, be it that it is a member of a schema and has not been taken yet. */
  private boolean goesInTheEnd(int table) {
    return goes(table) || members.keySet().stream().anyMatch(member -> member.oid() == table);
  }

  /** The triggers of tables that go, and those that call functions that go. */
  private void addTriggers(List<String> lines) {
    for (CatalogObject object : session.catalog().objects()) {
      if (object instanceof Trigger trigger && !goes(trigger.oid())) {
        if (goes(trigger.function()) && !goesInTheEnd(trigger.table())) {
          lines.add(shown(trigger) + " depends on " + shown(objects.get(trigger.function())));
        }
        if (goes(trigger.function()) || goes(trigger.table()) || goes(trigger.parent())) {
          reasons.put(trigger.oid(), "");
          add(trigger);
        }
      }
    }
  }

  /** The policies of tables that go, and those whose conditions use what goes. */
  private void addPolicies(List<String> lines) {
    for (CatalogObject object : session.catalog().objects()) {
      if (!(object instanceof Policy policy) || goes(policy.oid())) {
        continue;
      }
      if (!goes(policy.table())) {
        PolicyCommands.Uses uses = PolicyCommands.uses(session, policy);
        Optional<CatalogObject> used =
            objects.values().stream()
                .filter(
                    gone ->
                        uses.relations().contains(gone.oid())
                            || uses.functions().contains(gone.oid()))
                .findFirst();
        if (used.isEmpty()) {
          continue;
        }
        lines.add(shown(policy) + " depends on " + shown(used.get()));
      }
      reasons.put(policy.oid(), "");
      add(policy);
    }
  }

  /** Those of tables that go. */
  private void addStatistics() {
    for (CatalogObject object : List.copyOf(objects.values())) {
      for (StatisticsObject statistics : session.catalog().statistics(object.oid())) {
        if (!goes(statistics.oid())) {
          addPart(statistics);
        }
      }
    }
  }

  /** 2BP01 for the sequence of an identity column that stays. */
  private void refuseIdentities() {
    for (CatalogObject object : objects.values()) {
      if (object instanceof Sequence sequence
          && sequence.identity()
          && !goes(sequence.ownedByTable())
          && session.catalog().relation(sequence.ownedByTable()).orElse(null)
              instanceof Table table) {
        int position = table.columnIndex(sequence.ownedByColumn());
        String column =
            "column "
                + Identifiers.quote(table.columns().get(position).name())
                + " of "
                + shown(table);
        throw new PgException(
                SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                "cannot drop " + shown(sequence) + " because " + column + " requires it")
            .withHint("You can drop " + column + " instead.");
      }
    }
  }

  /** 2BP01 for a partition's clone of a trigger that stays. */
  private void refuseClones() {
    for (CatalogObject object : objects.values()) {
      if (object instanceof Trigger trigger
          && trigger.parent() != 0
          && !goes(trigger.parent())
          && !goes(trigger.table())) {
        String original = shown(session.catalog().object(trigger.parent()).orElseThrow());
        throw new PgException(
                SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                "cannot drop " + shown(trigger) + " because " + original + " requires it")
            .withHint("You can drop " + original + " instead.");
      }
    }
  }

  /** Operators, casts and aggregates that call a function that goes. */
  private void addFunctionDependents(List<String> lines) {
    for (CatalogObject object : List.copyOf(session.catalog().objects())) {
      List<Integer> functions =
          switch (object) {
            case OperatorEntry operator -> List.of(operator.function());
            case CastEntry cast -> List.of(cast.function());
            case FunctionEntry function when function.aggregate() != null ->
                List.of(function.aggregate().transition(), function.aggregate().finish());
            case View view
                when !goes(view.oid())
                    && objects.values().stream().anyMatch(FunctionEntry.class::isInstance) ->
                RoutineUses.of(session, view).stream().filter(this::goes).limit(1).toList();
            default -> List.of();
          };
      for (int function : functions) {
        if (function != 0 && goes(function) && !goes(object.oid())) {
          lines.add(shown(object) + " depends on " + shown(objects.get(function)));
          reasons.put(object.oid(), "");
          add(object);
        }
      }
    }
  }

  /** Defaults and checks of tables that call a function that goes. */
  private void callers(List<Dependent> dependents, List<String> lines) {
    if (objects.values().stream().noneMatch(FunctionEntry.class::isInstance)) {
      return;
    }
    for (Relation relation : List.copyOf(session.catalog().relations())) {
      if (!(relation instanceof Table table) || goes(table.oid())) {
        continue;
      }
      for (Column column : table.columns()) {
        boolean generated = column.generated() != Column.Generated.NONE;
        called(RoutineUses.of(session, column.defaultExpression(), generated ? table : null))
            .ifPresent(
                function -> {
                  lines.add(
                      (generated ? "column " : "default value for column ")
                          + Identifiers.quote(column.name())
                          + " of table "
                          + ObjectNames.shown(session, table)
                          + " depends on "
                          + function);
                  dependents.add(
                      new Dependent(
                          column.name(), () -> dropDefault(table.oid(), column.attnum())));
                });
      }
      for (Constraint.Check check : table.checks()) {
        called(RoutineUses.of(session, check.expression(), table))
            .ifPresent(
                function -> {
                  lines.add(
                      "constraint "
                          + Identifiers.quote(check.name())
                          + " on table "
                          + ObjectNames.shown(session, table)
                          + " depends on "
                          + function);
                  dependents.add(
                      new Dependent(check.name(), () -> dropConstraint(table.oid(), check.oid())));
                });
      }
    }
  }

  private Optional<String> called(Set<Integer> functions) {
    return functions.stream().filter(this::goes).findFirst().map(oid -> shown(objects.get(oid)));
  }

  /** What uses a type that goes, that of a table's rows too. */
  private void addTypeDependents(List<Dependent> dependents, List<String> lines) {
    for (TypeDependents.Dependent each :
        TypeDependents.of(session, List.copyOf(objects.values()))) {
      if (goes(each.oid()) || (each.line() != null && !mentioned.add(each.line()))) {
        continue;
      }
      if (each.line() != null) {
        lines.add(each.line());
      }
      if (each.object() == null) {
        dependents.add(new Dependent(each.line(), each.remove()));
      } else {
        reasons.put(each.oid(), "");
        add(each.object());
      }
    }
  }

  /** What a view, materialized or not, reads. */
  private static List<Integer> uses(Relation relation) {
    return switch (relation) {
      case View view -> view.uses();
      case Table table when table.materialized() -> table.query().uses();
      default -> List.of();
    };
  }

  private void foreignKeys(List<Dependent> dependents, List<String> lines) {
    Catalog catalog = session.catalog();
    for (CatalogObject object : objects.values()) {
      if (!(object instanceof Table table)) {
        continue;
      }
      for (Table target : catalog.withPartitionedParents(table)) {
        if (target.oid() == table.oid() || !goes(target.oid())) {
          foreignKeys(table, target, dependents, lines);
        }
      }
    }
  }

  /** {@code target} is the table that goes, or a partitioned one of whose rows it has some. */
  private void foreignKeys(
      Table table, Table target, List<Dependent> dependents, List<String> lines) {
    for (Table other : session.catalog().referencing(target.oid())) {
      if (goes(other.oid())) {
        continue;
      }
      for (Constraint.ForeignKey key : other.foreignKeys()) {
        if (key.target() == target.oid()) {
          lines.add(
              "constraint "
                  + Identifiers.quote(key.name())
                  + " on table "
                  + ObjectNames.shown(session, other)
                  + " depends on "
                  + shown(table));
          dependents.add(new Dependent(key.name(), () -> dropConstraint(other.oid(), key.oid())));
        }
      }
    }
  }

  private void dropConstraint(int tableOid, int constraintOid) {
    Names.lock(session, tableOid, LockMode.ACCESS_EXCLUSIVE);
    Table table = session.catalog().table(tableOid).orElseThrow();
    session
        .transaction()
        .put(
            table
                .change()
                .constraints(
                    table.constraints().stream().filter(c -> c.oid() != constraintOid).toList())
                .build());
  }

  /** Defaults that call nextval of a sequence that goes. */
  private void defaults(List<Dependent> dependents, List<String> lines) {
    for (CatalogObject object : objects.values()) {
      if (!(object instanceof Sequence sequence) || goes(sequence.ownedByTable())) {
        continue;
      }
      for (Relation relation : session.catalog().relations()) {
        if (!(relation instanceof Table table) || goes(table.oid())) {
          continue;
        }
        for (Column column : table.columns()) {
          String expression = column.defaultExpression();
          if (expression != null && expression.contains("'" + sequence.oid() + "'::regclass")) {
            lines.add(
                "default value for column "
                    + Identifiers.quote(column.name())
                    + " of table "
                    + ObjectNames.shown(session, table)
                    + " depends on "
                    + shown(sequence));
            dependents.add(
                new Dependent(column.name(), () -> dropDefault(table.oid(), column.attnum())));
          }
        }
      }
    }
  }

  private void dropDefault(int tableOid, int attnum) {
    Names.lock(session, tableOid, LockMode.ACCESS_EXCLUSIVE);
    TableDraft draft = TableDraft.of(session, session.catalog().table(tableOid).orElseThrow());
    draft.replace(draft.byAttnum(attnum).withDefault(null));
    session.transaction().put(draft.build());
  }

  private void remove(CatalogObject object) {
    Transaction storage = session.transaction().storage();
    switch (object) {
      case Table table -> {
        Names.lock(session, table.oid(), LockMode.ACCESS_EXCLUSIVE);
        storage.dropStore(table.store());
        for (Index index : table.indexes()) {
          if (!index.primary()) {
            storage.dropStore(index.store());
          }
        }
        Statistics.remove(storage, table.oid());
        session.transaction().remove(table);
      }
      case Sequence _, View _, CompositeType _ -> {
        Names.lock(session, object.oid(), LockMode.ACCESS_EXCLUSIVE);
        session.transaction().remove(object);
      }
      case Index index -> dropIndex(index);
      case ComputedRelation relation -> throw Names.systemRelation(relation);
      case ModuleEntry module -> Modules.remove(session, module);
      case StatisticsObject statistics -> {
        Statistics.remove(storage, statistics);
        session.statistics().changed(statistics.table());
        session.transaction().remove(statistics);
      }
      case RootEntry root -> {
        new ObjectStore(storage).removeRoot(root.schema(), root.name());
        session.transaction().remove(root);
        session.objectsChanged();
      }
      case Schema _,
          FunctionEntry _,
          Trigger _,
          Policy _,
          UserType _,
          CollationEntry _,
          SearchDictionary _,
          SearchMapping _,
          OperatorEntry _,
          CastEntry _,
          Extension _ ->
          session.transaction().remove(object);
      default -> throw new IllegalArgumentException(object.name());
    }
  }

  private void dropIndex(Index index) {
    Names.lock(session, index.table(), LockMode.ACCESS_EXCLUSIVE);
    Table table = session.catalog().table(index.table()).orElseThrow();
    refuseRequired(table, index);
    dropPartsOf(index);
    session.transaction().storage().dropStore(index.store());
    session
        .transaction()
        .put(
            table
                .change()
                .indexes(table.indexes().stream().filter(i -> i.oid() != index.oid()).toList())
                .build());
  }

  /** 2BP01 for the index of a constraint, or a partition's part of an index that stays. */
  void refuseRequired(Table table, Index index) {
    for (Constraint constraint : table.constraints()) {
      if (constraint instanceof Constraint.Key key && key.index() == index.oid()) {
        throw new PgException(
                SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                "cannot drop index "
                    + ObjectNames.shown(session, index)
                    + " because constraint "
                    + Identifiers.quote(key.name())
                    + " on table "
                    + ObjectNames.shown(session, table)
                    + " requires it")
            .withHint(
                "You can drop constraint "
                    + Identifiers.quote(key.name())
                    + " on table "
                    + ObjectNames.shown(session, table)
                    + " instead.");
      }
    }
    Integer parent = table.inheritance().indexParents().get(index.oid());
    if (parent != null) {
      Relation above = session.catalog().relation(parent).orElse(null);
      if (above != null && !goes(parent)) {
        throw new PgException(
                SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                "cannot drop " + shown(index) + " because " + shown(above) + " requires it")
            .withHint("You can drop " + shown(above) + " instead.");
      }
    }
  }

  /** The indexes of partitions that belong to a partitioned table's index go with it. */
  private void dropPartsOf(Index index) {
    for (Table child : session.catalog().children(index.table())) {
      for (Index part : child.indexes()) {
        if (child.inheritance().indexParents().getOrDefault(part.oid(), 0) == index.oid()) {
          objects.put(index.oid(), index);
          dropIndex(part);
        }
      }
    }
  }
}
