package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.heapgres.planner.Notice;
import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Generated;
import org.heapgres.planner.catalog.Column.Identity;
import org.heapgres.planner.catalog.ColumnAttributes;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Policy;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.StatisticsObject;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.table.TableWriter;
import org.heapgres.planner.parse.tree.Definition;
import org.heapgres.planner.parse.tree.Definition.AlterTableCmd;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.InternalQueries;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Selects;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.Statistics;
import org.heapgres.planner.session.TypeLookup;
import org.heapgres.planner.session.Volatility;
import org.heapgres.planner.session.Words;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The actions of ALTER TABLE on columns. */
final class AlterColumns {
  private final Run run;
  private final Session session;
  private final Table table;
  private final TableDraft draft;
  private final RawStmt raw;

  AlterColumns(Run run, Table table, TableDraft draft) {
    this.run = run;
    this.table = table;
    this.draft = draft;
    session = run.session();
    raw = run.prepared() == null ? null : run.prepared().raw();
  }

  private void put() {
    new RecordRewrite(run, table.rowType()).settle(table, draft.build());
  }

  /** Rows are not touched unless the new column's values differ from row to row. */
  void add(ColumnDef definition, boolean missingOk) {
    if (draft.indexOf(definition.colname()) >= 0) {
      String message =
          "column \""
              + definition.colname()
              + "\" of relation \""
              + table.name()
              + "\" already exists";
      if (!missingOk) {
        throw new PgException(SqlState.DUPLICATE_COLUMN, message);
      }
      session.notice(Notice.notice(SqlState.DUPLICATE_COLUMN, message + ", skipping"));
      return;
    }
    List<Sequence> sequences =
        new ColumnDefinition(session, raw, draft, definition).addTo(List.of());
    sequences.forEach(session.transaction()::put);
    TableExpressions.settle(session, draft);
    Column column = draft.column(definition.colname());
    Table shape = draft.build();
    if (column.identity() != Identity.NONE
        || column.generated() == Generated.STORED
        || (column.generated() == Generated.NONE
            && column.defaultExpression() != null
            && Volatility.isVolatile(session, column))) {
      new RecordRewrite(run, table.rowType()).settle(table, shape);
      rewriteWithDefaults(shape);
    } else {
      addConstant(column, shape);
    }
    addColumnConstraints(definition);
  }

  private void addConstant(Column column, Table shape) {
    if (column.generated() == Generated.VIRTUAL) {
      put();
      if (column.notNull()) {
        new NotNulls(session, table, draft).requireNoNull(column);
      }
      return;
    }
    if (column.defaultExpression() != null || (column.type().kind() == 'd' && hasRows())) {
      TableWriter writer = session.planner().writer(shape);
      Object value = writer.defaultValue(new Execution(run), shape.columnIndex(column.attnum()));
      draft.replace(column.withMissing(value));
    }
    boolean holdsNull =
        column.notNull() && draft.column(column.name()).missing() == null && hasRows();
    if (holdsNull) {
      throw NotNulls.containsNulls(session, table, column.name());
    }
    put();
  }

  private boolean hasRows() {
    return !InternalQueries.rows(
            session, "SELECT FROM ONLY " + Selects.qualified(session, table) + " LIMIT 1")
        .isEmpty();
  }

  private void rewriteWithDefaults(Table shape) {
    TableDraft moved = TableDraft.of(session, shape);
    moved.newStore();
    Table after = moved.build();
    session.transaction().put(after);
    TableWriter writer = session.planner().writer(after);
    Execution execution = new Execution(run);
    int last = after.columns().size() - 1;
    Column column = after.columns().getLast();
    TableRewrite.run(
        run,
        table,
        after,
        row -> {
          Object[] extended = java.util.Arrays.copyOf(row, last + 1);
          if (column.generated() == Generated.STORED) {
            writer.generate(execution, extended);
          } else {
            extended[last] = writer.defaultValue(execution, last);
          }
          return extended;
        });
  }

  private void addColumnConstraints(ColumnDef definition) {
    for (Definition.Constraint constraint : ConstraintAttributes.folded(definition)) {
      switch (constraint.contype()) {
        case CONSTR_CHECK, CONSTR_PRIMARY, CONSTR_UNIQUE, CONSTR_FOREIGN -> {
          Table now = session.catalog().table(table.oid()).orElseThrow();
          new AlterConstraints(run, now, TableDraft.of(session, now))
              .add(constraint, definition.colname());
        }
        default -> {}
      }
    }
  }

  void drop(String name, boolean cascade, boolean missingOk) {
    drop(name, cascade, missingOk, true);
  }

  /** {@code report} says whether to tell what CASCADE takes along. */
  void drop(String name, boolean cascade, boolean missingOk, boolean report) {
    int position = draft.indexOf(name);
    if (position < 0 && missingOk) {
      session.notice(
          Notice.notice(
              "column \""
                  + name
                  + "\" of relation \""
                  + table.name()
                  + "\" does not exist, skipping"));
      return;
    }
    Column column = draft.column(name);
    int attnum = column.attnum();
    if (table.primaryKey().filter(k -> k.keyColumns().contains(attnum)).isPresent()) {
      new AlterConstraints(run, table, draft).drop(primaryKeyName(), cascade, false);
      Table keyless = session.catalog().table(table.oid()).orElseThrow();
      new AlterColumns(run, keyless, TableDraft.of(session, keyless))
          .drop(name, cascade, false, report);
      return;
    }
    checkDependents(column, cascade, report);
    draft.indexes().stream()
        .filter(index -> uses(index, attnum))
        .forEach(index -> session.transaction().storage().dropStore(index.store()));
    draft.indexes().removeIf(index -> uses(index, attnum));
    draft.constraints().removeIf(constraint -> constraint.columns().contains(attnum));
    draft.columns().removeIf(c -> c.attnum() == attnum);
    put();
    for (StatisticsObject statistics : session.catalog().statistics(table.oid())) {
      if (StatisticsCommands.uses(statistics, column)) {
        Statistics.remove(session.transaction().storage(), statistics);
        session.transaction().remove(statistics);
      }
    }
    for (Relation relation : List.copyOf(session.catalog().relations())) {
      if (relation instanceof Sequence sequence
          && sequence.ownedByTable() == table.oid()
          && sequence.ownedByColumn() == attnum) {
        session.transaction().remove(sequence);
      }
    }
  }

  private String primaryKeyName() {
    return table.constraints().stream()
        .filter(c -> c instanceof Constraint.Key key && key.primary())
        .findFirst()
        .orElseThrow()
        .name();
  }

  private boolean uses(Index index, int attnum) {
    if (index.keyColumns().contains(attnum) || index.include().contains(attnum)) {
      return true;
    }
    String name = draft.byAttnum(attnum).name();
    return index.keys().stream()
            .anyMatch(key -> key.expression() != null && Words.contains(key.expression(), name))
        || (index.predicate() != null && Words.contains(index.predicate(), name));
  }

  private void checkDependents(Column column, boolean cascade, boolean report) {
    List<String> lines = new ArrayList<>();
    List<Column> generated = new ArrayList<>();
    String shown = "column " + column.name() + " of table " + ObjectNames.shown(session, table);
    List<Runnable> removals = new ArrayList<>();
    for (Table other : session.catalog().referencing(table.oid())) {
      for (Constraint.ForeignKey key : other.foreignKeys()) {
        if (key.target() == table.oid()
            && key.targetColumns().contains((int) column.attnum())
            && other.oid() != table.oid()) {
          lines.add(
              "constraint "
                  + key.name()
                  + " on table "
                  + ObjectNames.shown(session, other)
                  + " depends on "
                  + shown);
          removals.add(
              () ->
                  new AlterConstraints(run, other, TableDraft.of(session, other))
                      .drop(key.name(), false, false));
        }
      }
    }
    for (Relation relation : session.catalog().relations()) {
      if (relation instanceof View view
          && view.uses().contains(table.oid())
          && Words.contains(view.query(), column.name())) {
        lines.add("view " + ObjectNames.shown(session, view) + " depends on " + shown);
        removals.add(() -> session.transaction().remove(view));
      }
    }
    for (Policy policy : session.catalog().policies(table.oid())) {
      if (PolicyCommands.uses(session, policy).columns().contains((int) column.attnum())) {
        lines.add(ObjectDescriptions.of(session, policy) + " depends on " + shown);
        removals.add(() -> session.transaction().remove(policy));
      }
    }
    for (Column other : draft.columns()) {
      if (other.generated() != Generated.NONE
          && other.attnum() != column.attnum()
          && Words.contains(other.defaultExpression(), column.name())) {
        lines.add(
            "column "
                + other.name()
                + " of table "
                + ObjectNames.shown(session, table)
                + " depends on "
                + shown);
        generated.add(other);
      }
    }
    if (!lines.isEmpty() && !cascade) {
      throw new PgException(
              SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
              "cannot drop " + shown + " because other objects depend on it")
          .withDetail(String.join("\n", lines))
          .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
    if (!lines.isEmpty() && report) {
      Removal.reportCascade(session, lines);
    }
    removals.forEach(Runnable::run);
    generated.forEach(other -> draft.columns().removeIf(c -> c.attnum() == other.attnum()));
  }

  void setDefault(String name, Expression expression) {
    Column column = draft.column(name);
    if (column.identity() != Identity.NONE) {
      throw new PgException(
          SqlState.SYNTAX_ERROR,
          "column \"" + name + "\" of relation \"" + table.name() + "\" is an identity column");
    }
    if (column.generated() != Generated.NONE) {
      throw new PgException(
              SqlState.SYNTAX_ERROR,
              "column \"" + name + "\" of relation \"" + table.name() + "\" is a generated column")
          .withHint(
              expression == null
                  ? "Use ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION instead."
                  : "Use ALTER TABLE ... ALTER COLUMN ... SET EXPRESSION instead.");
    }
    draft.replace(column.withDefault(expression == null ? null : raw.source().textOf(expression)));
    TableExpressions.settle(session, draft);
    Table changed = draft.build();
    session.transaction().put(changed);
  }

  void setStatistics(AlterTableCmd command) {
    Column column = draft.column(command.name());
    change(column, column.attributes().withStatistics(IndexStatistics.target(command)));
  }

  void setStorage(AlterTableCmd command) {
    Column column = draft.column(command.name());
    String name = ((StringValue) command.def()).sval().toLowerCase(Locale.ROOT);
    char storage =
        switch (name) {
          case "plain" -> 'p';
          case "external" -> 'e';
          case "extended" -> 'x';
          case "main" -> 'm';
          case "default" -> 0;
          default ->
              throw new PgException(
                  SqlState.INVALID_PARAMETER_VALUE, "invalid storage type \"" + name + "\"");
        };
    if (storage != 0 && storage != 'p' && column.type().length() >= 0) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "column data type " + column.type().formatted(-1) + " can only have storage PLAIN");
    }
    change(column, column.attributes().withStorage(storage));
  }

  private void change(Column column, ColumnAttributes attributes) {
    draft.replace(column.withAttributes(attributes));
    put();
  }

  void changeType(String name, ColumnDef definition) {
    Column column = draft.column(name);
    TypeResolver.Resolved target = TypeLookup.column(session, name, definition.typeName());
    String using =
        definition.rawDefault() == null
            ? Identifiers.quote(name)
            : raw.source().textOf(definition.rawDefault());
    for (Policy policy : session.catalog().policies(table.oid())) {
      if (PolicyCommands.uses(session, policy).columns().contains((int) column.attnum())) {
        throw new PgException(
                SqlState.FEATURE_NOT_SUPPORTED,
                "cannot alter type of a column used in a policy definition")
            .withDetail(
                "%s depends on column \"%s\""
                    .formatted(ObjectDescriptions.of(session, policy), name));
      }
    }
    RecordRewrite.Use use = RecordRewrite.firstUse(session, table.rowType());
    if (use != null) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cannot alter table \"%s\" because column \"%s.%s\" uses its row type"
              .formatted(table.name(), use.table().name(), use.column().name()));
    }
    for (Relation relation : session.catalog().relations()) {
      if (relation instanceof View view
          && view.uses().contains(table.oid())
          && Words.contains(view.query(), name)) {
        throw new PgException(
                SqlState.FEATURE_NOT_SUPPORTED,
                "cannot alter type of a column used by a view or rule")
            .withDetail(
                "rule _RETURN on view " + view.name() + " depends on column \"" + name + "\"");
      }
    }
    for (Column other : draft.columns()) {
      if (other.generated() != Generated.NONE
          && other.attnum() != column.attnum()
          && Words.contains(other.defaultExpression(), name)) {
        throw new PgException(
                SqlState.FEATURE_NOT_SUPPORTED,
                "cannot alter type of a column used by a generated column")
            .withDetail(
                "Column \"%s\" is used by generated column \"%s\".".formatted(name, other.name()));
      }
    }
    Column changed =
        ColumnDefinition.collated(
            column,
            target.type(),
            target.typmod(),
            ColumnDefinition.collation(session, definition.collClause(), target.type()));
    if (definition.rawDefault() == null
        && Widening.keepsValues(column, target)
        && changed.type().ordersAs(column.type())) {
      draft.replace(changed);
      TableExpressions.settle(session, draft);
      put();
      return;
    }
    draft.replace(changed);
    draft.newStore();
    ColumnConversion conversion = new ColumnConversion(run, table, column, target, using);
    TableExpressions.settle(session, draft);
    Table after = draft.build();
    session.transaction().put(after);
    TableRewrite.run(run, table, after, conversion::apply);
  }

  void addIdentity(String name, Definition.Constraint constraint) {
    Column column = draft.column(name);
    if (column.identity() != Identity.NONE) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "column \""
              + name
              + "\" of relation \""
              + table.name()
              + "\" is already an identity column");
    }
    if (!column.notNull()) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "column \""
              + name
              + "\" of relation \""
              + table.name()
              + "\" must be declared NOT NULL before identity can be added");
    }
    if (column.defaultExpression() != null) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "column \""
              + name
              + "\" of relation \""
              + table.name()
              + "\" already has a default value");
    }
    SequenceOptions options = SequenceOptions.read(session, constraint.options(), column.type());
    String sequenceName =
        options.name() != null
            ? options.name()
            : Names.choose(table.name(), name, "seq", draft::isFree);
    Names.claim(session, draft.schema(), sequenceName, false);
    session
        .transaction()
        .put(
            options
                .create(
                    session.database().oids().next(),
                    table.schema(),
                    sequenceName,
                    table.owner(),
                    true)
                .ownedBy(table.oid(), column.attnum()));
    draft.replace(
        column.withIdentity(
            constraint.generatedWhen() == 'a' ? Identity.ALWAYS : Identity.BY_DEFAULT));
    put();
  }

  void setIdentity(String name, List<DefElem> options) {
    Column column = draft.column(name);
    Sequence sequence = identitySequence(column);
    List<DefElem> sequenceOptions = new ArrayList<>();
    for (DefElem option : options) {
      if (option.defname().equals("generated")) {
        draft.replace(
            column.withIdentity(
                Options.text(option).startsWith("a") || Options.text(option).equals("97")
                    ? Identity.ALWAYS
                    : Identity.BY_DEFAULT));
        put();
      } else {
        sequenceOptions.add(option);
      }
    }
    SequenceOptions changes = SequenceOptions.read(session, sequenceOptions, sequence.type());
    Sequence changed = changes.alter(sequence);
    session.transaction().put(changed);
    if (changes.restart()) {
      long value = changes.restartValue(changed);
      session
          .transaction()
          .afterCommit(new SequenceRestart(session.database().sequences(), changed, value));
    }
  }

  private Sequence identitySequence(Column column) {
    if (column.identity() == Identity.NONE) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "column \""
              + column.name()
              + "\" of relation \""
              + table.name()
              + "\" is not an identity column");
    }
    return session.catalog().identitySequence(table, column);
  }

  void dropIdentity(String name, boolean missingOk) {
    Column column = draft.column(name);
    if (column.identity() == Identity.NONE && missingOk) {
      session.notice(
          Notice.notice(
              "column \""
                  + name
                  + "\" of relation \""
                  + table.name()
                  + "\" is not an identity column, skipping"));
      return;
    }
    session.transaction().remove(identitySequence(column));
    draft.replace(column.withIdentity(Identity.NONE));
    put();
  }

  void dropExpression(String name, boolean missingOk) {
    Column column = draft.column(name);
    if (column.generated() == Generated.NONE) {
      String message =
          "column \"" + name + "\" of relation \"" + table.name() + "\" is not a generated column";
      if (!missingOk) {
        throw new PgException(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, message);
      }
      session.notice(Notice.notice(message + ", skipping"));
      return;
    }
    if (column.generated() == Generated.VIRTUAL) {
      throw virtual(
          "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns", name);
    }
    draft.replace(column.withoutExpression());
    put();
  }

  private PgException virtual(String message, String name) {
    return new PgException(SqlState.FEATURE_NOT_SUPPORTED, message)
        .withDetail(
            "Column \"%s\" of relation \"%s\" is a virtual generated column."
                .formatted(name, table.name()));
  }

  /** Stored values are computed anew. */
  void setExpression(String name, Expression expression) {
    Column column = draft.column(name);
    if (column.generated() == Generated.NONE) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "column \"" + name + "\" of relation \"" + table.name() + "\" is not a generated column");
    }
    boolean stored = column.generated() == Generated.STORED;
    if (!stored && !table.checks().isEmpty()) {
      throw virtual(
          "ALTER TABLE / SET EXPRESSION is not supported for virtual generated columns in tables"
              + " with check constraints",
          name);
    }
    draft.replace(column.withDefault(raw.source().textOf(expression)));
    TableExpressions.settle(session, draft);
    if (!stored) {
      put();
      return;
    }
    draft.newStore();
    Table after = draft.build();
    session.transaction().put(after);
    TableWriter writer = session.planner().writer(after);
    Execution execution = new Execution(run);
    TableRewrite.run(
        run,
        table,
        after,
        row -> {
          Object[] changed = row.clone();
          writer.generate(execution, changed);
          return changed;
        });
  }
}
