package org.heapgres.wire.internal.message;

import org.heapgres.storage.PgException;

/** What a client sends. Immutable, free of Netty's reference counts. */
public sealed interface FrontendMessage
    permits Startup.Request,
        Startup.SslRequest,
        Startup.GssEncryptionRequest,
        Startup.CancelRequest,
        Authentication.Response,
        SimpleQueryProtocol.Query,
        SimpleQueryProtocol.FunctionCall,
        ExtendedQueryProtocol.Parse,
        ExtendedQueryProtocol.Bind,
        ExtendedQueryProtocol.Describe,
        ExtendedQueryProtocol.Execute,
        ExtendedQueryProtocol.Close,
        ExtendedQueryProtocol.Flush,
        ExtendedQueryProtocol.Sync,
        CopyProtocol.CopyData,
        CopyProtocol.CopyDone,
        CopyProtocol.CopyFail,
        FrontendMessage.Terminate,
        FrontendMessage.Malformed {

  /** Bytes that it keeps in memory, roughly: flow control counts them. */
  default int weight() {
    return 64;
  }

  /** Bytes that values keep, those that are null none. */
  static int weight(byte[][] values) {
    int weight = 0;
    for (byte[] value : values) {
      weight += value == null ? 0 : value.length;
    }
    return weight;
  }

  /** The client is leaving; also stands for the end of its stream. */
  record Terminate() implements FrontendMessage {}

  /**
   * A message that could not be read; reported in its turn.
   *
   * @param type null when even the type is unknown, which ends the session
   */
  record Malformed(FrontendType type, PgException error) implements FrontendMessage {}
}
