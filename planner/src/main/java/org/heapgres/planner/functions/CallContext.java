package org.heapgres.planner.functions;

import org.heapgres.planner.types.FormatSettings;

/** What a function may know of the statement that calls it. Used by one thread at a time. */
public interface CallContext {
  FormatSettings formats();

  SessionInfo session();

  /** No session around: for constant folding of immutable functions, and for tests. */
  CallContext DETACHED =
      new CallContext() {
        @Override
        public FormatSettings formats() {
          return FormatSettings.DEFAULT;
        }

        @Override
        public SessionInfo session() {
          return SessionInfo.NONE;
        }
      };
}
