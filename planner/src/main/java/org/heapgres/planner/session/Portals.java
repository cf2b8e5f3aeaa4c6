package org.heapgres.planner.session;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A session's portals by their names, cursors among them: they end with the transaction or
 * savepoint that they were made in, unless they are held. Used by the session's thread alone.
 */
public final class Portals {
  private final Map<String, SessionPortal> byName = new HashMap<>();
  private int unnamed;

  /** Null when there is none. */
  public SessionPortal find(String name) {
    return byName.get(name);
  }

  /** 34000 when there is no cursor of that name. */
  public SessionPortal cursor(String name) {
    SessionPortal portal = byName.get(name);
    if (portal == null) {
      throw new PgException(SqlState.INVALID_CURSOR_NAME, "cursor \"" + name + "\" does not exist");
    }
    return portal;
  }

  public Collection<SessionPortal> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** A name for a cursor that was given none. */
  public String freeName() {
    String name;
    do {
      name = "<unnamed portal " + ++unnamed + ">";
    } while (byName.containsKey(name));
    return name;
  }

  /** 42P03 when there is one of that name, which only the protocol's unnamed one gives way to. */
  public void checkFree(String name) {
    if (name.isEmpty()) {
      close(name);
    } else if (byName.containsKey(name)) {
      throw new PgException(SqlState.DUPLICATE_CURSOR, "cursor \"" + name + "\" already exists");
    }
  }

  public void add(SessionPortal portal) {
    byName.put(portal.name(), portal);
  }

  public void close(String name) {
    SessionPortal portal = byName.remove(name);
    if (portal != null) {
      portal.close();
    }
  }

  /** CLOSE ALL: the protocol's unnamed one is no cursor. */
  public void closeCursors() {
    List.copyOf(byName.keySet()).stream().filter(name -> !name.isEmpty()).forEach(this::close);
  }

  /** Cursors WITH HOLD take along the rows of the transaction that is to commit. */
  void hold() {
    byName.values().forEach(SessionPortal::hold);
  }

  /** The transaction ends. */
  void endTransaction() {
    byName.values().removeIf(Portals::closeUnlessHeld);
  }

  private static boolean closeUnlessHeld(SessionPortal portal) {
    if (!portal.isHeld()) {
      portal.close();
    }
    return !portal.isHeld();
  }

  /** Those made since give no more rows; they stay until they are closed. */
  void failSince(int savepoints) {
    byName.values().stream()
        .filter(portal -> portal.isSince(savepoints))
        .forEach(SessionPortal::close);
  }

  void removeSince(int savepoints) {
    failSince(savepoints);
    byName.values().removeIf(portal -> portal.isSince(savepoints));
  }

  /** A savepoint is released: what was made since then belongs to the one around it. */
  void belongTo(int savepointsLeft) {
    byName.values().forEach(portal -> portal.belongTo(savepointsLeft));
  }

  void closeAll() {
    byName.values().forEach(SessionPortal::close);
    byName.clear();
  }
}
