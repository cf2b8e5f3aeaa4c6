package org.heapgres.runtime.direct;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.heapgres.storage.value.Jsonb;

/** What a snippet answers with, as {@code result.py} writes it. */
final class Results {
  /** Floats are written with an exponent from 10^16 on, and below 10^-4. */
  private static final int MOST_DIGITS = 16;

  private static final int LEAST_EXPONENT = -4;

  private Results() {}

  static List<Jsonb> of(Run run) {
    return switch (run.result()) {
      case None _ -> List.of();
      case RowValue row ->
          List.of(row.shape().json().of(row.row().values(), run.session().formatSettings()));
      case Long number -> List.of(Jsonb.ofNormalText(number.toString()));
      case Boolean truth -> List.of(Jsonb.ofNormalText(truth.toString()));
      case Display.Items _ when answersRows(run) -> throw new NotDirect();
      case Object value -> {
        StringBuilder out = new StringBuilder();
        write(value, out);
        yield List.of(Jsonb.parse(out.toString()));
      }
    };
  }

  private static boolean answersRows(Run run) {
    return run.session().setting("heapgres.result_format").equals("rows");
  }

  private static void write(Object value, StringBuilder out) {
    switch (value) {
      case None _ -> out.append("null");
      case Long number -> out.append(number.longValue());
      case Boolean truth -> out.append(truth.booleanValue());
      case Double number -> real(number, out);
      case String text -> Jsonb.quote(text, out);
      case Display.Items(_, List<Object> items) -> {
        out.append('[');
        String separator = "";
        for (Object item : items) {
          out.append(separator);
          write(item, out);
          separator = ", ";
        }
        out.append(']');
      }
      case Display.Members(Map<String, Object> members) -> {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, Object> member : members.entrySet()) {
          out.append(separator);
          Jsonb.quote(member.getKey(), out);
          out.append(": ");
          write(member.getValue(), out);
          separator = ", ";
        }
        out.append('}');
      }
      // a row's values are Python's there
      default -> throw new NotDirect();
    }
  }

  /** As repr() of this Python has it, which takes its digits from Java. */
  private static void real(double number, StringBuilder out) {
    if (number == 0) {
      out.append(Double.toString(number));
    } else if (Double.isNaN(number)) {
      out.append("\"NaN\"");
    } else if (Double.isInfinite(number)) {
      out.append(number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    } else {
      digits(new BigDecimal(Double.toString(number)).stripTrailingZeros(), out);
    }
  }

  private static void digits(BigDecimal number, StringBuilder out) {
    int point = number.precision() - number.scale();
    if (point <= LEAST_EXPONENT || point > MOST_DIGITS) {
      out.append(number);
    } else {
      out.append(number.scale() <= 0 ? number.setScale(1) : number.toPlainString());
    }
  }
}
