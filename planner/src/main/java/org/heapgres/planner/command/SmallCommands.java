package org.heapgres.planner.command;

import java.util.Set;
import java.util.function.BiFunction;
import org.heapgres.planner.Notice;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement.CheckPointStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.DeallocateStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.DiscardMode;
import org.heapgres.planner.parse.tree.UtilityStatement.DiscardStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ListenStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.LoadStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.NotifyStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.UnlistenStmt;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.PreparedStatements;
import org.heapgres.planner.session.Schemas;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.SetRole;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Commands of a few lines. */
public final class SmallCommands {
  private static final int CHECKPOINTER = 4544;

  private static final int MAX_PAYLOAD = 8000;

  /** Libraries whose functions and settings are always there. */
  private static final Set<String> BUILT_IN = Set.of("auto_explain", "plpgsql");

  static final Command<LoadStmt> LOAD =
      sessionOnly(
          (run, statement) -> {
            String name = statement.filename();
            if (!BUILT_IN.contains(name.substring(name.lastIndexOf('/') + 1).replace(".so", ""))) {
              throw new PgException(
                  SqlState.UNDEFINED_FILE,
                  "could not access file \"" + name + "\": No such file or directory");
            }
            return "LOAD";
          });

  static final Command<DeallocateStmt> DEALLOCATE =
      sessionOnly(
          (run, statement) -> {
            PreparedStatements statements = run.session().statements();
            if (statement.isall()) {
              statements.clear();
              return "DEALLOCATE ALL";
            }
            statements.remove(statements.require(statement.name()).name());
            return "DEALLOCATE";
          });

  static final Command<DiscardStmt> DISCARD =
      sessionOnly(
          (run, statement) -> {
            Session session = run.session();
            if (statement.target() == DiscardMode.DISCARD_ALL) {
              requireAlone(run, "DISCARD ALL");
              discardAll(session);
            }
            if (statement.target() == DiscardMode.DISCARD_SEQUENCES) {
              session.sequences().forget();
            }
            if (statement.target() == DiscardMode.DISCARD_TEMP
                || statement.target() == DiscardMode.DISCARD_ALL) {
              Schemas.dropTemporary(session);
            }
            return CommandTags.of(statement);
          });

  static final Command<ListenStmt> LISTEN =
      sessionOnly(
          (run, statement) -> {
            run.session().notifications().listen(statement.conditionname());
            return "LISTEN";
          });

  static final Command<UnlistenStmt> UNLISTEN =
      sessionOnly(
          (run, statement) -> {
            if (statement.conditionname() == null) {
              run.session().notifications().unlistenAll();
            } else {
              run.session().notifications().unlisten(statement.conditionname());
            }
            return "UNLISTEN";
          });

  static final Command<NotifyStmt> NOTIFY =
      sessionOnly(
          (run, statement) -> {
            notify(run.session(), statement.conditionname(), statement.payload());
            return "NOTIFY";
          });

  static final Command<CheckPointStmt> CHECKPOINT =
      new Command<>() {
        @Override
        public boolean allowedReadOnly() {
          return true;
        }

        @Override
        public Outcome run(Run run, CheckPointStmt statement) {
          if (!Permissions.of(run.session()).hasPrivilegesOf(CHECKPOINTER)) {
            throw new PgException(
                    SqlState.INSUFFICIENT_PRIVILEGE,
                    "permission denied to execute CHECKPOINT command")
                .withDetail(
                    "Only roles with privileges of the \"pg_checkpoint\" role may execute this"
                        + " command.");
          }
          run.session().engine().heap().checkpoint();
          return new Outcome.Done("CHECKPOINT");
        }
      };

  private SmallCommands() {}

  /** A command about the session alone. */
  private static <S extends Statement> Command<S> sessionOnly(BiFunction<Run, S, String> action) {
    return new Command<>() {
      @Override
      public boolean allowedReadOnly() {
        return true;
      }

      @Override
      public boolean mayBlock(Session session, S statement) {
        return false;
      }

      @Override
      public Outcome run(Run run, S statement) {
        return new Outcome.Done(action.apply(run, statement));
      }
    };
  }

  public static void notify(Session session, String channel, String payload) {
    String text = payload == null ? "" : payload;
    if (channel.isEmpty()) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "channel name cannot be empty");
    }
    if (text.length() >= MAX_PAYLOAD) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "payload string too long");
    }
    session.notifications().send(channel, text);
  }

  private static void discardAll(Session session) {
    session.portals().closeCursors();
    SetRole.set(session, SetRole.SESSION, null, false);
    session.settings().resetAll(session.superuser());
    session.statements().clear();
    session.notifications().unlistenAll();
    session.locks().unlockAll();
    session.sequences().forget();
  }

  /** 25001 in a transaction block, and where other statements share the implicit transaction. */
  public static void requireAlone(Run run, String command) {
    if (!run.alone()) {
      throw new PgException(
          SqlState.ACTIVE_SQL_TRANSACTION, command + " cannot run inside a transaction block");
    }
  }

  /** Notices that a DROP's object is not there. */
  public static void skipping(Session session, String what, String name) {
    session.notice(Notice.notice(what + " \"" + name + "\" does not exist, skipping"));
  }
}
