package org.heapgres.wire.internal;

/** Where a session is in its conversation with the client. */
enum ConversationState {
  /**
   * Authenticated, but the session is not open yet. Whatever the client sends waits; leaves for
   * {@link #READY}, or {@link #CLOSED} when the database or the role is not there.
   */
  CONNECTING,

  /**
   * Takes every message of the simple and the extended protocol. CopyData, CopyDone and CopyFail
   * are what a client was still sending when its COPY failed: dropped.
   */
  READY,

  /** An extended-protocol message failed. Everything is dropped until Sync, except Terminate. */
  DISCARDING,

  /**
   * COPY FROM STDIN runs. Takes CopyData, then CopyDone or CopyFail; Flush and Sync mean nothing;
   * any other message ends the session.
   */
  COPYING_IN,

  /** The last message is written; nothing is taken any more. */
  CLOSED
}
