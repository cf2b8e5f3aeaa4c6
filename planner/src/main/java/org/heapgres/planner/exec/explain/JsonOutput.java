package org.heapgres.planner.exec.explain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** FORMAT JSON. */
final class JsonOutput extends StructuredOutput {
  private static final class Group {
    private final char end;
    private boolean any;

    Group(char end) {
      this.end = end;
    }
  }

  private final Deque<Group> groups = new ArrayDeque<>();

  @Override
  void begin() {
    out.append('[');
    groups.push(new Group(']'));
    deeper();
  }

  private void next(String label) {
    Group group = groups.peek();
    out.append(group.any ? ",\n" : "\n");
    group.any = true;
    indent();
    if (label != null) {
      quote(out, label);
      out.append(": ");
    }
  }

  @Override
  void open(String type, String label, boolean labelled) {
    next(label);
    out.append(labelled ? '{' : '[');
    groups.push(new Group(labelled ? '}' : ']'));
    deeper();
  }

  @Override
  void close(String type) {
    higher();
    out.append('\n');
    indent();
    out.append(groups.pop().end);
  }

  @Override
  void property(String label, Object value) {
    next(label);
    List<?> items = items(value);
    if (items == null) {
      value(value);
      return;
    }
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      value(items.get(i));
    }
    out.append(']');
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
    next(null);
    quote(out, type);
  }

  @Override
  String end() {
    close("");
    return out.toString();
  }
}
