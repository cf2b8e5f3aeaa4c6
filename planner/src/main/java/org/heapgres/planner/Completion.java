package org.heapgres.planner;

import java.nio.ByteBuffer;
import org.heapgres.storage.PgException;

/** How {@link Portal#execute} ended. */
public sealed interface Completion {
  /** The statement is done; {@code tag} is the command tag, such as {@code INSERT 0 1}. */
  record Complete(String tag) implements Completion {}

  /** The row limit was reached; execute again for more. */
  record Suspended() implements Completion {}

  /** There was no statement in the query string. */
  record Empty() implements Completion {}

  /** COPY FROM STDIN: the client's data go to {@code handler}. */
  record CopyIn(boolean binary, int columns, CopyInHandler handler) implements Completion {}

  /** COPY TO STDOUT: {@code source} produces the data. */
  record CopyOut(boolean binary, int columns, CopyOutSource source) implements Completion {}

  /** Takes the CopyData of one COPY FROM STDIN, in order; used by the session's thread only. */
  interface CopyInHandler {
    /** Consumes the whole buffer; message borders mean nothing. */
    void data(ByteBuffer data);

    /** CopyDone. */
    Complete finish();

    /** CopyFail: the session notes the failure; the result is what to report (57014). */
    PgException fail(String message);
  }

  /** Produces the CopyData of one COPY TO STDOUT. */
  interface CopyOutSource {
    Complete writeTo(CopySink sink);
  }

  /** Receives one CopyData message a call; the buffer is reused after the call. */
  @FunctionalInterface
  interface CopySink {
    void data(ByteBuffer message);
  }
}
