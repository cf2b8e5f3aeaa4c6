package org.heapgres.planner.functions;

import org.heapgres.planner.types.TextCodecs;

/** The operators {@code ~<~ ~<=~ ~>=~ ~>~}: strings by their bytes, whatever the collation. */
final class PatternOrder {
  private PatternOrder() {}

  static boolean textPatternLt(String a, String b) {
    return TextCodecs.compare(a, b) < 0;
  }

  static boolean textPatternLe(String a, String b) {
    return TextCodecs.compare(a, b) <= 0;
  }

  static boolean textPatternGe(String a, String b) {
    return TextCodecs.compare(a, b) >= 0;
  }

  static boolean textPatternGt(String a, String b) {
    return TextCodecs.compare(a, b) > 0;
  }

  private static int withoutSpaces(String a, String b) {
    return TextCodecs.compare(a.stripTrailing(), b.stripTrailing());
  }

  static boolean bpcharPatternLt(String a, String b) {
    return withoutSpaces(a, b) < 0;
  }

  static boolean bpcharPatternLe(String a, String b) {
    return withoutSpaces(a, b) <= 0;
  }

  static boolean bpcharPatternGe(String a, String b) {
    return withoutSpaces(a, b) >= 0;
  }

  static boolean bpcharPatternGt(String a, String b) {
    return withoutSpaces(a, b) > 0;
  }
}
