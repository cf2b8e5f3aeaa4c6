package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.NodeCounts;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.table.ExtentReader;
import org.heapgres.planner.exec.table.IndexDecoder;
import org.heapgres.planner.exec.table.IndexFormat;
import org.heapgres.planner.exec.table.KeyCondition;
import org.heapgres.planner.exec.table.RecordDecoder;
import org.heapgres.planner.exec.table.RowDecoder;
import org.heapgres.planner.exec.table.RowFinder;
import org.heapgres.planner.exec.table.TableFormat;
import org.heapgres.planner.statistics.ScanActivity;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.Transaction;

/**
 * Reads a table: wholly, by its primary key, or through an index; decodes the columns that are
 * wanted, and keeps the rows that meet a condition.
 *
 * <p>When a changed row is checked again (READ COMMITTED), {@link Recheck} stands in for the table:
 * then the one row given there is read, whatever the access path, and {@code condition} decides, so
 * it repeats what the access path says.
 */
public final class TableScanNode extends ScanNode {
  /** The row that replaces a table's rows in a run; stored under the table's oid. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Recheck(byte[] key, byte[] value) {
    /** Of a table beside the one whose row is checked again: partitions of one table. */
    public static final Recheck NO_ROW = new Recheck(null, null);
  }

  /**
   * How rows are found.
   *
   * @param index null for the primary key
   * @param entries what is read of the index's entries alone; null when it takes the rows too
   * @param condition null for all rows in order
   * @param conditionText for EXPLAIN
   */
  public record Path(
      IndexFormat index,
      IndexDecoder entries,
      KeyCondition condition,
      boolean reverse,
      String conditionText) {}

  private static final int FIRST_BATCH = 64;

  private final TableFormat format;
  private final Integer tableOid;

  /** Of the path, if it goes by an index; else null. */
  private final Integer indexOid;

  private final Path path;
  private final boolean rowKey;
  private final RowDecoder decoder;
  private final Expression filter;
  private final Expression recheck;
  private final boolean checked;
  private final Description description;

  /**
   * What EXPLAIN says.
   *
   * @param target the table and its name in the query
   * @param filterText null for none
   * @param rows expected to come out
   * @param tableRows expected to be there
   */
  public record Description(ScanTarget target, String filterText, double rows, double tableRows) {}

  /**
   * @param path null for a full scan
   * @param filter over the output columns: what the path does not ensure; null for none
   * @param recheck the whole condition; null for none
   * @param checked whether the table may be replaced by a {@link Recheck}
   */
  public TableScanNode(
      TableFormat format,
      Path path,
      int[] columns,
      boolean rowKey,
      List<PgType> types,
      Expression filter,
      Expression recheck,
      boolean checked,
      Description description) {
    super(columns, types);
    this.format = format;
    this.tableOid = format.table().oid();
    this.path = path;
    this.indexOid = path == null ? null : index(format, path).map(Index::oid).orElse(null);
    this.rowKey = rowKey;
    this.decoder = new RowDecoder(format, columns, rowKey);
    this.filter = filter;
    this.recheck = recheck;
    this.checked = checked;
    this.description = description;
  }

  /** Empty for the order of rows of a table that has no primary key. */
  private static Optional<Index> index(TableFormat format, Path path) {
    return path.index() == null ? format.table().primaryKey() : Optional.of(path.index().index());
  }

  /** How many rows the table has, as far as is known. */
  public double rowsRead() {
    return description.tableRows();
  }

  @Override
  public boolean isLookup() {
    return path != null && path.condition() != null;
  }

  /** Whether an index, that of the primary key among them, says where its rows are. */
  public boolean usesIndex() {
    return path != null;
  }

  private boolean isIndexOnly() {
    return path != null && path.entries() != null;
  }

  /** Whether it gets at most a few rows by their whole key. */
  public boolean isExact() {
    return isLookup() && path.condition().isExact();
  }

  @Override
  public boolean isSingle() {
    return isExact() && (isPrimary() || path.index().index().unique());
  }

  @Override
  public boolean isPrimary() {
    return path != null && path.index() == null;
  }

  @Override
  protected Operator start(Execution run) {
    Recheck replaced = checked ? run.recheck(tableOid) : null;
    if (replaced != null) {
      RowFinder row = RowFinder.of(replaced.key(), replaced.value());
      return new Run(run, row, decoder, recheck, new ScanActivity(), false, 1);
    }
    return path == null && !rowKey ? new WholeRun(run) : run(run);
  }

  /** All rows, by what is known of them already. */
  private final class WholeRun implements Operator {
    private final Execution run;
    private final ScanActivity activity;
    private ExtentReader reader;

    WholeRun(Execution run) {
      this.run = run;
      this.reader = new ExtentReader(run, format, decoder);
      this.activity = wholeScan(run);
    }

    @Override
    public Batch next() {
      while (reader != null) {
        Batch batch = reader.next();
        if (batch == null) {
          close();
          return null;
        }
        activity.read(batch.size());
        if (filter != null) {
          batch = filtered(run, filter, batch);
        }
        if (batch != null) {
          return batch;
        }
      }
      return null;
    }

    @Override
    public void close() {
      if (reader != null) {
        reader.close();
        reader = null;
      }
    }
  }

  private ScanActivity wholeScan(Execution run) {
    ScanActivity activity = run.context().activity().table(tableOid).scans();
    activity.scan(1, run.context().statementStart());
    return activity;
  }

  private ScanActivity indexScan(Execution run, int searches) {
    ScanActivity activity = run.context().activity().index(indexOid);
    activity.scan(searches, run.context().statementStart());
    return activity;
  }

  private Operator run(Execution run) {
    Transaction transaction = run.transaction();
    int store = format.table().store();
    if (path == null || (path.condition() == null && path.index() == null)) {
      RowFinder all = RowFinder.all(transaction, store, path != null && path.reverse());
      return indexOid == null
          ? new Run(run, all, decoder, filter, wholeScan(run), false, FIRST_BATCH)
          : new Run(run, all, decoder, filter, indexScan(run, 1), true, FIRST_BATCH);
    }
    List<KeyCondition.Range> ranges =
        path.condition() == null
            ? List.of(new KeyCondition.Range(new byte[0], null, null))
            : path.condition().ranges(run);
    NodeCounts counts = run.counts(this);
    if (counts != null) {
      counts.searched(ranges.size());
    }
    ScanActivity activity = indexScan(run, ranges.size());
    int firstBatch = isSingle() ? Math.clamp(ranges.size(), 1, FIRST_BATCH) : FIRST_BATCH;
    if (isIndexOnly()) {
      RowFinder entries = RowFinder.entries(transaction, path.index(), ranges, path.reverse());
      return new Run(run, entries, path.entries(), filter, activity, false, firstBatch);
    }
    RowFinder rows =
        path.index() == null
            ? RowFinder.byKey(transaction, store, ranges, path.reverse())
            : RowFinder.byIndex(transaction, store, path.index(), ranges, path.reverse());
    return new Run(run, rows, decoder, filter, activity, true, firstBatch);
  }

  private final class Run implements Operator {
    private final Execution run;
    private final RowFinder finder;
    private final RecordDecoder decoder;
    private final Expression condition;
    private final ScanActivity activity;
    private final boolean fetches;
    private int batchSize;
    private boolean ended;

    /**
     * @param fetches an index says which rows it gets
     * @param firstBatch how many rows it tries to get at first
     */
    Run(
        Execution run,
        RowFinder finder,
        RecordDecoder decoder,
        Expression condition,
        ScanActivity activity,
        boolean fetches,
        int firstBatch) {
      this.batchSize = firstBatch;
      this.run = run;
      this.finder = finder;
      this.decoder = decoder;
      this.condition = condition;
      this.activity = activity;
      this.fetches = fetches;
    }

    @Override
    public Batch next() {
      while (!ended) {
        run.checkCancel();
        Batch batch = read();
        if (batch != null && condition != null) {
          batch = filtered(run, condition, batch);
        }
        if (batch != null) {
          return batch;
        }
      }
      return null;
    }

    private Batch read() {
      byte[][] keys = new byte[batchSize][];
      byte[][] values = new byte[batchSize][];
      int count = 0;
      while (count < batchSize) {
        if (!finder.next()) {
          close();
          break;
        }
        keys[count] = finder.key();
        values[count++] = finder.value();
      }
      batchSize = Math.min(Batch.TARGET_SIZE, batchSize * 4);
      activity.read(count);
      if (fetches) {
        activity.fetch(count);
      }
      return count == 0 ? null : decoder.decode(keys, values, count);
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        finder.close();
      }
    }
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String title() {
    return title(false);
  }

  @Override
  public String verboseTitle() {
    return title(true);
  }

  private String title(boolean verbose) {
    String named = description.target().shown(verbose);
    if (path == null) {
      return "Seq Scan on " + named;
    }
    return nodeType()
        + (path.reverse() ? " Backward" : "")
        + " using "
        + indexName()
        + " on "
        + named;
  }

  private String indexName() {
    return index(format, path).map(Index::name).orElse(format.table().name());
  }

  @Override
  public String nodeType() {
    if (path == null) {
      return "Seq Scan";
    }
    return isIndexOnly() ? "Index Only Scan" : "Index Scan";
  }

  @Override
  public List<Detail.Property> attributes() {
    List<Detail.Property> attributes = new ArrayList<>();
    if (path != null) {
      attributes.add(
          new Detail.Property("Scan Direction", path.reverse() ? "Backward" : "Forward"));
      attributes.add(new Detail.Property("Index Name", indexName()));
    }
    attributes.addAll(description.target().properties());
    return attributes;
  }

  @Override
  public List<Detail> details() {
    List<Detail> details = new ArrayList<>();
    if (path != null && path.conditionText() != null) {
      details.add(Detail.of("Index Cond", path.conditionText()));
    }
    if (description.filterText() != null) {
      details.add(Detail.of("Filter", description.filterText()));
    }
    return details;
  }

  @Override
  public double estimatedRows() {
    return description.rows();
  }
}
