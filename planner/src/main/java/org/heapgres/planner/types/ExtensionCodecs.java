package org.heapgres.planner.types;

import java.util.Locale;
import java.util.Map;

/** The codecs of types that extensions bring along, by the types' names. */
public final class ExtensionCodecs {
  private static final Map<String, TypeCodec> BY_NAME =
      Map.of("citext", new Citext(), "hstore", new HstoreCodec());

  private ExtensionCodecs() {}

  public static TypeCodec named(String name) {
    return BY_NAME.get(name);
  }

  public static boolean isOne(TypeCodec codec) {
    return BY_NAME.containsValue(codec);
  }

  /** Whether values are subscripted by keys, which are texts: hstore. */
  public static boolean isKeyed(TypeCodec codec) {
    return codec instanceof HstoreCodec;
  }

  /** citext (manual, F.8): text whose case does not tell values apart. */
  private static final class Citext extends TextCodecs.Text {
    private static String folded(Object datum) {
      return ((String) datum).toLowerCase(Locale.ROOT);
    }

    @Override
    public Object keyForm(Object datum) {
      return folded(datum);
    }

    @Override
    public boolean keptInKeys() {
      return false;
    }

    @Override
    public int compare(Object left, Object right) {
      return TextCodecs.compare(folded(left), folded(right));
    }

    @Override
    public boolean equal(Object left, Object right) {
      return left.equals(right) || folded(left).equals(folded(right));
    }

    @Override
    public int hash(Object datum) {
      return folded(datum).hashCode();
    }
  }
}
