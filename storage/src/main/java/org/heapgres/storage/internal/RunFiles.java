package org.heapgres.storage.internal;

import java.nio.ByteBuffer;
import java.util.Set;

/** The files of {@link Run}s, beside the log, which refers to them by name. Thread-safe. */
interface RunFiles {
  /** An empty file under a name that never was used before. */
  RunFile create();

  /** XX001 when there is none of that name. */
  RunFile open(String name);

  boolean exists(String name);

  /** Removes all others. */
  void retain(Set<String> names);

  /** One file: written by one thread from its beginning to its end, then read by many. */
  interface RunFile {
    String name();

    long size();

    void append(ByteBuffer bytes);

    /** Fills the buffer; XX001 when the file ends before. */
    void read(long at, ByteBuffer into);

    /** Makes it durable, for a commit that is going to refer to it. */
    void sync();

    /**
     * Removes its name, since no commit needs it any more; who reads it can go on.
     *
     * @return false when it has to stay for now
     */
    boolean remove();

    /** Removes it at once: nobody reads it any more. */
    void discard();
  }
}
