package org.heapgres.planner;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.heapgres.planner.optimize.CalciteStart;
import org.heapgres.planner.session.Engine;
import org.heapgres.storage.Damage;
import org.heapgres.storage.Heap;

/**
 * SQL over one heap: the entry point of this module. Thread-safe; owns nothing but the sessions it
 * handed out, so the heap outlives it.
 */
public interface SqlEngine extends AutoCloseable {
  /**
   * Begins in the background with what {@link #open} needs and no heap; for a process that does
   * something else before it, and uses no SQL meanwhile.
   */
  static void prepare() {
    var _ = CalciteStart.begin();
  }

  /**
   * Brings up SQL on {@code heap}; an empty heap gets its template, the database and the superuser
   * {@code postgres}.
   *
   * @param settings server-wide values of settings, as on PostgreSQL's command line
   */
  static SqlEngine open(
      Heap heap, List<ProceduralLanguage> languages, Map<String, String> settings) {
    return Engine.open(heap, languages, settings);
  }

  /**
   * Opens a session for an authenticated {@code user}. Fails with 3D000 for an unknown database and
   * 28000 for an unknown role or one that may not log in; both FATAL.
   *
   * @param startupOptions settings from the start-up packet, {@code options} already split
   */
  SqlSession connect(
      String user, String database, Map<String, String> startupOptions, SessionListener listener);

  /** The SCRAM verifier of a role that may log in; empty when unknown or without a password. */
  Optional<String> roleVerifier(String role);

  /** Whether a role is a member of another, itself included; superusers are nothing special. */
  boolean isMember(String role, String group);

  /**
   * Runs statements in the background that leave nothing behind, so that those of the first clients
   * take no longer than later ones; then runs {@code next} as soon as the server has had little to
   * do for ten seconds.
   */
  void warmUp(Runnable next);

  /** What SQL asks about the server's files; before the first session. */
  void attach(ServerFiles files);

  /** For those who watch the server; from any thread. */
  EngineActivity activity();

  /** Sets a role's password (kept as a SCRAM verifier). */
  void setPassword(String role, String password);

  /** The server-wide value of a setting; 42704 for an unknown name. */
  String setting(String name);

  /**
   * Reads everything in all databases, and compares tables with their indexes and constraints.
   * Nobody else may be connected.
   */
  void verify(Consumer<Damage> report);

  /** Cancels what runs in every session and ends them. */
  @Override
  void close();
}
