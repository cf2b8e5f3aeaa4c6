package org.heapgres.planner.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.bind.Variables;
import org.heapgres.planner.copy.CopyCommand;
import org.heapgres.planner.ddl.Ddl;
import org.heapgres.planner.ddl.ReindexCommand;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;

/** The table of commands: one entry a statement kind; what is not in it answers 0A000. */
public final class Commands {
  private static final Map<Class<? extends Statement>, Command<?>> TABLE = new HashMap<>();

  static {
    add(UtilityStatement.TransactionStmt.class, new TransactionCommand());
    add(UtilityStatement.VariableSetStmt.class, new SetCommand());
    add(UtilityStatement.VariableShowStmt.class, new ShowCommand());
    add(UtilityStatement.PrepareStmt.class, new PrepareCommand());
    add(UtilityStatement.LoadStmt.class, SmallCommands.LOAD);
    add(UtilityStatement.DeallocateStmt.class, SmallCommands.DEALLOCATE);
    add(UtilityStatement.DiscardStmt.class, SmallCommands.DISCARD);
    add(UtilityStatement.ListenStmt.class, SmallCommands.LISTEN);
    add(UtilityStatement.UnlistenStmt.class, SmallCommands.UNLISTEN);
    add(UtilityStatement.NotifyStmt.class, SmallCommands.NOTIFY);
    add(UtilityStatement.CopyStmt.class, new CopyCommand());
    add(UtilityStatement.DoStmt.class, new DoCommand());
    add(UtilityStatement.CallStmt.class, new CallCommand());
    add(UtilityStatement.ExplainStmt.class, new ExplainCommand());
    add(UtilityStatement.LockStmt.class, new LockCommand());
    add(UtilityStatement.CheckPointStmt.class, SmallCommands.CHECKPOINT);
    add(UtilityStatement.ConstraintsSetStmt.class, new SetConstraintsCommand());
    add(UtilityStatement.ReindexStmt.class, new ReindexCommand());
    add(UtilityStatement.ExecuteStmt.class, new ExecuteCommand());
    add(UtilityStatement.DeclareCursorStmt.class, CursorCommands.DECLARE);
    add(UtilityStatement.FetchStmt.class, CursorCommands.FETCH);
    add(UtilityStatement.ClosePortalStmt.class, CursorCommands.CLOSE);
    Ddl.commands().forEach(Commands::put);
  }

  private Commands() {}

  private static <S extends Statement> void add(Class<S> kind, Command<S> command) {
    TABLE.put(kind, command);
  }

  private static void put(Class<? extends Statement> kind, Command<?> command) {
    TABLE.put(kind, command);
  }

  @SuppressWarnings("unchecked")
  private static Command<Statement> of(Statement statement) {
    Command<?> command = TABLE.get(statement.getClass());
    if (command == null) {
      throw PgException.notSupported(CommandTags.of(statement));
    }
    return (Command<Statement>) command;
  }

  public static Outcome run(Run run, Statement statement) {
    Command<Statement> command = of(statement);
    if (!command.allowedReadOnly()) {
      run.session().transaction().checkVolatile(CommandTags.of(statement));
      run.session().transaction().checkWritable(CommandTags.of(statement));
    }
    return command.run(run, statement);
  }

  public static Optional<RowDescription> description(
      Session session, Statement statement, Variables variables) {
    return of(statement).description(session, statement, variables);
  }

  public static List<PgType> parameterTypes(
      Session session, Statement statement, List<PgType> declared, Variables variables) {
    return of(statement).parameterTypes(session, statement, declared, variables);
  }

  public static boolean resultOptional(Statement statement) {
    return of(statement).resultOptional();
  }

  public static boolean mayBlock(Session session, Statement statement) {
    return of(statement).mayBlock(session, statement);
  }
}
