package org.heapgres.planner;

import java.util.Map;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.storage.PgException;

/**
 * One client's conversation: its settings, prepared statements, portals and transaction. One thread
 * at a time, except for {@link #cancel}, {@link #end} and {@link #whenDurable}'s callback.
 *
 * <p>Whatever throws has already put the session into its failed state: the implicit transaction is
 * rolled back, an explicit one waits for ROLLBACK.
 */
public interface SqlSession extends AutoCloseable {
  /**
   * Parses a whole query string (42601 with position). Its statements share an implicit
   * transaction, which the last one's {@link Portal#execute} commits before it completes.
   */
  SimpleQuery simpleQuery(String sql);

  /**
   * Parses and analyses one statement; replaces the unnamed one.
   *
   * @param name empty for the unnamed statement; 42P05 when another one has the name
   * @param parameterTypes type oids; 0 or a missing one is inferred
   */
  PreparedStatement prepare(String name, String sql, int[] parameterTypes);

  /**
   * A statement, of no name, that gives a function's value for its parameters.
   *
   * @param function its oid; 42883 when there is none
   */
  PreparedStatement functionCall(int function);

  /** The statement of that name; 26000 without one. */
  PreparedStatement preparedStatement(String name);

  /** Forgets a statement; no error when there is none. */
  void closeStatement(String name);

  /**
   * Makes a portal; replaces the unnamed one; 42P03 when another one has the name.
   *
   * @param datums one per parameter of the statement
   * @param resultFormats none (all text), one for all columns, or one each; 0 text, 1 binary
   */
  Portal bind(String name, PreparedStatement statement, Object[] datums, short[] resultFormats);

  /** The portal of that name; 34000 without one. */
  Portal portal(String name);

  /** Closes a portal; no error when there is none. */
  void closePortal(String name);

  /** The client has been told that the session is ready, which now waits for what comes next. */
  void idle();

  /** 'I' outside of a transaction, 'T' in one, 'E' in a failed one. */
  char transactionStatus();

  /**
   * Ends the implicit transaction, with a commit unless something failed, and closes its portals.
   * Throws what the commit throws.
   */
  void sync();

  /** Whether {@link #prepare} of that text may wait: for another language to look at its code. */
  boolean prepareMayWait(String sql);

  /** Whether {@link #sync} may wait for locks: there are constraints to be checked at commit. */
  boolean commitMayWait();

  /**
   * Whether {@link SessionListener#lockFree} will be called for the lock that the last {@link
   * Portal#executeIfLocksAreFree} lacked. Others may take it first, and for ever: so whoever waits
   * for it does so for a short time only.
   */
  boolean awaitsLock();

  /**
   * Fails the transaction for an error found outside of the session, such as a message or a
   * parameter that cannot be read, as if one of its methods had thrown it. No effect after a throw.
   */
  void failed(PgException error);

  /** True when everything this session has answered so far would survive a crash. */
  boolean isDurable();

  /**
   * Calls back, on any thread or at once, when {@link #isDurable} has become true: answers must not
   * leave before that.
   */
  void whenDurable(Runnable callback);

  /** Waits until {@link #isDurable}, and has to do it all by itself if nobody else does. */
  void awaitDurable();

  /** Ends the running statement with 57014; nothing happens when none runs. From any thread. */
  void cancel();

  /**
   * Cancels what runs and whatever still starts, as the session is about to end. From any thread.
   */
  void end();

  /** The settings reported at start-up, names in PostgreSQL's case. */
  Map<String, String> reportedParameters();

  /** How values are written now; settings may change it with any statement. */
  FormatSettings formatSettings();

  int backendPid();

  /** Rolls back, frees locks and listeners. */
  @Override
  void close();
}
