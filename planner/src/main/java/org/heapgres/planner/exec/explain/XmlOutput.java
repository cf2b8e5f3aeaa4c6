package org.heapgres.planner.exec.explain;

import java.util.List;

/** FORMAT XML. */
final class XmlOutput extends StructuredOutput {
  @Override
  void begin() {
    out.append("<explain xmlns=\"http://www.postgresql.org/2009/explain\">\n");
    deeper();
  }

  @Override
  void open(String type, String label, boolean labelled) {
    indent();
    out.append('<').append(tag(type)).append(">\n");
    deeper();
  }

  @Override
  void close(String type) {
    higher();
    indent();
    out.append("</").append(tag(type)).append(">\n");
  }

  @Override
  void property(String label, Object value) {
    List<?> items = items(value);
    if (items == null) {
      element(label, value);
      return;
    }
    open(label, label, false);
    items.forEach(item -> element("Item", item));
    close(label);
  }

  private void element(String label, Object value) {
    indent();
    out.append('<').append(tag(label)).append('>');
    escape(String.valueOf(value));
    out.append("</").append(tag(label)).append(">\n");
  }

  /** What no name may have becomes a hyphen. */
  private static String tag(String label) {
    return label.replaceAll("[^A-Za-z0-9._-]", "-");
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '\r' -> out.append("&#x0d;");
        default -> out.append(c);
      }
    }
  }

  @Override
  void dummy(String type) {
    indent();
    out.append('<').append(tag(type)).append(" />\n");
  }

  @Override
  String end() {
    return out.append("</explain>").toString();
  }
}
