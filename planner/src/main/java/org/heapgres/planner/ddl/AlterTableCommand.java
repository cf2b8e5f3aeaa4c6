package org.heapgres.planner.ddl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.heapgres.planner.catalog.Constraint.ForeignKey;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.ReplicaIdentity;
import org.heapgres.planner.catalog.RowSecurity;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Table.Persistence;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Definition.ATAlterConstraint;
import org.heapgres.planner.parse.tree.Definition.AlterTableCmd;
import org.heapgres.planner.parse.tree.Definition.AlterTableType;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.PartitionCmd;
import org.heapgres.planner.parse.tree.Definition.ReplicaIdentityStmt;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.RelationStatement.AlterTableStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** ALTER TABLE: one action after the other, each on the table the one before it left. */
final class AlterTableCommand implements Command<AlterTableStmt> {
  @Override
  public Outcome run(Run run, AlterTableStmt statement) {
    Session session = run.session();
    if (statement.objtype() == ObjectType.OBJECT_TYPE) {
      CompositeCommands.alter(run, statement);
      return new Outcome.Done(CommandTags.of(statement));
    }
    Optional<Relation> found =
        Names.requireOwnedUnless(
            session, statement.relation(), LockMode.ACCESS_EXCLUSIVE, statement.missingOk());
    if (found.isPresent()) {
      session.beginStatement();
      if (found.get() instanceof Table table) {
        session
            .transaction()
            .constraintChecks()
            .refuseChange(table.oid(), table.name(), "ALTER TABLE");
        for (AlterTableCmd command : statement.cmds()) {
          apply(run, table.oid(), command, statement.relation().inh(), false);
        }
      } else {
        otherRelation(run, statement, found.get());
      }
    }
    return new Outcome.Done(CommandTags.of(statement));
  }

  /** ALTER TABLE works on the owner of sequences, views and indexes too. */
  private static void otherRelation(Run run, AlterTableStmt statement, Relation relation) {
    Session session = run.session();
    for (AlterTableCmd command : statement.cmds()) {
      switch (command.subtype()) {
        case AT_ChangeOwner ->
            Owners.checkAndChange(session, relation, Owners.role(session, command.newowner()));
        case AT_AttachPartition -> {
          if (!(relation instanceof Index index)) {
            throw wrongKind(relation);
          }
          new PartitionAttachment(run).attachIndex(index, ((PartitionCmd) command.def()).name());
        }
        case AT_ColumnDefault -> {
          if (!(session.catalog().relation(relation.oid()).orElseThrow() instanceof View view)) {
            throw wrongKind(relation);
          }
          ViewCommand.setDefault(run, view, command.name(), (Expression) command.def());
        }
        case AT_SetRelOptions, AT_ResetRelOptions -> {
          if (relation instanceof View) {
            viewOptions(session, relation.oid(), command);
          } else if (!(relation instanceof Index)) {
            throw wrongKind(relation);
          }
        }
        case AT_SetStatistics -> {
          if (!(session.catalog().relation(relation.oid()).orElseThrow() instanceof Index index)) {
            throw wrongKind(relation);
          }
          IndexStatistics.set(session, index, command);
        }
        case AT_EnableRowSecurity,
            AT_DisableRowSecurity,
            AT_ForceRowSecurity,
            AT_NoForceRowSecurity ->
            throw new PgException(
                    SqlState.WRONG_OBJECT_TYPE,
                    "ALTER action %s cannot be performed on relation \"%s\""
                        .formatted(action(command), relation.name()))
                .withDetail("This operation is not supported for " + relation.kindName() + "s.");
        default -> throw wrongKind(relation);
      }
    }
  }

  /** As messages say it. */
  private static String action(AlterTableCmd command) {
    return command
        .subtype()
        .name()
        .substring(3)
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toUpperCase(java.util.Locale.ROOT);
  }

  /**
   * One action on a table and, where it concerns them, on those that inherit from it.
   *
   * @param inherited whether the action came down from a parent
   */
  private static void apply(
      Run run, int oid, AlterTableCmd written, boolean recurse, boolean inherited) {
    Session session = run.session();
    Table table = session.catalog().table(oid).orElseThrow();
    AlterTableCmd command = InheritedActions.onColumn(table, written);
    InheritedActions actions = new InheritedActions(session, table, command);
    if (!inherited) {
      actions.check(recurse);
    }
    if (!inherited || !actions.isDone()) {
      List<Table> children =
          recurse && actions.recurses() ? session.catalog().children(oid) : List.of();
      new Alteration(run, oid).apply(command);
      if (inherited) {
        actions.markInherited();
      }
      for (Table child : children) {
        Names.lock(session, child.oid(), LockMode.ACCESS_EXCLUSIVE);
        apply(run, child.oid(), actions.forChildren(), true, true);
      }
      new PartitionKeys(run).spreadNew(table, recurse);
    }
  }

  private static void viewOptions(Session session, int oid, AlterTableCmd command) {
    View view = (View) session.catalog().relation(oid).orElseThrow();
    Map<String, String> options = new TreeMap<>(view.options());
    List<DefElem> given =
        ((ListValue) command.def()).items().stream().map(DefElem.class::cast).toList();
    if (command.subtype() == AlterTableType.AT_SetRelOptions) {
      options.putAll(ViewCommand.options(given));
    } else {
      given.forEach(option -> options.remove(option.defname()));
    }
    View changed = view.withOptions(options);
    session.transaction().put(changed);
    ViewCommand.requireCheckable(session, changed);
  }

  private static PgException wrongKind(Relation relation) {
    return new PgException(
        SqlState.WRONG_OBJECT_TYPE, "\"" + relation.name() + "\" is not a table");
  }

  /** One action. */
  private static final class Alteration {
    private final Run run;
    private final Session session;
    private final Table table;
    private final TableDraft draft;

    Alteration(Run run, int oid) {
      this.run = run;
      session = run.session();
      table = session.catalog().table(oid).orElseThrow();
      draft = TableDraft.of(session, table);
    }

    void apply(AlterTableCmd command) {
      AlterColumns columns = new AlterColumns(run, table, draft);
      AlterConstraints constraints = new AlterConstraints(run, table, draft);
      boolean cascade = command.behavior() == DropBehavior.DROP_CASCADE;
      switch (command.subtype()) {
        case AT_AddColumn -> columns.add((ColumnDef) command.def(), command.missingOk());
        case AT_DropColumn -> columns.drop(command.name(), cascade, command.missingOk());
        case AT_ColumnDefault -> columns.setDefault(command.name(), (Expression) command.def());
        case AT_SetNotNull -> new NotNulls(session, table, draft).set(command.name());
        case AT_DropNotNull -> new NotNulls(session, table, draft).drop(command.name());
        case AT_AlterColumnType -> columns.changeType(command.name(), (ColumnDef) command.def());
        case AT_AddIdentity -> columns.addIdentity(command.name(), (Constraint) command.def());
        case AT_SetIdentity -> columns.setIdentity(command.name(), items(command.def()));
        case AT_DropIdentity -> columns.dropIdentity(command.name(), command.missingOk());
        case AT_SetExpression -> columns.setExpression(command.name(), (Expression) command.def());
        case AT_DropExpression -> columns.dropExpression(command.name(), command.missingOk());
        case AT_SetStatistics -> columns.setStatistics(command);
        case AT_SetStorage -> columns.setStorage(command);
        case AT_SetCompression, AT_SetOptions, AT_ResetOptions -> draft.column(command.name());
        case AT_AddConstraint -> constraints.add((Constraint) command.def());
        case AT_DropConstraint -> constraints.drop(command.name(), cascade, command.missingOk());
        case AT_ValidateConstraint -> constraints.validate(command.name());
        case AT_AlterConstraint -> constraints.alter((ATAlterConstraint) command.def());
        case AT_ChangeOwner ->
            Owners.checkAndChange(session, table, Owners.role(session, command.newowner()));
        case AT_SetRelOptions -> {
          for (DefElem option : items(command.def())) {
            draft.options().put(option.defname(), StorageOptions.checked(option));
          }
          session.transaction().put(draft.build());
        }
        case AT_ResetRelOptions -> {
          items(command.def()).forEach(option -> draft.options().remove(option.defname()));
          session.transaction().put(draft.build());
        }
        case AT_SetLogged -> setLogged(Persistence.PERMANENT);
        case AT_SetUnLogged -> setLogged(Persistence.UNLOGGED);
        case AT_AttachPartition ->
            new PartitionAttachment(run).attach(table, (PartitionCmd) command.def());
        case AT_DetachPartition ->
            new PartitionAttachment(run).detach(table, (PartitionCmd) command.def());
        case AT_DetachPartitionFinalize ->
            new PartitionAttachment(run).finish(table, (PartitionCmd) command.def());
        case AT_AddInherit -> new PartitionAttachment(run).inherit(table, (RangeVar) command.def());
        case AT_DropInherit ->
            new PartitionAttachment(run).disinherit(table, (RangeVar) command.def());
        case AT_ClusterOn -> {
          Index index = ClusterCommand.index(table, command.name());
          session.transaction().put(table.change().clusteredOn(index.oid()).build());
        }
        // there are none since PostgreSQL 12, which takes it, too
        case AT_DropOids -> {}
        case AT_DropCluster -> session.transaction().put(table.change().clusteredOn(0).build());
        case AT_EnableTrig, AT_EnableTrigUser ->
            TriggerCommands.enable(session, table, command.name(), 'O');
        case AT_DisableTrig, AT_DisableTrigUser ->
            TriggerCommands.enable(session, table, command.name(), 'D');
        case AT_EnableTrigAll -> {
          TriggerCommands.enable(session, table, null, 'O');
          TriggerCommands.enableKeys(session, table, true);
        }
        case AT_DisableTrigAll -> {
          TriggerCommands.enable(session, table, null, 'D');
          TriggerCommands.enableKeys(session, table, false);
        }
        case AT_EnableAlwaysTrig -> TriggerCommands.enable(session, table, command.name(), 'A');
        case AT_EnableReplicaTrig -> TriggerCommands.enable(session, table, command.name(), 'R');
        case AT_EnableRowSecurity -> secure(table.rowSecurity().withEnabled(true));
        case AT_DisableRowSecurity -> secure(table.rowSecurity().withEnabled(false));
        case AT_ForceRowSecurity -> secure(table.rowSecurity().withForced(true));
        case AT_NoForceRowSecurity -> secure(table.rowSecurity().withForced(false));
        case AT_ReplicaIdentity -> identify((ReplicaIdentityStmt) command.def());
        case AT_AddOf -> TypedTables.attach(session, table, command.def());
        case AT_DropOf -> TypedTables.detach(session, table);
        default -> throw PgException.notSupported("ALTER TABLE ... " + action(command));
      }
    }

    /** Rows are as safe in an unlogged table; others only may not rely on them. */
    private void setLogged(Persistence wanted) {
      if (table.persistence() == Persistence.TEMPORARY) {
        throw new PgException(
            SqlState.INVALID_TABLE_DEFINITION,
            "cannot change logged status of table \"%s\" because it is temporary"
                .formatted(table.name()));
      }
      if (wanted == Persistence.PERMANENT) {
        for (ForeignKey key : table.foreignKeys()) {
          requireSame(key, table, session.catalog().table(key.target()).orElseThrow(), wanted);
        }
      } else {
        for (Table other : session.catalog().referencing(table.oid())) {
          for (ForeignKey key : other.foreignKeys()) {
            if (key.target() == table.oid()) {
              requireSame(key, other, other, wanted);
            }
          }
        }
      }
      session.transaction().put(table.change().persistence(wanted).build());
    }

    /** 42P16 when the other end of a foreign key of {@code owner} would last differently. */
    private void requireSame(ForeignKey key, Table owner, Table other, Persistence wanted) {
      if (other.oid() != table.oid() && other.persistence() != wanted) {
        boolean logged = wanted == Persistence.PERMANENT;
        throw new PgException(
                SqlState.INVALID_TABLE_DEFINITION,
                "could not change table \"%s\" to %s because it references %s table \"%s\""
                    .formatted(
                        table.name(),
                        logged ? "logged" : "unlogged",
                        logged ? "unlogged" : "logged",
                        other.name()))
            .withObject(
                session.catalog().schemaName(owner.schema()), owner.name(), null, key.name());
      }
    }

    private void identify(ReplicaIdentityStmt statement) {
      int oid = 0;
      if (statement.identityType() == 'i') {
        Index index = table.requiredIndex(statement.name());
        requireIdentifying(index);
        oid = index.oid();
      }
      session
          .transaction()
          .put(
              table
                  .change()
                  .replicaIdentity(new ReplicaIdentity(statement.identityType(), oid))
                  .build());
    }

    private void requireIdentifying(Index index) {
      String what =
          !index.unique()
              ? "non-unique index"
              : index.keyColumns().contains(0)
                  ? "expression index"
                  : index.predicate() != null ? "partial index" : null;
      if (what != null) {
        throw new PgException(
            index.unique() ? SqlState.FEATURE_NOT_SUPPORTED : SqlState.WRONG_OBJECT_TYPE,
            "cannot use %s \"%s\" as replica identity".formatted(what, index.name()));
      }
      for (int attnum : index.keyColumns()) {
        if (!draft.byAttnum(attnum).notNull()) {
          throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "index \"%s\" cannot be used as replica identity because column \"%s\" is nullable"
                  .formatted(index.name(), draft.byAttnum(attnum).name()));
        }
      }
    }

    private void secure(RowSecurity security) {
      session.transaction().put(table.change().rowSecurity(security).build());
    }

    private static List<DefElem> items(Node list) {
      return ((ListValue) list).items().stream().map(DefElem.class::cast).toList();
    }
  }
}
