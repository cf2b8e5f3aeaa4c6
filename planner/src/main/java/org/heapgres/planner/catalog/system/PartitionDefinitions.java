package org.heapgres.planner.catalog.system;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.PartitionBound;
import org.heapgres.planner.catalog.Partitioning;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.PgType;

/** Partition keys and bounds as SQL, as pg_get_partkeydef and its kin say them. */
public final class PartitionDefinitions {
  private PartitionDefinitions() {}

  /** What stands behind PARTITION BY. */
  public static String key(Table table) {
    Partitioning partitioning = table.inheritance().partitioning();
    String keys =
        partitioning.keys().stream()
            .map(key -> keyText(table, key))
            .collect(Collectors.joining(", "));
    String strategy =
        switch (partitioning.strategy()) {
          case Partitioning.LIST -> "LIST";
          case Partitioning.RANGE -> "RANGE";
          default -> "HASH";
        };
    return strategy + " (" + keys + ")";
  }

  private static String keyText(Table table, Partitioning.Key key) {
    if (key.attnum() != 0) {
      return Definitions.columns(List.of(key.attnum()), table);
    }
    return Definitions.isCall(key.expression()) ? key.expression() : "(" + key.expression() + ")";
  }

  /** FOR VALUES ..., or DEFAULT. */
  public static String bound(Table partition, Catalog catalog) {
    Table parent = catalog.table(partition.inheritance().parents().getFirst()).orElseThrow();
    List<PgType> types = types(parent);
    return switch (partition.inheritance().bound()) {
      case PartitionBound.Default _ -> "DEFAULT";
      case PartitionBound.Values(List<String> values) ->
          "FOR VALUES IN ("
              + values.stream()
                  .map(value -> Definitions.literal(types.getFirst(), value))
                  .collect(Collectors.joining(", "))
              + ")";
      case PartitionBound.Range(
              List<PartitionBound.Datum> lower,
              List<PartitionBound.Datum> upper) ->
          "FOR VALUES FROM (" + end(lower, types) + ") TO (" + end(upper, types) + ")";
      case PartitionBound.Hash(int modulus, int remainder) ->
          "FOR VALUES WITH (modulus " + modulus + ", remainder " + remainder + ")";
    };
  }

  private static List<PgType> types(Table parent) {
    return parent.inheritance().partitioning().keys().stream().map(Partitioning.Key::type).toList();
  }

  private static String end(List<PartitionBound.Datum> datums, List<PgType> types) {
    List<String> parts = new ArrayList<>();
    for (int k = 0; k < datums.size(); k++) {
      PartitionBound.Datum datum = datums.get(k);
      parts.add(
          switch (datum.infinite()) {
            case -1 -> "MINVALUE";
            case 1 -> "MAXVALUE";
            default -> Definitions.literal(types.get(k), datum.value());
          });
    }
    return String.join(", ", parts);
  }

  /** The bound as a condition over the partition's columns; of the usual kinds of keys. */
  public static String constraint(Table partition, Catalog catalog) {
    Table parent = catalog.table(partition.inheritance().parents().getFirst()).orElseThrow();
    return partition.inheritance().bound() instanceof PartitionBound.Default
        ? noneOf(parent, catalog)
        : constraint(partition, parent);
  }

  /** What all partitions but the default one leave; null for kinds of keys as above. */
  private static String noneOf(Table parent, Catalog catalog) {
    Partitioning partitioning = parent.inheritance().partitioning();
    if (partitioning.keys().size() > 1) {
      return null;
    }
    String column = keyText(parent, partitioning.keys().getFirst());
    PgType type = partitioning.keys().getFirst().type();
    List<String> values = new ArrayList<>();
    List<String> ranges = new ArrayList<>();
    for (Table other : catalog.children(parent.oid())) {
      switch (other.inheritance().bound()) {
        case PartitionBound.Values(List<String> own) -> values.addAll(own);
        case PartitionBound.Range range -> ranges.add(range(range, column, type));
        case null, default -> {}
      }
    }
    if (values.isEmpty() && ranges.isEmpty()) {
      return null;
    }
    String some =
        ranges.isEmpty()
            ? among(column, type, values)
            : ranges.size() == 1 ? ranges.getFirst() : "(" + String.join(" OR ", ranges) + ")";
    boolean nulls = values.contains(null);
    return "(NOT ("
        + (nulls
            ? "(" + column + " IS NULL)" + (some.isEmpty() ? "" : " OR " + some)
            : "(" + column + " IS NOT NULL) AND " + some)
        + "))";
  }

  private static String among(String column, PgType type, List<String> values) {
    List<String> present = values.stream().filter(java.util.Objects::nonNull).toList();
    String list =
        present.stream().map(value -> typed(type, value)).collect(Collectors.joining(", "));
    return present.isEmpty()
        ? ""
        : present.size() == 1
            ? "(" + column + " = " + list + ")"
            : "(" + column + " = ANY (ARRAY[" + list + "]))";
  }

  private static String range(PartitionBound.Range range, String column, PgType type) {
    List<String> ends = new ArrayList<>();
    PartitionBound.Datum lower = range.lower().getFirst();
    PartitionBound.Datum upper = range.upper().getFirst();
    if (lower.infinite() == 0) {
      ends.add("(" + column + " >= " + typed(type, lower.value()) + ")");
    }
    if (upper.infinite() == 0) {
      ends.add("(" + column + " < " + typed(type, upper.value()) + ")");
    }
    return ends.size() == 1 ? ends.getFirst() : "(" + String.join(" AND ", ends) + ")";
  }

  private static String constraint(Table partition, Table parent) {
    Partitioning partitioning = parent.inheritance().partitioning();
    List<String> conditions = new ArrayList<>();
    switch (partition.inheritance().bound()) {
      case PartitionBound.Values(List<String> values) -> {
        String column = keyText(parent, partitioning.keys().getFirst());
        PgType type = partitioning.keys().getFirst().type();
        String among = among(column, type, values);
        if (!values.contains(null)) {
          conditions.add("(" + column + " IS NOT NULL)");
          conditions.add(among);
        } else {
          conditions.add(
              among.isEmpty()
                  ? "(" + column + " IS NULL)"
                  : "((" + column + " IS NULL) OR " + among + ")");
        }
      }
      case PartitionBound.Range range when partitioning.keys().size() == 1 -> {
        String column = keyText(parent, partitioning.keys().getFirst());
        PgType type = partitioning.keys().getFirst().type();
        conditions.add("(" + column + " IS NOT NULL)");
        PartitionBound.Datum lower = range.lower().getFirst();
        PartitionBound.Datum upper = range.upper().getFirst();
        if (lower.infinite() == 0) {
          conditions.add("(" + column + " >= " + typed(type, lower.value()) + ")");
        }
        if (upper.infinite() == 0) {
          conditions.add("(" + column + " < " + typed(type, upper.value()) + ")");
        }
      }
      case PartitionBound.Hash(int modulus, int remainder) ->
          conditions.add(
              "satisfies_hash_partition('"
                  + parent.oid()
                  + "'::oid, "
                  + modulus
                  + ", "
                  + remainder
                  + ", "
                  + partitioning.keys().stream()
                      .map(key -> keyText(parent, key))
                      .collect(Collectors.joining(", "))
                  + ")");
      case PartitionBound.Range _, PartitionBound.Default _ -> {
        return null;
      }
    }
    return conditions.size() == 1
        ? conditions.getFirst()
        : "(" + String.join(" AND ", conditions) + ")";
  }

  private static String typed(PgType type, String value) {
    String literal = Definitions.literal(type, value);
    return literal.startsWith("'") ? literal + "::" + type.formatted(-1) : literal;
  }
}
