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
    Partitioning partitioning = parent.inheritance().partitioning();
    List<String> conditions = new ArrayList<>();
    switch (partition.inheritance().bound()) {
      case PartitionBound.Values(List<String> values) -> {
        String column = keyText(parent, partitioning.keys().getFirst());
        PgType type = partitioning.keys().getFirst().type();
        List<String> present = values.stream().filter(java.util.Objects::nonNull).toList();
        String list =
            present.stream().map(value -> typed(type, value)).collect(Collectors.joining(", "));
        String among =
            present.size() == 1
                ? "(" + column + " = " + list + ")"
                : "(" + column + " = ANY (ARRAY[" + list + "]))";
        if (values.size() == present.size()) {
          conditions.add("(" + column + " IS NOT NULL)");
          conditions.add(among);
        } else {
          conditions.add(
              present.isEmpty()
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
