package org.heapgres.planner.functions;

import org.heapgres.planner.types.ExtensionCodecs;
import org.heapgres.planner.types.TypeCodec;

/** citext (manual, F.8): comparisons as functions; the operators follow from the type's codec. */
final class CitextFunctions {
  private static final TypeCodec CITEXT = ExtensionCodecs.named("citext");

  private CitextFunctions() {}

  static int citextCmp(String left, String right) {
    return Integer.signum(CITEXT.compare(left, right));
  }

  static boolean citextEq(String left, String right) {
    return CITEXT.equal(left, right);
  }

  static boolean citextNe(String left, String right) {
    return !CITEXT.equal(left, right);
  }

  static boolean citextLt(String left, String right) {
    return CITEXT.compare(left, right) < 0;
  }

  static boolean citextLe(String left, String right) {
    return CITEXT.compare(left, right) <= 0;
  }

  static boolean citextGt(String left, String right) {
    return CITEXT.compare(left, right) > 0;
  }

  static boolean citextGe(String left, String right) {
    return CITEXT.compare(left, right) >= 0;
  }

  static int citextHash(String text) {
    return CITEXT.hash(text);
  }

  static String citextSmaller(String left, String right) {
    return CITEXT.compare(left, right) <= 0 ? left : right;
  }

  static String citextLarger(String left, String right) {
    return CITEXT.compare(left, right) >= 0 ? left : right;
  }
}
