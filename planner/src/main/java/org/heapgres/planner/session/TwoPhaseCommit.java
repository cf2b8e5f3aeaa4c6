package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.ddl.SequenceRestart;
import org.heapgres.storage.Commit;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PreparedTransaction;
import org.heapgres.storage.SqlState;

/**
 * PREPARE TRANSACTION, COMMIT PREPARED and ROLLBACK PREPARED. Names are unique among all databases
 * of the server; one session at a time makes or finishes a prepared transaction.
 */
public final class TwoPhaseCommit {
  private static final int LONGEST_GID = 199;

  /** Guards the set of prepared transactions. */
  private static final Object MONITOR = new Object();

  /** A prepared transaction, and where it is. */
  record Prepared(DatabaseEntry database, OpenDatabase opened, PreparedTransaction transaction) {
    PreparedNote note() {
      return PreparedNote.decode(transaction.note(), opened.sequences());
    }
  }

  private TwoPhaseCommit() {}

  /** All of the server. Databases that nobody has used yet are opened to see. */
  static List<Prepared> all(Engine engine) {
    if (maximum(engine) == 0) {
      return List.of();
    }
    List<Prepared> result = new ArrayList<>();
    for (DatabaseEntry entry : engine.cluster().shared().databases()) {
      Optional<DatabaseUse> possible = engine.cluster().useIfPrepared(entry);
      if (possible.isPresent()) {
        try (DatabaseUse use = possible.get()) {
          for (PreparedTransaction transaction : use.database().storage().prepared()) {
            result.add(new Prepared(entry, use.database(), transaction));
          }
        }
      }
    }
    return result;
  }

  private static int maximum(Engine engine) {
    return Integer.parseInt(engine.setting("max_prepared_transactions"));
  }

  /** Whatever it throws, the session's transaction is over. */
  public static void prepare(Session session, String gid) {
    TransactionState transaction = session.transaction();
    try {
      transaction.constraintChecks().run();
      refuse(session);
      synchronized (MONITOR) {
        admit(session.engine(), gid);
        session.notifications().refusePrepare();
        transaction.prepare(gid, session.environment().currentRole().oid());
      }
    } catch (RuntimeException e) {
      session.rollback();
      throw e;
    }
    session.prepared();
  }

  private static void admit(Engine engine, String gid) {
    if (gid.length() > LONGEST_GID) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "transaction identifier \"" + gid + "\" is too long");
    }
    int maximum = maximum(engine);
    if (maximum == 0) {
      throw new PgException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "prepared transactions are disabled")
          .withHint("Set \"max_prepared_transactions\" to a nonzero value.");
    }
    List<Prepared> all = all(engine);
    if (all.stream().anyMatch(each -> each.transaction().gid().equals(gid))) {
      throw new PgException(
          SqlState.DUPLICATE_OBJECT, "transaction identifier \"" + gid + "\" is already in use");
    }
    if (all.size() >= maximum) {
      throw new PgException(
              SqlState.OUT_OF_MEMORY, "maximum number of prepared transactions reached")
          .withHint("Increase \"max_prepared_transactions\" (currently %d).".formatted(maximum));
    }
  }

  /** What belongs to the session alone cannot be handed over. */
  private static void refuse(Session session) {
    if (session.portals().all().stream()
        .anyMatch(portal -> portal.options().hold() && !portal.isHeld())) {
      throw cannot("created a cursor WITH HOLD");
    }
    Schema temporary = session.catalog().schema(session.temporarySchema()).orElse(null);
    if (temporary != null && usesTemporary(session, temporary)) {
      throw cannot("operated on temporary objects");
    }
  }

  private static boolean usesTemporary(Session session, Schema temporary) {
    TransactionState transaction = session.transaction();
    for (CatalogChange change : transaction.changes()) {
      CatalogObject object = change.object();
      if (object.oid() == temporary.oid()
          || (object instanceof Relation relation && relation.schema() == temporary.oid())) {
        return true;
      }
    }
    return session.catalog().relations().stream()
        .filter(relation -> relation.schema() == temporary.oid())
        .anyMatch(relation -> transaction.storage().holds(new LockTag.Relation(relation.oid())));
  }

  static PgException cannot(String what) {
    return new PgException(
        SqlState.FEATURE_NOT_SUPPORTED, "cannot PREPARE a transaction that has " + what);
  }

  /** COMMIT PREPARED, ROLLBACK PREPARED. */
  public static void finish(Session session, String gid, boolean commit) {
    Commit done;
    synchronized (MONITOR) {
      Prepared prepared = require(session, gid);
      PreparedNote note = prepared.note();
      if (!commit) {
        done = prepared.transaction().rollback();
      } else if (note.changes().isEmpty()) {
        done = prepared.transaction().commit();
      } else {
        done = prepared.opened().publish(note.changes(), prepared.transaction()::commit);
      }
      if (commit) {
        note.restarts().forEach(SequenceRestart::run);
      }
    }
    session.transaction().observe(done);
  }

  private static Prepared require(Session session, String gid) {
    Prepared prepared =
        all(session.engine()).stream()
            .filter(each -> each.transaction().gid().equals(gid))
            .findFirst()
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_OBJECT,
                        "prepared transaction with identifier \"" + gid + "\" does not exist"));
    Role role = session.environment().currentRole();
    if (!role.superuser() && role.oid() != prepared.note().owner()) {
      throw new PgException(
              SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to finish prepared transaction")
          .withHint("Must be superuser or the user that prepared the transaction.");
    }
    if (prepared.database().oid() != session.entry().oid()) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED, "prepared transaction belongs to another database")
          .withHint("Connect to the database where the transaction was prepared to finish it.");
    }
    return prepared;
  }
}
