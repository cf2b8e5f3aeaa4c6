package org.heapgres.planner.exec.explain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** FORMAT YAML. */
final class YamlOutput extends StructuredOutput {
  /** For each open group whether its next property goes on its own line. */
  private final Deque<Boolean> begun = new ArrayDeque<>();

  @Override
  void begin() {
    begun.push(false);
  }

  private void next() {
    if (begun.pop()) {
      out.append('\n');
      indent();
    }
    begun.push(true);
  }

  @Override
  void open(String type, String label, boolean labelled) {
    next();
    out.append(label == null ? "- " : label + ": ");
    begun.push(label != null);
    deeper();
  }

  @Override
  void close(String type) {
    higher();
    begun.pop();
  }

  @Override
  void property(String label, Object value) {
    next();
    out.append(label).append(": ");
    List<?> items = items(value);
    if (items == null) {
      value(value);
      return;
    }
    for (Object item : items) {
      out.append('\n');
      indent();
      out.append("  - ");
      value(item);
    }
  }

  private void value(Object value) {
    if (isText(value)) {
      quote(out, String.valueOf(value));
    } else {
      out.append(value);
    }
  }

  @Override
  void dummy(String type) {
    next();
    out.append("- ");
    quote(out, type);
  }

  @Override
  String end() {
    return out.toString();
  }
}
