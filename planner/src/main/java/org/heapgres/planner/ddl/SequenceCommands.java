package org.heapgres.planner.ddl;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.RelationStatement.AlterSeqStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateSeqStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE SEQUENCE and ALTER SEQUENCE. */
final class SequenceCommands {
  static final Command<CreateSeqStmt> CREATE =
      new Command<>() {
        @Override
        public Outcome run(Run run, CreateSeqStmt statement) {
          create(run.session(), statement);
          return new Outcome.Done("CREATE SEQUENCE");
        }
      };

  static final Command<AlterSeqStmt> ALTER =
      new Command<>() {
        @Override
        public Outcome run(Run run, AlterSeqStmt statement) {
          alter(run.session(), statement);
          return new Outcome.Done("ALTER SEQUENCE");
        }
      };

  private SequenceCommands() {}

  private static void create(Session session, CreateSeqStmt statement) {
    Schema schema = Names.creationSchema(session, statement.sequence());
    String name = statement.sequence().relname();
    if (!Names.claim(session, schema, name, statement.ifNotExists())) {
      return;
    }
    SequenceOptions options = SequenceOptions.read(session, statement.options(), Types.INT8);
    Sequence sequence =
        options.create(
            session.database().oids().next(),
            schema.oid(),
            name,
            session.environment().currentRole().oid(),
            false);
    session.transaction().put(owned(session, sequence, options.ownedBy()));
  }

  private static void alter(Session session, AlterSeqStmt statement) {
    Optional<Relation> found =
        Names.requireOwnedUnless(
            session, statement.sequence(), LockMode.SHARE_ROW_EXCLUSIVE, statement.missingOk());
    if (found.isEmpty()) {
      return;
    }
    if (!(found.get() instanceof Sequence before)) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE, "\"" + found.get().name() + "\" is not a sequence");
    }
    SequenceOptions options = SequenceOptions.read(session, statement.options(), before.type());
    Sequence changed = owned(session, options.alter(before), options.ownedBy());
    session.transaction().put(changed);
    if (options.restart()) {
      long value = options.restartValue(changed);
      session
          .transaction()
          .afterCommit(new SequenceRestart(session.database().sequences(), changed, value));
    }
  }

  /** OWNED BY: NONE, or a table's column. */
  private static Sequence owned(Session session, Sequence sequence, List<String> name) {
    if (name != null && sequence.identity()) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED, "cannot change ownership of identity sequence")
          .withDetail(
              "Sequence \"%s\" is linked to table \"%s\"."
                  .formatted(
                      sequence.name(),
                      session.catalog().relation(sequence.ownedByTable()).orElseThrow().name()));
    }
    if (name == null) {
      return sequence;
    }
    if (name.size() == 1) {
      if (!name.getFirst().equalsIgnoreCase("none")) {
        throw new PgException(SqlState.SYNTAX_ERROR, "invalid OWNED BY option")
            .withHint("Specify OWNED BY table.column or OWNED BY NONE.");
      }
      return sequence.ownedBy(0, 0);
    }
    RangeVar tableName =
        Names.rangeVar(
            new ListValue(
                name.subList(0, name.size() - 1).stream().<Node>map(StringValue::new).toList()));
    Table table = Names.requireTable(session, tableName, LockMode.ACCESS_SHARE);
    Column column =
        table
            .column(name.getLast())
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_COLUMN,
                        "column \""
                            + name.getLast()
                            + "\" of relation \""
                            + table.name()
                            + "\" does not exist"));
    if (table.schema() != sequence.schema()) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "sequence must be in same schema as table it is linked to");
    }
    return sequence.ownedBy(table.oid(), column.attnum());
  }
}
