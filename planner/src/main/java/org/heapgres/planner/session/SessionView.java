package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.system.SystemView;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockInfo;
import org.heapgres.storage.LockTag;

/** A session as the system relations show it. */
record SessionView(Session owner) implements SystemView {
  @Override
  public FormatSettings formats() {
    return owner.formatSettings();
  }

  @Override
  public SessionSettings settings() {
    return owner.settings();
  }

  @Override
  public List<String> searchPath() {
    return owner.environment().searchPath();
  }

  @Override
  public List<Backend> backends() {
    List<Backend> result = new ArrayList<>();
    for (Session session : owner.engine().sessions()) {
      Activity activity = session.activity();
      result.add(
          new Backend(
              activity.pid(),
              activity.database().oid(),
              activity.database().name(),
              activity.user(),
              session.settings().value("application_name"),
              activity.state(),
              activity.query(),
              activity.started(),
              activity.queryStart(),
              activity.stateChange()));
    }
    return result;
  }

  @Override
  public List<Lock> locks() {
    List<Lock> result = new ArrayList<>();
    for (LockInfo info : owner.database().storage().locks(false)) {
      switch (info.tag()) {
        case LockTag.Relation(long oid) ->
            result.add(new Lock(info.pid(), "relation", (int) oid, 0, info.mode(), info.granted()));
        case LockTag.Advisory(long key) ->
            result.add(new Lock(info.pid(), "advisory", 0, key, info.mode(), info.granted()));
        case LockTag.AdvisoryPair(int key1, int key2) ->
            result.add(
                new Lock(
                    info.pid(),
                    "advisory",
                    0,
                    ((long) key1 << 32) | Integer.toUnsignedLong(key2),
                    info.mode(),
                    info.granted()));
        case LockTag.Catalogued _ -> {}
        case null -> {}
      }
    }
    return result;
  }

  @Override
  public List<PreparedStatement> preparedStatements() {
    List<PreparedStatement> result = new ArrayList<>();
    for (Prepared prepared : owner.statements().values()) {
      if (!prepared.name().isEmpty()) {
        List<Integer> types = new ArrayList<>();
        for (PgType type : prepared.parameterTypes()) {
          types.add(type.oid());
        }
        result.add(
            new PreparedStatement(
                prepared.name(),
                prepared.sql(),
                prepared.preparedAt(),
                types,
                prepared.isFromSql()));
      }
    }
    return result;
  }

  @Override
  public List<OpenCursor> cursors() {
    return owner.portals().values().stream()
        .filter(portal -> !portal.name().isEmpty() && !portal.isFinishedCommand())
        .map(
            portal ->
                new OpenCursor(
                    portal.name(),
                    portal.sql(),
                    portal.options().hold(),
                    portal.options().binary(),
                    portal.scrollable(),
                    portal.createdAt()))
        .toList();
  }

  @Override
  public Long lastValue(Sequence sequence) {
    Sequences.State state = owner.database().sequences().state(sequence);
    return state.called() ? (Long) state.last() : null;
  }

  @Override
  public double estimatedRows(int relation) {
    return owner
        .catalog()
        .table(relation)
        .map(Table::oid)
        .map(oid -> owner.database().statistics().rows(oid))
        .orElse(-1.0);
  }

  @Override
  public int currentRole() {
    return owner.environment().currentRole().oid();
  }
}
