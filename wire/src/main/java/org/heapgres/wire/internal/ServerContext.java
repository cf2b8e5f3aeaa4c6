package org.heapgres.wire.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.heapgres.planner.SessionListener;
import org.heapgres.planner.SqlEngine;
import org.heapgres.planner.SqlSession;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PgException.Severity;
import org.heapgres.storage.SqlState;
import org.heapgres.wire.internal.hba.AccessRules;
import org.heapgres.wire.internal.message.Startup;

/**
 * What all connections of a server share. Thread-safe.
 *
 * @param rules who may connect
 * @param workers run what may wait; never more of them busy than there are connections
 * @param connectors a few threads that open sessions, in the order of their clients' coming
 * @param authenticationSeconds a client that has not proved who it is by then is turned away
 */
record ServerContext(
    SqlEngine engine,
    Executor workers,
    Executor connectors,
    SessionRegistry sessions,
    ConnectionCounts connections,
    AccessRules rules,
    Optional<Tls> tls,
    int authenticationSeconds) {
  private static final String USER = "user";
  private static final String DATABASE = "database";
  private static final String OPTIONS = "options";
  private static final String REPLICATION = "replication";
  private static final Set<String> NO_SETTINGS = Set.of(USER, DATABASE, OPTIONS, REPLICATION);
  private static final int LONGEST_NAME = 63;

  /** Options of the protocol itself start so; no setting does. */
  static final String PROTOCOL_OPTION = "_pq_.";

  /** The role that a client wants to be; FATAL 28000 without one. */
  static String user(Startup.Request request) {
    String user = request.parameters().getOrDefault(USER, "");
    if (user.isEmpty()) {
      throw new PgException(
              SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
              "no PostgreSQL user name specified in startup packet")
          .withSeverity(Severity.FATAL);
    }
    return truncate(user);
  }

  /** The database that a client wants: that of its name when it does not say. */
  static String database(Startup.Request request) {
    String database = request.parameters().getOrDefault(DATABASE, "");
    return database.isEmpty() ? user(request) : truncate(database);
  }

  SqlSession open(Startup.Request request, SessionListener listener) {
    Map<String, String> parameters = request.parameters();
    String replication = parameters.getOrDefault(REPLICATION, "false");
    if (!Set.of("false", "off", "no", "0").contains(replication)) {
      throw PgException.notSupported("the replication protocol").withSeverity(Severity.FATAL);
    }
    String user = user(request);
    Map<String, String> settings =
        new LinkedHashMap<>(StartupOptions.parse(parameters.getOrDefault(OPTIONS, "")));
    parameters.forEach(
        (name, value) -> {
          if (!NO_SETTINGS.contains(name) && !name.startsWith(PROTOCOL_OPTION)) {
            settings.put(name, value);
          }
        });
    return engine.connect(user, database(request), settings, listener);
  }

  private static String truncate(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }
}
