package org.heapgres.planner.jsonpath;

/** A jsonpath, parsed. Immutable; equal by text, which is in normal form. */
public final class JsonPath {
  private final boolean lax;
  private final PathNode expression;
  private final String text;

  JsonPath(boolean lax, PathNode expression) {
    this.lax = lax;
    this.expression = expression;
    this.text = (lax ? "" : "strict ") + PathWriter.write(expression);
  }

  /** Throws 42601 with PostgreSQL's words for what is no path. */
  public static JsonPath parse(String text) {
    return new PathParser(text).parse();
  }

  boolean lax() {
    return lax;
  }

  PathNode expression() {
    return expression;
  }

  /** As jsonpath's output function writes it. */
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonPath path && path.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
