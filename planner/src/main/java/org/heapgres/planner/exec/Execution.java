package org.heapgres.planner.exec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.heapgres.planner.exec.operator.TableScanNode;
import org.heapgres.storage.Transaction;

/** One run of a plan: what its operators and expressions share. Used by one thread at a time. */
public final class Execution {
  private final ExecutionContext context;
  private final IdentityHashMap<Object, Object> states = new IdentityHashMap<>(4);
  private final IdentityHashMap<Object, Object> shared = new IdentityHashMap<>(4);
  private final Map<Integer, Object[]> outerRows = new HashMap<>(4);
  private final List<SpillFile> files;
  private final AtomicLong temporaryBytes;
  private Map<Integer, TableScanNode.Recheck> rechecks = Map.of();

  public Execution(ExecutionContext context) {
    this(context, new ArrayList<>(), new AtomicLong());
  }

  private Execution(ExecutionContext context, List<SpillFile> files, AtomicLong temporaryBytes) {
    this.context = context;
    this.files = files;
    this.temporaryBytes = temporaryBytes;
  }

  // Temporary files

  void opened(SpillFile file) {
    files.add(file);
  }

  void closed(SpillFile file) {
    files.remove(file);
  }

  /** What its temporary files hold together. */
  AtomicLong temporaryBytes() {
    return temporaryBytes;
  }

  /** Ends the run: nothing of it is left on disk. */
  public void close() {
    List.copyOf(files).forEach(SpillFile::close);
  }

  public ExecutionContext context() {
    return context;
  }

  /** Where a node says what it does; null when nobody asks. */
  public NodeCounts counts(PlanNode node) {
    Instrumentation instrumentation = context.instrumentation();
    return instrumentation == null ? null : instrumentation.begin(node);
  }

  public Transaction transaction() {
    return context.transaction();
  }

  public Object parameter(int index) {
    return context.parameter(index);
  }

  /** Throws 57014 after a cancel or the statement's deadline. */
  public void checkCancel() {
    context.checkCancel();
  }

  /** What belongs to {@code owner} in this run, made when first asked for. */
  public <T> T state(Object owner, Supplier<T> make) {
    @SuppressWarnings("unchecked")
    T known = (T) states.get(owner);
    if (known == null) {
      known = make.get();
      states.put(owner, known);
    }
    return known;
  }

  public void set(Object owner, Object value) {
    states.put(owner, value);
  }

  public void forget(Object owner) {
    states.remove(owner);
  }

  /** What {@link #set} stored last. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T> T value(Object owner) {
    return (T) states.get(owner);
  }

  /** The row that stands for the table of that oid while it is checked again; null for none. */
  public TableScanNode.Recheck recheck(Integer tableOid) {
    return rechecks.get(tableOid);
  }

  /** A run of the same statement in which one row stands for a table, by the table's oid. */
  public Execution rechecking(Map<Integer, TableScanNode.Recheck> rows) {
    Execution other = new Execution(context, files, temporaryBytes);
    other.states.putAll(shared);
    other.shared.putAll(shared);
    other.outerRows.putAll(outerRows);
    other.rechecks = rows;
    return other;
  }

  /** {@link #state} that a recheck sees too: CTEs, which are not evaluated again. */
  public <T> T sharedState(Object owner, Supplier<T> make) {
    T value = state(owner, make);
    shared.put(owner, value);
    return value;
  }

  /** The row that a correlation variable stands for now. */
  public Object[] outerRow(int correlation) {
    return outerRows.get(correlation);
  }

  public void setOuterRow(int correlation, Object[] row) {
    outerRows.put(correlation, row);
  }
}
