package org.heapgres.runtime;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.Routine;
import org.heapgres.planner.TriggerCall;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Python interpreter with our side of the language loaded. For one snippet at a time, except
 * {@link #checkTime} and {@link #close}. A context whose snippet had to be stopped is not used
 * again.
 */
final class PythonContext implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PythonContext.class);

  /** As many as a context keeps compiled. */
  private static final int MOST_ROUTINES = 1000;

  /** How long a snippet has to heed an interrupt before its context is closed under it. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** Of what the interpreter was not given: sockets, threads, processes. */
  private static final Pattern NOT_ALLOWED = Pattern.compile("was excluded$|not allowed");

  /** The same for all contexts of an engine. */
  static final HostAccess HOST_ACCESS =
      HostAccess.newBuilder(HostAccess.EXPLICIT).allowArrayAccess(true).build();

  /** In the order of their needs; they share the namespace {@code __main__}. */
  private static final List<Source> SOURCES =
      sources(
          "hosts",
          "endless",
          "refused",
          "errors",
          "trees",
          "convert",
          "names",
          "tables",
          "barriers",
          "records",
          "classes",
          "objects",
          "modules",
          "parts",
          "spread",
          "lazy",
          "uses",
          "result",
          "log",
          "spi",
          "plpy",
          "snippet",
          "functions");

  private static final int MOST_SNIPPETS = 2000;

  private final Context context;
  private final Host host;
  private final Value compile;
  private final Value run;
  private final Value returnsResult;
  private final Value validate;
  private final Value validateModule;
  private final Value defineClass;
  private final Value makeFunction;
  private final Value forgetSession;
  private final Map<RoutineKey, PythonRoutine> routines = new HashMap<>();

  private record RoutineKey(Routine routine, Dialect dialect) {}

  private record SnippetKey(String source, Dialect dialect) {}

  /** Compiled snippets, those used last at the end. */
  private final Map<SnippetKey, Value> snippets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SnippetKey, Value> eldest) {
          return size() > MOST_SNIPPETS;
        }
      };

  private volatile LanguageContext running;
  private volatile Thread thread;
  private volatile long started;
  private long watched;
  private long allocatedBefore;
  private volatile PgException stop;
  private volatile boolean usable = true;
  private boolean abandoned;

  PythonContext(Engine engine) {
    context =
        Context.newBuilder("python")
            .engine(engine)
            .allowHostAccess(HOST_ACCESS)
            .allowIO(IOAccess.NONE)
            .allowCreateThread(false)
            .allowCreateProcess(false)
            .allowNativeAccess(false)
            .allowHostClassLookup(name -> false)
            .allowExperimentalOptions(true)
            .option("python.PosixModuleBackend", "java")
            .build();
    host = new Host(this::spoil, () -> stop);
    Value globals = context.getBindings("python");
    globals.putMember("_host", host);
    globals.putMember("_object_host", new ObjectHost(host));
    globals.putMember("_part_host", new PartHost(host));
    globals.putMember("_sql_host", new SqlHost(host));
    SOURCES.forEach(context::eval);
    compile = globals.getMember("_compiled");
    run = globals.getMember("_run");
    returnsResult = globals.getMember("_returns_result");
    validate = globals.getMember("_validate");
    validateModule = globals.getMember("_validate_module");
    defineClass = globals.getMember("_define_class");
    makeFunction = globals.getMember("_Function");
    forgetSession = globals.getMember("_forget_session");
    host.use(globals.getMember("_raise_sql_error"), globals.getMember("_none"));
  }

  private static List<Source> sources(String... names) {
    List<Source> sources = new ArrayList<>();
    for (String name : names) {
      String file = name + ".py";
      try (InputStream in = PythonContext.class.getResourceAsStream(file)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        sources.add(Source.newBuilder("python", text, "heapgres/" + file).build());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return List.copyOf(sources);
  }

  /** Runs what a first snippet would otherwise wait for. */
  void warm() {
    context.eval("python", "_warm()");
  }

  /** Imports what snippets often do, so that they need not wait for it. */
  void furnish() {
    context.eval("python", "_furnish()");
  }

  /** Whether a snippet may have a result; false when its syntax is wrong. */
  boolean returnsResult(String source) {
    Value snippet = snippet(new SnippetKey(source, Dialect.PY), false);
    return snippet != null && returnsResult.execute(snippet).asBoolean();
  }

  /** Null when something is wrong with it; {@code tell}: which the host knows then. */
  private Value snippet(SnippetKey key, boolean tell) {
    Value known = snippets.get(key);
    if (known == null) {
      Value compiled = compile.execute(key.source, key.dialect == Dialect.PLPYTHON, tell);
      if (!compiled.isNull()) {
        known = compiled;
        // it is compiled again for a session, which hears what there is to say about it
        if (!host.takeUnheard()) {
          snippets.put(key, known);
        }
      }
    }
    return known;
  }

  /**
   * Runs a snippet and returns its result: a row for a value, or one for each of its elements.
   *
   * @throws PgException as the snippet failed, or 57014 when it was stopped
   */
  List<Jsonb> run(LanguageContext session, Dialect dialect, String source, Arguments arguments) {
    return within(
        session,
        dialect,
        () -> {
          Value snippet = snippet(new SnippetKey(source, dialect), true);
          return snippet == null
              ? List.of()
              : rows(run.execute(arguments.crossing(snippet, dialect, session.formatSettings())));
        });
  }

  private List<Jsonb> rows(Value result) {
    List<Jsonb> several = host.answeredRows();
    if (several != null) {
      return several;
    }
    return result.isNull() ? List.of() : List.of(json(result));
  }

  private static Jsonb json(Value result) {
    if (result.isHostObject()) {
      return result.<TableHandle.RowJson>asHostObject().value();
    }
    if (result.isBoolean()) {
      return Jsonb.ofNormalText(Boolean.toString(result.asBoolean()));
    }
    return result.isString()
        ? Jsonb.parse(result.asString())
        : Jsonb.ofNormalText(result.toString());
  }

  /** Throws what is wrong with a function's text. */
  void validate(LanguageContext session, Dialect dialect, Routine routine) {
    within(
        session,
        dialect,
        () -> {
          validate.executeVoid(routine.name(), routine.source(), dialect == Dialect.PLPYTHON);
          return null;
        });
  }

  /** Throws what is wrong with a module. */
  void validateModule(LanguageContext session, Dialect dialect, String name, String source) {
    within(
        session,
        dialect,
        () -> {
          validateModule.executeVoid(name, source);
          return null;
        });
  }

  /** Stores a class as its source defines it. */
  void defineClass(LanguageContext session, Dialect dialect, String name, String source) {
    within(
        session,
        dialect,
        () -> {
          defineClass.executeVoid(name, source);
          return null;
        });
  }

  Object call(LanguageContext session, Dialect dialect, Routine routine, Object[] arguments) {
    return within(
        session,
        dialect,
        () -> routine(session, dialect, routine).call(arguments, session.formatSettings()));
  }

  Object[] rows(LanguageContext session, Dialect dialect, Routine routine, Object[] arguments) {
    return within(
        session,
        dialect,
        () -> routine(session, dialect, routine).rows(arguments, session.formatSettings()));
  }

  Object[] trigger(LanguageContext session, Dialect dialect, Routine routine, TriggerCall call) {
    return within(
        session,
        dialect,
        () -> routine(session, dialect, routine).trigger(call, session.formatSettings()));
  }

  private PythonRoutine routine(LanguageContext session, Dialect dialect, Routine routine) {
    RoutineKey key = new RoutineKey(routine, dialect);
    PythonRoutine known = routines.get(key);
    if (known == null) {
      if (routines.size() >= MOST_ROUTINES) {
        routines.clear();
      }
      known = new PythonRoutine(routine, dialect, makeFunction, session.formatSettings());
      host.throwFailure();
      routines.put(key, known);
    }
    return known;
  }

  /** What the session left in SD, GD and functions' globals is gone. */
  void forgetSession() {
    routines.clear();
    forgetSession.executeVoid();
  }

  /** One call; inside of another one of the same session when that called SQL that calls Python. */
  private <T> T within(LanguageContext session, Dialect dialect, Supplier<T> action) {
    LanguageContext outer = begin(session);
    host.open(session, dialect);
    T result;
    try {
      result = action.get();
      host.throwFailure();
    } catch (PolyglotException e) {
      throw failure(e);
    } finally {
      host.close();
      end(outer);
    }
    if (abandoned) {
      throw Host.abandoned();
    }
    return result;
  }

  private synchronized LanguageContext begin(LanguageContext session) {
    LanguageContext outer = running;
    running = session;
    if (outer == null) {
      thread = Thread.currentThread();
      started++;
    }
    return outer;
  }

  /** Bytes, since the watchdog first saw what runs. For the watchdog's thread. */
  long allocatedSinceStart(ThreadMXBean threads) {
    Thread current = thread;
    if (running == null || current == null) {
      return 0;
    }
    long allocated = threads.getThreadAllocatedBytes(current.threadId());
    if (started != watched) {
      watched = started;
      allocatedBefore = allocated;
    }
    return allocated - allocatedBefore;
  }

  private synchronized void end(LanguageContext outer) {
    running = outer;
    if (stop != null) {
      usable = false;
    }
  }

  /** Ends what runs with an error, whatever it does. */
  void stopRunning(PgException reason) {
    LanguageContext session = running;
    if (session != null) {
      stopRunning(session, reason);
    }
  }

  /** What runs may have changed what others use: nothing else runs here. */
  void spoil() {
    usable = false;
  }

  private PgException failure(PolyglotException e) {
    usable = false;
    PgException reason = stop;
    if (reason != null) {
      return reason;
    }
    if (e.isHostException() && e.asHostException() instanceof PgException raised) {
      return raised;
    }
    if (e.isResourceExhausted()) {
      return new PgException(SqlState.OUT_OF_MEMORY, "out of memory", e).withDetail(e.getMessage());
    }
    if (e.isExit()) { // os._exit(), which no handler of Python's sees
      return new PgException(
          SqlState.EXTERNAL_ROUTINE_EXCEPTION, "SystemExit: " + e.getExitStatus(), e);
    }
    if (NOT_ALLOWED.matcher(String.valueOf(e.getMessage())).find()) {
      return new PgException(
          SqlState.EXTERNAL_ROUTINE_EXCEPTION,
          "PermissionError: [Errno 1] Operation not permitted",
          e);
    }
    if (e.isGuestException()) {
      return new PgException(SqlState.EXTERNAL_ROUTINE_EXCEPTION, e.getMessage(), e);
    }
    log.error("the Python runtime failed", e);
    return new PgException(SqlState.INTERNAL_ERROR, "Python: " + e.getMessage(), e);
  }

  /** Stops the running snippet when its session was cancelled or its time is over. */
  void checkTime() {
    LanguageContext session = running;
    if (session == null || stop != null) {
      return;
    }
    try {
      session.checkCancel();
    } catch (PgException e) {
      stopRunning(session, e);
    }
  }

  private synchronized void stopRunning(LanguageContext session, PgException reason) {
    if (running == session && stop == null) {
      stop = reason;
      try {
        daemon("python-stop", () -> interrupt(session));
      } catch (OutOfMemoryError e) {
        // no thread for it: at another look
        stop = null;
        throw e;
      }
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread.ofPlatform().daemon().name(name).start(task);
  }

  private void interrupt(LanguageContext session) {
    try {
      context.interrupt(GRACE);
      return;
    } catch (TimeoutException _) {
      log.debug("a snippet does not heed an interrupt");
    } catch (RuntimeException | OutOfMemoryError e) {
      log.debug("while interrupting a snippet", e);
    }
    // closing waits for what runs, which may not end
    daemon("python-close", this::close);
    abandonUnlessEnded(session);
  }

  /** A built-in function that runs for long does not look whether it is to stop. */
  private void abandonUnlessEnded(LanguageContext session) {
    try {
      do {
        Thread.sleep(GRACE);
      } while (!isAbandonedOrEnded(session));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What ends meanwhile waits, so that the session is used by one thread at a time. */
  private synchronized boolean isAbandonedOrEnded(LanguageContext session) {
    if (running == null) {
      return true;
    }
    abandoned = host.abandon();
    if (abandoned) {
      log.warn("a snippet could not be stopped, and runs on without its session");
      session.abandon(stop);
    }
    return abandoned;
  }

  /** Whether it may serve another snippet. */
  boolean isUsable() {
    return usable;
  }

  @Override
  public void close() {
    try {
      context.close(true);
    } catch (PolyglotException e) {
      log.debug("while closing a context", e);
    }
  }
}
