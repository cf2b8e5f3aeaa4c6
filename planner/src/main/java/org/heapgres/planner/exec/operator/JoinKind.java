package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Detail;

/** What becomes of rows with and without a partner. */
public enum JoinKind {
  INNER("Join"),
  LEFT("Left Join"),
  RIGHT("Right Join"),
  FULL("Full Join"),
  SEMI("Semi Join"),
  ANTI("Anti Join"),
  /** The right side's rows with a partner. */
  RIGHT_SEMI("Right Semi Join"),
  /** The right side's rows without one. */
  RIGHT_ANTI("Right Anti Join");

  private final String title;

  JoinKind(String title) {
    this.title = title;
  }

  boolean keepsLeft() {
    return this == LEFT || this == FULL;
  }

  boolean keepsRight() {
    return this == RIGHT || this == FULL;
  }

  /** Whether only the left side's columns come out. */
  public boolean leftOnly() {
    return this == SEMI || this == ANTI;
  }

  /** Whether only the right side's columns come out. */
  public boolean rightOnly() {
    return this == RIGHT_SEMI || this == RIGHT_ANTI;
  }

  /** As EXPLAIN writes it after {@code Hash} or {@code Nested Loop}. */
  String title(String method) {
    return this == INNER && method.equals("Nested Loop") ? method : method + " " + title;
  }

  /** EXPLAIN's {@code Join Type}. */
  List<Detail.Property> attributes() {
    String type = this == INNER ? "Inner" : title.substring(0, title.length() - " Join".length());
    return List.of(new Detail.Property("Join Type", type));
  }
}
