package org.heapgres.planner.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.planner.ProceduralLanguage;
import org.heapgres.planner.SessionListener;
import org.heapgres.planner.SqlEngine;
import org.heapgres.planner.SqlSession;
import org.heapgres.storage.Heap;
import org.heapgres.storage.PgException;

/** SQL over one heap. Thread-safe. */
public final class Engine implements SqlEngine {
  private Engine() {}

  public static SqlEngine open(
      Heap heap, List<ProceduralLanguage> languages, Map<String, String> settings) {
    return new Engine();
  }

  @Override
  public SqlSession connect(
      String user, String database, Map<String, String> startupOptions, SessionListener listener) {
    throw PgException.notSupported("connecting");
  }

  @Override
  public Optional<String> roleVerifier(String role) {
    return Optional.empty();
  }

  @Override
  public void setPassword(String role, String password) {
    throw PgException.notSupported("setting a password");
  }

  @Override
  public String setting(String name) {
    throw PgException.notSupported("reading a setting");
  }

  @Override
  public void close() {}
}
