package org.heapgres.planner;

/**
 * The statements of one simple query, one portal at a time: a statement is analysed only after the
 * one before it ran. One thread at a time. An empty query string has one portal that completes as
 * {@link Completion.Empty}.
 */
public interface SimpleQuery {
  boolean hasNext();

  /** Whether {@link #next} may wait: for another language to look at its code. */
  boolean nextMayWait();

  /** Analyses and plans the next statement; its results are in text format. */
  Portal next();
}
