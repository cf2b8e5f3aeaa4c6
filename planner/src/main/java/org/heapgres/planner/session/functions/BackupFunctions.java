package org.heapgres.planner.session.functions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.Clock;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.Backup;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgRecord;

/**
 * Backups (manual, 9.28.3 and 9.28.10), as {@code heapgres backup} makes them: {@code
 * pg_backup_start}, then the files that {@code pg_read_binary_file('backup_label')} lists, then
 * those of {@code pg_ls_waldir}, then {@code pg_backup_stop}. All through one session, whose end
 * ends the backup too. Named as {@code Functions} wants them.
 */
public final class BackupFunctions {
  private static final int PG_LSN = 3220;
  private static final Map<Session, Backup> RUNNING = new ConcurrentHashMap<>();

  private BackupFunctions() {}

  /** Positions in our log are numbers of commits, not of bytes: the lsn is 0. */
  static long pgBackupStart(CallContext context, String label, boolean fast) {
    Session session = superuser(context, "pg_backup_start");
    if (RUNNING.containsKey(session)) {
      throw new PgException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
              "a backup is already in progress in this session")
          .withHint("Run pg_backup_stop() and try again.");
    }
    RUNNING.put(session, session.engine().heap().startBackup());
    return 0;
  }

  /** {@code pg_backup_stop}: lsn, labelfile, spcmapfile. */
  static PgRecord pgBackupStop(CallContext context, boolean waitForArchive) {
    Session session = superuser(context, "pg_backup_stop");
    String label = running(session).label();
    end(session);
    int text = Types.TEXT.oid();
    return new PgRecord(new int[] {PG_LSN, text, text}, new Object[] {0L, label, ""});
  }

  private static Backup running(Session session) {
    Backup backup = RUNNING.get(session);
    if (backup == null) {
      throw new PgException(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "backup is not in progress")
          .withHint("Did you call pg_backup_start()?");
    }
    return backup;
  }

  /** What a session that ends leaves running. */
  public static void end(Session session) {
    Backup backup = RUNNING.remove(session);
    if (backup != null) {
      backup.close();
    }
  }

  /** Name, size and time of the log's files; everything acknowledged is in the first size bytes. */
  static Iterator<?> pgLsWaldir(CallContext context) {
    Session session = superuser(context, "pg_ls_waldir");
    int[] types = {Types.TEXT.oid(), Types.INT8.oid(), Types.TIMESTAMPTZ.oid()};
    return running(session).log().stream()
        .map(
            f ->
                new PgRecord(
                    types,
                    new Object[] {
                      Path.of(f.path()).getFileName().toString(), f.length(), Clock.micros()
                    }))
        .iterator();
  }

  static byte[] pgReadBinaryFileOffLenMissing(
      CallContext context, String path, long offset, long length, boolean missingOk) {
    Session session = superuser(context, "pg_read_binary_file");
    if (offset < 0 || length < 0 || length > Integer.MAX_VALUE - 8) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "requested length cannot be negative or too large");
    }
    Backup backup = running(session);
    byte[] bytes =
        path.equals(Backup.LABEL)
            ? part(backup.label().getBytes(StandardCharsets.UTF_8), offset, length)
            : backup.read(path, offset, (int) length);
    if (bytes == null && !missingOk) {
      throw new PgException(
          SqlState.UNDEFINED_FILE,
          "could not open file \"" + path + "\" for reading: No such file or directory");
    }
    return bytes;
  }

  private static byte[] part(byte[] bytes, long offset, long length) {
    int from = (int) Math.min(offset, bytes.length);
    return Arrays.copyOfRange(bytes, from, (int) Math.min(bytes.length, from + length));
  }

  static byte[] pgReadBinaryFileOffLen(CallContext context, String path, long offset, long length) {
    return pgReadBinaryFileOffLenMissing(context, path, offset, length, false);
  }

  private static Session superuser(CallContext context, String function) {
    Session session = SessionFunctions.session(context);
    if (!session.superuser()) {
      throw new PgException(
          SqlState.INSUFFICIENT_PRIVILEGE, "permission denied for function " + function);
    }
    return session;
  }
}
