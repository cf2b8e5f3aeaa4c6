package org.heapgres.planner.statistics;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.heapgres.planner.types.PgType;

/**
 * What ANALYZE left for one statistics object. Immutable.
 *
 * @param columns attnums, ascending, then -1, -2... for the expressions
 * @param types of the columns
 * @param distinct how many combinations there are, for every two or more of the columns
 * @param dependencies those of which any rows are an example
 * @param common most common combinations, the most common one first
 * @param expressions what is known of each expression by itself; empty when that was not asked for
 */
public record ExtendedValues(
    List<Integer> columns,
    List<PgType> types,
    List<Distinct> distinct,
    List<Dependency> dependencies,
    List<Common> common,
    List<ColumnStatistics> expressions) {

  /** The number of combinations of some columns, by their places in {@link #columns}, ascending. */
  public record Distinct(List<Integer> places, double count) {
    public Distinct {
      places = List.copyOf(places);
    }
  }

  /** The share of rows in which the value at one place follows from those at others. */
  public record Dependency(List<Integer> from, int to, double degree) {
    public Dependency {
      from = List.copyOf(from);
    }

    /** How many columns it is about. */
    public int size() {
      return from.size() + 1;
    }
  }

  /**
   * A common combination.
   *
   * @param values one for each column, null for NULL
   * @param frequency as a share of all rows
   * @param baseFrequency what that would be if columns were independent
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Common(Object[] values, double frequency, double baseFrequency) {}

  public ExtendedValues {
    columns = List.copyOf(columns);
    types = List.copyOf(types);
    distinct = List.copyOf(distinct);
    dependencies = List.copyOf(dependencies);
    common = List.copyOf(common);
    expressions = List.copyOf(expressions);
  }

  /** As type pg_ndistinct shows it; null when there is none. */
  public String distinctText() {
    return distinct.isEmpty()
        ? null
        : distinct.stream()
            .map(each -> "\"%s\": %d".formatted(names(each.places), (long) each.count))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  /** As type pg_dependencies shows it; null when there are none. */
  public String dependenciesText() {
    return dependencies.isEmpty()
        ? null
        : dependencies.stream()
            .map(
                each ->
                    String.format(
                        Locale.ROOT,
                        "\"%s => %d\": %.6f",
                        names(each.from),
                        columns.get(each.to),
                        each.degree))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  private String names(List<Integer> places) {
    return places.stream()
        .map(place -> columns.get(place).toString())
        .collect(Collectors.joining(", "));
  }
}
