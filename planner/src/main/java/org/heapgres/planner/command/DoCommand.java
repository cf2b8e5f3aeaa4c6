package org.heapgres.planner.command;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.heapgres.planner.ProceduralLanguage;
import org.heapgres.planner.QueryResult;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.catalog.Languages;
import org.heapgres.planner.ddl.CreateFunctionCommand;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.DoStmt;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.plpgsql.PlpgsqlRoutines;
import org.heapgres.planner.session.Analyser;
import org.heapgres.planner.session.Answers;
import org.heapgres.planner.session.Clock;
import org.heapgres.planner.session.Isolation;
import org.heapgres.planner.session.LanguageCall;
import org.heapgres.planner.session.NestedStatements;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TransactionState;
import org.heapgres.planner.session.TurnTaking;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.LockNotFree;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;

/**
 * DO: a block of another language. The tag of its dollar quotes or LANGUAGE names the language;
 * USING gives it arguments. A block that is alone is its own serializable transaction, and is run
 * again after a conflict; inside of a transaction block it is one statement of that.
 */
final class DoCommand implements Command<DoStmt> {
  private static final Object[] NO_ARGUMENTS = {};
  private static final String IDEMPOTENCY_KEY = "idempotency_key";
  private static final Set<String> OPTIONS = Set.of("as", "language", IDEMPOTENCY_KEY);
  private static final int ATTEMPTS = 100;

  /** Conflicts after which a block takes its turn instead of trying its luck. */
  private static final int FREE_ATTEMPTS = 3;

  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final RowDescription RESULT =
      new RowDescription(
          List.of(new RowDescription.Field("result", 0, (short) 0, Types.JSONB, -1)));

  /** The code and who understands it; null for PL/pgSQL, which is at home here. */
  private record Block(ProceduralLanguage language, String source) {}

  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  /** What is brief, and has arguments that are at hand. */
  @Override
  public boolean mayBlock(Session session, DoStmt statement) {
    try {
      Block block = block(session, statement);
      return block.language() == null
          || option(statement, IDEMPOTENCY_KEY) != null
          || !block.language().isBrief(block.source())
          || !(statement.using() == null
              || statement.using().targetList().stream().allMatch(t -> isAtHand(t.val())));
    } catch (PgException _) {
      return true; // whoever runs it tells what is wrong
    }
  }

  private static boolean isAtHand(Expression argument) {
    return switch (argument) {
      case Expression.ParamRef _, Expression.A_Const _ -> true;
      case Expression.TypeCast cast -> isAtHand(cast.arg());
      default -> false;
    };
  }

  @Override
  public boolean resultOptional() {
    return true;
  }

  @Override
  public Optional<RowDescription> description(Session session, DoStmt statement) {
    Block block = block(session, statement);
    return block.language() != null && block.language().returnsResult(block.source())
        ? Optional.of(RESULT)
        : Optional.empty();
  }

  @Override
  public List<PgType> parameterTypes(Session session, DoStmt statement, List<PgType> declared) {
    SelectStmt using = statement.using();
    return using == null
        ? Command.super.parameterTypes(session, statement, declared)
        : Analyser.analyse(session, raw(using), declared, false).parameterTypes();
  }

  @Override
  public Outcome run(Run run, DoStmt statement) {
    Block block = block(run.session(), statement);
    checkLanguage(run.session(), block);
    checkOptions(statement, block);
    if (block.language() == null) {
      boolean nonAtomic = run.alone() || run.session().routines().takeNonAtomic();
      run.session().beginStatement();
      compiled(run, block.source(), nonAtomic).run();
      return new Outcome.Done("DO");
    }
    List<Jsonb> result =
        run.alone() ? serializably(run, statement, block) : once(run, statement, block);
    if (result.isEmpty()) {
      return new Outcome.Done("DO");
    }
    Iterable<Object[]> rows = () -> result.stream().map(row -> new Object[] {row}).iterator();
    return new Outcome.Rows(Batches.source(List.of(Types.JSONB), rows), count -> "DO");
  }

  private static void checkOptions(DoStmt statement, Block block) {
    for (DefElem option : statement.args()) {
      if (!OPTIONS.contains(option.defname())) {
        throw new PgException(
                SqlState.SYNTAX_ERROR, "unrecognized DO option \"" + option.defname() + "\"")
            .withPosition(option.location() + 1);
      }
    }
    if (block.language() == null && option(statement, IDEMPOTENCY_KEY) != null) {
      throw PgException.notSupported("idempotency_key with language plpgsql");
    }
  }

  /** USAGE on the language; one that is not trusted is for superusers. */
  private static void checkLanguage(Session session, Block block) {
    String name =
        block.language() == null ? Languages.PLPGSQL : block.language().names().iterator().next();
    Permissions.requireLanguage(session, name, Languages.oid(name), Languages.trusted(name));
  }

  private static Block block(Session session, DoStmt statement) {
    String source = option(statement, "as");
    if (source == null) {
      throw new PgException(SqlState.SYNTAX_ERROR, "no inline code specified");
    }
    String named = option(statement, "language");
    String name = named == null && !statement.tag().isEmpty() ? statement.tag() : named;
    Optional<ProceduralLanguage> language =
        name == null ? Optional.empty() : session.engine().language(name);
    if (language.isPresent()) {
      return new Block(language.get(), source);
    }
    if (named == null || named.equals(Languages.PLPGSQL)) {
      return new Block(null, source);
    }
    throw new PgException(SqlState.UNDEFINED_OBJECT, "language \"" + named + "\" does not exist");
  }

  private static String option(DoStmt statement, String name) {
    String value = null;
    for (DefElem option : statement.args()) {
      if (option.defname().equals(name)) {
        if (value != null) {
          throw new PgException(SqlState.SYNTAX_ERROR, "conflicting or redundant options");
        }
        value = ((StringValue) option.arg()).sval();
      }
    }
    return value;
  }

  private static Runnable compiled(Run run, String source, boolean nonAtomic) {
    try {
      return PlpgsqlRoutines.block(run.session(), source, nonAtomic);
    } catch (PgException e) {
      throw CreateFunctionCommand.transposed(e, run.prepared().sql(), source);
    }
  }

  private static List<Jsonb> once(Run run, DoStmt statement, Block block) {
    TransactionState transaction = run.session().transaction();
    return transaction.mayWait()
        ? onceWaiting(run, statement, block)
        : transaction.ifLocksAreFree(() -> onceWaiting(run, statement, block));
  }

  private static List<Jsonb> onceWaiting(Run run, DoStmt statement, Block block) {
    boolean nonAtomic =
        run.session().routines().takeNonAtomic() && option(statement, IDEMPOTENCY_KEY) == null;
    run.session().beginStatement();
    LanguageCall call = new LanguageCall(run, false, nonAtomic);
    try {
      return execute(run, statement, block, call);
    } finally {
      call.close();
    }
  }

  private static List<Jsonb> serializably(Run run, DoStmt statement, Block block) {
    Session session = run.session();
    TurnTaking turns = session.database().turns();
    boolean myTurn = false;
    try {
      for (int attempt = 1; ; attempt++) {
        if (attempt > FREE_ATTEMPTS && !myTurn) {
          turns.take(session::checkCancel);
          myTurn = true;
        }
        session.transaction().isolation(Isolation.SERIALIZABLE);
        session.beginStatement();
        boolean nonAtomic = option(statement, IDEMPOTENCY_KEY) == null;
        LanguageCall call = new LanguageCall(run, true, nonAtomic);
        try {
          List<Jsonb> result = execute(run, statement, block, call);
          call.close();
          session.commitTransaction();
          call.deliverNotices();
          return result;
        } catch (PgException e) {
          if (!conflict(e) || attempt == ATTEMPTS || call.hasEndedTransaction()) {
            call.deliverNotices();
            throw e;
          }
          if (!session.transaction().mayWait()) {
            beginAnew(session.transaction());
            throw new LockNotFree();
          }
        } catch (LockNotFree e) {
          beginAnew(session.transaction());
          throw e;
        }
        again(session, attempt);
      }
    } finally {
      if (myTurn) {
        turns.pass();
      }
    }
  }

  private static boolean conflict(PgException e) {
    return e.code().equals(SqlState.T_R_SERIALIZATION_FAILURE.code())
        || e.code().equals(SqlState.T_R_DEADLOCK_DETECTED.code());
  }

  private static void again(Session session, int attempt) {
    session.transaction().rollback();
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE_NANOS * attempt));
    session.checkCancel();
    session.transaction().ensure(Clock.micros());
  }

  private static void beginAnew(TransactionState transaction) {
    transaction.rollback();
    transaction.ensure(Clock.micros());
  }

  /** With a key only the first time; then and ever after the answer is that of the first time. */
  private static List<Jsonb> execute(Run run, DoStmt statement, Block block, LanguageCall call) {
    String key = option(statement, IDEMPOTENCY_KEY);
    return key == null
        ? executeNow(run, statement, block, call)
        : Answers.of(run.transaction(), key, block.source())
            .orElse(() -> executeNow(run, statement, block, call));
  }

  private static List<Jsonb> executeNow(Run run, DoStmt statement, Block block, LanguageCall call) {
    Object[] arguments = NO_ARGUMENTS;
    PgType[] types = {};
    if (statement.using() != null) {
      Prepared select = arguments(run, statement.using());
      QueryResult row = NestedStatements.run(run.session(), select, run.parameters());
      arguments = row.rows().getFirst();
      types =
          select.description().orElseThrow().fields().stream()
              .map(RowDescription.Field::type)
              .toArray(PgType[]::new);
    }
    return block.language().execute(call, block.source(), arguments, types);
  }

  private static Prepared arguments(Run run, SelectStmt using) {
    Prepared outer = run.prepared();
    Prepared select =
        Prepared.internal(
            run.session(), outer.sql(), raw(using), outer.analysed().parameterTypes());
    select.analyse();
    return select;
  }

  /** At the place of its first argument, where no statement of the string can begin. */
  private static RawStmt raw(SelectStmt using) {
    return new RawStmt(using, using.targetList().getFirst().location(), 0, null);
  }
}
