package org.heapgres.planner.exec.explain;

import java.util.List;
import java.util.Map;
import org.heapgres.planner.exec.Instrumentation;
import org.heapgres.planner.exec.PhysicalPlan;

/**
 * What there is to say of one statement.
 *
 * @param query null when it is not to be shown
 * @param settings that planning depends on and that are not at their defaults; empty when they are
 *     not asked for
 * @param planningBytes that the planner has allocated
 */
public record Explanation(
    ExplainNode root,
    Query query,
    Map<String, String> settings,
    long planningNanos,
    long planningBytes,
    List<Instrumentation.TriggerTime> triggers,
    Serialized serialized,
    long executionNanos) {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int BYTES_PER_KB = 1024;

  /** PostgreSQL counts temporary files by its blocks. */
  private static final int BLOCK = 8192;

  /** A statement's text, and its parameters' values; null for none. */
  public record Query(String text, String parameters) {}

  /** What the conversion of the result took. */
  public record Serialized(long bytes, long nanos) {
    public static final Serialized NONE = new Serialized(0, 0);
  }

  /** {@code instrumentation} null for a plan that has not run. */
  public static Explanation of(
      PhysicalPlan plan,
      boolean verbose,
      Instrumentation instrumentation,
      Query query,
      Map<String, String> settings,
      long planningNanos,
      long planningBytes,
      Serialized serialized,
      long executionNanos) {
    return new Explanation(
        ExplainTree.of(plan, verbose, instrumentation),
        query,
        settings,
        planningNanos,
        planningBytes,
        instrumentation == null ? List.of() : instrumentation.triggers(),
        serialized,
        executionNanos);
  }

  public Explanation withoutTriggers() {
    return new Explanation(
        root, query, settings, planningNanos, planningBytes, List.of(), serialized, executionNanos);
  }

  /** The rows of EXPLAIN's one column. */
  public List<String> write(ExplainOptions options) {
    return options.isText()
        ? new TextFormat(options).write(this)
        : List.of(new StructuredFormat(options, output(options)).write(this));
  }

  /** For a statement without a plan. */
  public static List<String> ofUtility(ExplainOptions options) {
    if (options.isText()) {
      return List.of("Utility statements have no plan structure");
    }
    StructuredOutput output = output(options);
    output.begin();
    output.dummy("Utility Statement");
    return List.of(output.end());
  }

  private static StructuredOutput output(ExplainOptions options) {
    return switch (options.format()) {
      case JSON -> new JsonOutput();
      case YAML -> new YamlOutput();
      case XML -> new XmlOutput();
      case TEXT -> throw new IllegalArgumentException("text has no groups");
    };
  }

  static double millis(long nanos) {
    return nanos / NANOS_PER_MILLI;
  }

  static long kilobytes(long bytes) {
    return (bytes + BYTES_PER_KB - 1) / BYTES_PER_KB;
  }

  static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK;
  }
}
