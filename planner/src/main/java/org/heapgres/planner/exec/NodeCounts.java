package org.heapgres.planner.exec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one node has done in a run, all its loops together. Used by the run's thread. */
public final class NodeCounts {
  private final Map<String, Detail> details = new LinkedHashMap<>();
  private long loops;
  private long rows;
  private long nanos;
  private long startupNanos;
  private long filtered;
  private long joinFiltered;
  private long searches;
  private long spilled;
  private long reread;

  void loop() {
    loops++;
  }

  void rows(int count) {
    rows += count;
  }

  void time(long total, long startup) {
    nanos += total;
    startupNanos += startup;
  }

  /** Rows that the node's own filter dropped. */
  public void filtered(long count) {
    filtered += count;
  }

  /** Pairs that a join's further condition dropped. */
  public void joinFiltered(long count) {
    joinFiltered += count;
  }

  /** Descents of an index. */
  public void searched(long count) {
    searches += count;
  }

  /** Bytes written to temporary files. */
  public void spilled(long bytes) {
    spilled += bytes;
  }

  /** Bytes read from temporary files. */
  public void reread(long bytes) {
    reread += bytes;
  }

  /** What else there is to say, in place of what was said under that label before. */
  public void say(String label, Detail detail) {
    details.put(label, detail);
  }

  public long loops() {
    return loops;
  }

  public long rows() {
    return rows;
  }

  public long nanos() {
    return nanos;
  }

  public long startupNanos() {
    return startupNanos;
  }

  public long filtered() {
    return filtered;
  }

  public long joinFiltered() {
    return joinFiltered;
  }

  public long searches() {
    return searches;
  }

  public long spilled() {
    return spilled;
  }

  public long reread() {
    return reread;
  }

  public List<Detail> details() {
    return new ArrayList<>(details.values());
  }
}
