package org.heapgres.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.heapgres.planner.LanguageContext;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Python interpreter with our side of the language loaded. For one snippet at a time, except
 * {@link #checkTime} and {@link #close}. A context whose snippet had to be stopped is not used
 * again.
 */
final class PythonContext implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PythonContext.class);

  /** How long a snippet has to heed an interrupt before its context is closed under it. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final HostAccess HOST_ACCESS =
      HostAccess.newBuilder(HostAccess.EXPLICIT).allowArrayAccess(true).build();

  /** In the order of their needs; they share the namespace {@code __main__}. */
  private static final List<Source> SOURCES =
      sources("errors", "convert", "names", "tables", "objects", "result", "plpy", "snippet");

  private final Context context;
  private final Host host;
  private final Value run;
  private final Value returnsResult;

  private volatile LanguageContext running;
  private volatile PgException stop;
  private volatile boolean usable = true;

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
    host = new Host();
    Value globals = context.getBindings("python");
    globals.putMember("_host", host);
    globals.putMember("_object_host", new ObjectHost(host));
    globals.putMember("_sql_host", new SqlHost(host));
    SOURCES.forEach(context::eval);
    run = globals.getMember("_run");
    returnsResult = globals.getMember("_returns_result");
    host.raiseWith(globals.getMember("_raise_sql_error"));
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

  boolean returnsResult(String source) {
    return returnsResult.execute(source).asBoolean();
  }

  /**
   * Runs a snippet and returns its result as JSON text, null for none.
   *
   * @throws PgException as the snippet failed, or 57014 when it was stopped
   */
  String run(LanguageContext session, String source, Arguments arguments) {
    begin(session);
    try {
      host.open(session, arguments);
      Value result = run.execute(source);
      host.throwFailure();
      return result.isNull() ? null : result.asString();
    } catch (PolyglotException e) {
      throw failure(e);
    } finally {
      host.close();
      end();
    }
  }

  private synchronized void begin(LanguageContext session) {
    running = session;
  }

  private synchronized void end() {
    running = null;
    if (stop != null) {
      usable = false;
    }
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
      Thread.ofPlatform().daemon().name("python-stop").start(this::interrupt);
    }
  }

  private void interrupt() {
    try {
      context.interrupt(GRACE);
    } catch (TimeoutException _) {
      context.close(true);
    } catch (PolyglotException e) {
      log.debug("while interrupting a snippet", e);
    }
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
