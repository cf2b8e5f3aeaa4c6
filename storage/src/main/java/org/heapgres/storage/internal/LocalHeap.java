package org.heapgres.storage.internal;

import java.nio.file.Path;
import java.util.Optional;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.PgException;

/** The heap of a local data directory. */
public abstract class LocalHeap implements Heap {
  public static Heap open(Path directory, HeapOptions options) {
    return Optional.<Heap>empty()
        .orElseThrow(() -> PgException.notSupported("opening " + directory + " with " + options));
  }
}
