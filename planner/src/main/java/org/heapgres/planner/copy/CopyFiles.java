package org.heapgres.planner.copy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.heapgres.planner.parse.tree.UtilityStatement.CopyStmt;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** COPY with files of the server, and who may (manual, COPY). */
final class CopyFiles {
  private static final int READ_SERVER_FILES = 4569;
  private static final int WRITE_SERVER_FILES = 4570;
  private static final int EXECUTE_SERVER_PROGRAM = 4571;
  private static final int BUFFER = 1 << 16;

  private static final String WRITES =
      "COPY TO instructs the PostgreSQL server process to write a file. You may want a client-side"
          + " facility such as psql's \\copy.";

  private CopyFiles() {}

  /** 42501 for those who may not; 0A000 for programs, which nobody may. */
  static void check(Session session, CopyStmt statement) {
    if (statement.isProgram()) {
      require(
          session,
          EXECUTE_SERVER_PROGRAM,
          "to or from an external program",
          "pg_execute_server_program");
      throw PgException.notSupported("COPY PROGRAM");
    }
    if (statement.isFrom()) {
      require(session, READ_SERVER_FILES, "from a file", "pg_read_server_files");
    } else {
      require(session, WRITE_SERVER_FILES, "to a file", "pg_write_server_files");
    }
  }

  private static void require(Session session, int role, String what, String roleName) {
    if (!Permissions.of(session).hasPrivilegesOf(role)) {
      throw new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to COPY " + what)
          .withDetail(
              "Only roles with privileges of the \"%s\" role may COPY %s."
                  .formatted(roleName, what))
          .withHint(
              "Anyone can COPY to stdout or from stdin. psql's \\copy command also works for"
                  + " anyone.");
    }
  }

  /** Reads the whole file into the table; the number of rows. */
  static long read(String name, CopyFrom copy) {
    Path file = Path.of(name);
    if (Files.isDirectory(file)) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "\"" + name + "\" is a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        copy.read(ByteBuffer.wrap(buffer, 0, count));
      }
      return copy.complete();
    } catch (IOException e) {
      throw failed(e, name, "reading")
          .withHint(
              "COPY FROM instructs the PostgreSQL server process to read a file. You may want a"
                  + " client-side facility such as psql's \\copy.");
    }
  }

  /** Writes all rows to the file; their number. */
  static long write(String name, CopyTo copy) {
    Path file = Path.of(name);
    if (!file.isAbsolute()) {
      throw new PgException(SqlState.INVALID_NAME, "relative path not allowed for COPY to file");
    }
    if (Files.isDirectory(file)) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE,
          "could not open file \"" + name + "\" for writing: Is a directory");
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
      return copy.write(
          message -> {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            try {
              out.write(bytes);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw new PgException(
          SqlState.IO_ERROR, "could not write to COPY file: " + e.getCause().getMessage());
    } catch (IOException e) {
      throw failed(e, name, "writing").withHint(WRITES);
    }
  }

  private static PgException failed(IOException failure, String name, String purpose) {
    String why =
        switch (failure) {
          case NoSuchFileException _ -> "No such file or directory";
          case AccessDeniedException _ -> "Permission denied";
          default -> failure.getMessage();
        };
    SqlState state =
        switch (failure) {
          case NoSuchFileException _ -> SqlState.UNDEFINED_FILE;
          case AccessDeniedException _ -> SqlState.INSUFFICIENT_PRIVILEGE;
          default -> SqlState.IO_ERROR;
        };
    return new PgException(
        state, "could not open file \"%s\" for %s: %s".formatted(name, purpose, why));
  }
}
