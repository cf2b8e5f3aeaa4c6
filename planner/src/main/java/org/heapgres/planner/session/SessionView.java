package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heapgres.planner.ServerFiles;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.catalog.ViewUpdatability;
import org.heapgres.planner.catalog.system.SystemView;
import org.heapgres.planner.ddl.RoutineUses;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.planner.statistics.DatabaseActivity;
import org.heapgres.planner.statistics.TableStatistics;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.HeapActivity;
import org.heapgres.storage.LockInfo;

/** A session as the system relations show it. */
record SessionView(Session owner) implements SystemView {
  /** As stored expressions name relations. */
  private static final Pattern SEQUENCE = Pattern.compile("'(\\d+)'::regclass");

  @Override
  public FormatSettings formats() {
    return owner.formatSettings();
  }

  @Override
  public ViewUpdatability updatability(View view) {
    return new Binder(owner.bindContext()).updatability(view);
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
  public String shown(String expression, Relation relation) {
    return StoredText.shown(owner, expression, relation, false);
  }

  @Override
  public Set<Integer> uses(String expression, Relation relation) {
    if (expression == null) {
      return Set.of();
    }
    Set<Integer> result = new TreeSet<>(RoutineUses.of(owner, expression, relation));
    Matcher names = SEQUENCE.matcher(expression);
    while (names.find()) {
      result.add(Integer.parseUnsignedInt(names.group(1)));
    }
    return result;
  }

  @Override
  public Set<Integer> functionsOf(Relation relation) {
    return relation instanceof View view ? RoutineUses.of(owner, view) : Set.of();
  }

  @Override
  public String definition(Relation relation) {
    return StoredText.query(owner, relation, false);
  }

  @Override
  public Optional<Damaged> damaged(int database) {
    return owner
        .engine()
        .heap()
        .checksumFailures(database)
        .map(failures -> new Damaged(failures.files(), Clock.micros(failures.last())));
  }

  @Override
  public DatabaseActivity databaseActivity(int database) {
    return owner.engine().cluster().activity(database);
  }

  @Override
  public long serverStarted() {
    return owner.engine().started();
  }

  @Override
  public long temporaryFiles(int database) {
    return owner.engine().temporaryFiles(database).files();
  }

  @Override
  public long temporaryBytes(int database) {
    return owner.engine().temporaryFiles(database).bytes();
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
              activity.transactionStart(),
              activity.queryStart(),
              activity.stateChange(),
              session.isClients(),
              session.locks().waiting()));
    }
    return result;
  }

  @Override
  public ServerFiles serverFiles() {
    return owner.engine().files();
  }

  @Override
  public Map<String, Integer> virtualTransactions() {
    Map<String, Integer> result = new TreeMap<>();
    for (Session session : owner.engine().sessions()) {
      Activity activity = session.activity();
      if (activity.transactionStart() != 0) {
        result.put(activity.virtualTransaction(), activity.pid());
      }
    }
    return result;
  }

  @Override
  public List<Lock> locks() {
    List<Lock> result = new ArrayList<>();
    for (OpenDatabase database : owner.engine().cluster().openDatabases()) {
      for (LockInfo info : database.storage().locks()) {
        String transaction =
            owner
                .engine()
                .session(info.pid())
                .map(session -> session.activity().virtualTransaction())
                .orElse("-1/0");
        result.add(new Lock(database.storage().id(), transaction, info));
      }
    }
    return result;
  }

  @Override
  public List<SystemView.Progress> progress(String view) {
    List<SystemView.Progress> result = new ArrayList<>();
    for (Session session : owner.engine().sessions()) {
      org.heapgres.planner.session.Progress progress = session.activity().progress();
      if (progress != null && progress.view().equals(view)) {
        result.add(
            new SystemView.Progress(
                session.backendPid(),
                session.entry().oid(),
                session.entry().name(),
                progress.values()));
      }
    }
    return result;
  }

  @Override
  public List<PreparedStatement> preparedStatements() {
    List<PreparedStatement> result = new ArrayList<>();
    for (Prepared prepared : owner.statements().all()) {
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
    return owner.portals().all().stream()
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
  public List<PreparedTransaction> preparedTransactions() {
    List<PreparedTransaction> result = new ArrayList<>();
    for (TwoPhaseCommit.Prepared prepared : TwoPhaseCommit.all(owner.engine())) {
      PreparedNote note = prepared.note();
      result.add(
          new PreparedTransaction(
              prepared.transaction().id(),
              prepared.transaction().gid(),
              note.preparedAt(),
              note.owner(),
              prepared.database().name()));
    }
    return result;
  }

  @Override
  public SequenceState state(Sequence sequence) {
    return owner.database().sequences().state(sequence);
  }

  @Override
  public TableStatistics statistics(Table table) {
    return owner.statistics().statistics(table);
  }

  @Override
  public DatabaseActivity activity() {
    return owner.database().activity();
  }

  @Override
  public HeapActivity heapActivity() {
    return owner.engine().heap().activity();
  }

  @Override
  public HeapActivity.OfDatabase storageActivity(DatabaseEntry database) {
    return owner.engine().heap().activity(database.storageId());
  }

  @Override
  public long liveRows(Table table) {
    return table.partitioned() ? 0 : (long) owner.database().estimatedRows(table);
  }

  @Override
  public int currentRole() {
    return owner.environment().currentRole().oid();
  }
}
