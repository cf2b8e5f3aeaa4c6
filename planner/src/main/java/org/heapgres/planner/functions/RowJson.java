package org.heapgres.planner.functions;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.value.Jsonb;

/**
 * Rows of one table as {@code to_jsonb} shows them. Immutable. Where all columns are of simple
 * types, the text is written in jsonb's normal form at once: names in jsonb's order, numbers in
 * plain digits.
 */
public final class RowJson {
  private final int[] order;
  private final String[] heads;
  private final PgType[] types;
  private final boolean simple;

  private RowJson(List<Column> columns) {
    order =
        IntStream.range(0, columns.size())
            .boxed()
            .sorted(Comparator.comparing(i -> columns.get(i).name(), Jsonb.KEY_ORDER))
            .mapToInt(Integer::intValue)
            .toArray();
    heads = new String[order.length];
    types = new PgType[order.length];
    boolean all = true;
    for (int i = 0; i < order.length; i++) {
      Column column = columns.get(order[i]);
      StringBuilder head = new StringBuilder(i == 0 ? "{" : ", ");
      Jsonb.quote(column.name(), head);
      heads[i] = head.append(": ").toString();
      types[i] = column.type();
      all &= JsonWriter.isNormal(types[i]);
    }
    simple = all;
  }

  public static RowJson of(Table table) {
    return new RowJson(table.columns());
  }

  /** {@code values} in the order of the table's columns. */
  public Jsonb of(Object[] values, FormatSettings settings) {
    StringBuilder out = new StringBuilder(64);
    boolean normal = simple;
    for (int i = 0; i < order.length; i++) {
      out.append(heads[i]);
      Object value = values[order[i]];
      int start = out.length();
      JsonWriter.write(value, types[i], settings, out);
      normal &= !(value instanceof Number) || out.indexOf("e", start) < 0;
    }
    out.append(order.length == 0 ? "{}" : "}");
    return normal ? Jsonb.ofNormalText(out.toString()) : Jsonb.parse(out.toString());
  }
}
