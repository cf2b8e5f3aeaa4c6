package org.heapgres.planner.types;

import com.ibm.icu.text.Collator;
import com.ibm.icu.text.RuleBasedCollator;
import com.ibm.icu.util.ULocale;
import com.ibm.icu.util.VersionInfo;
import java.util.HashMap;
import java.util.Map;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * An order of texts (manual, 23.2): that of code points, or one of ICU's. Immutable and
 * thread-safe; equal by oid.
 */
public final class Collation {
  /** The oid of what two columns' different collations make: nothing can be compared by it. */
  public static final int INDETERMINATE = -1;

  public static final int DEFAULT = 100;

  private static final Map<Integer, Collation> BUILT_IN = new HashMap<>();
  private static final Map<String, Collation> BY_NAME = new HashMap<>();

  static {
    CatalogTable table = CatalogTable.of("pg_collation");
    int oid = table.column("oid");
    int name = table.column("collname");
    int provider = table.column("collprovider");
    int locale = table.column("colllocale");
    for (String[] row : table.rows()) {
      Collation collation =
          new Collation(
              Integer.parseInt(row[oid]),
              row[name],
              row[provider].charAt(0) == 'i' ? row[locale] : null,
              null,
              true);
      BUILT_IN.put(collation.oid, collation);
      BY_NAME.put(collation.name, collation);
    }
  }

  private final int oid;
  private final String name;
  private final boolean deterministic;

  /** ICU's name of the locale; null for the order of code points. */
  private final String locale;

  /** What differs from the locale's rules; null for nothing. */
  private final String rules;

  /** Made when it is first needed: that takes milliseconds, and most are never used. */
  private volatile RuleBasedCollator collator;

  /**
   * @param locale ICU's; null for the order of code points
   * @param rules ICU's, to be added to the locale's; null for none
   */
  public Collation(int oid, String name, String locale, String rules, boolean deterministic) {
    this.oid = oid;
    this.name = name;
    this.locale = locale;
    this.rules = rules;
    this.deterministic = deterministic;
  }

  /** One of the server's own; null for none. */
  public static Collation builtIn(int oid) {
    return BUILT_IN.get(oid);
  }

  /** As above, in schema pg_catalog. */
  public static Collation builtIn(String name) {
    return BY_NAME.get(name);
  }

  /** What comes of different implicit collations: whatever compares by it fails. */
  public static Collation indeterminate() {
    return new Collation(INDETERMINATE, "", null, null, true);
  }

  public int oid() {
    return oid;
  }

  public String name() {
    return name;
  }

  public boolean deterministic() {
    return deterministic;
  }

  /** Whether values keep the order that their types have by themselves. */
  public boolean byCodePoints() {
    return locale == null && oid != INDETERMINATE;
  }

  /** The language of one of ICU's. */
  public ULocale language() {
    return ULocale.forLanguageTag(locale);
  }

  /** Throws 22023 for rules that ICU does not understand. */
  public void check() {
    if (locale != null) {
      collator();
    }
  }

  private RuleBasedCollator collator() {
    requireDetermined("comparison");
    RuleBasedCollator made = collator;
    if (made == null) {
      made = make();
      collator = made;
    }
    return made;
  }

  private void requireDetermined(String purpose) {
    if (oid == INDETERMINATE) {
      throw new PgException(
              SqlState.INDETERMINATE_COLLATION,
              "could not determine which collation to use for string " + purpose)
          .withHint("Use the COLLATE clause to set the collation explicitly.");
    }
  }

  private RuleBasedCollator make() {
    RuleBasedCollator base = (RuleBasedCollator) Collator.getInstance(language());
    if (rules == null) {
      return (RuleBasedCollator) base.freeze();
    }
    try {
      return (RuleBasedCollator) new RuleBasedCollator(base.getRules() + rules).freeze();
    } catch (Exception e) { // that is what the constructor declares
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "could not open collator for locale \"%s\" with rules \"%s\": U_INVALID_FORMAT_ERROR"
              .formatted(locale, rules),
          e);
    }
  }

  public int compare(String left, String right) {
    int order = collator().compare(left, right);
    return order == 0 && deterministic ? TextCodecs.compare(left, right) : order;
  }

  /** Whether they are the same text to this collation. */
  public boolean equal(String left, String right) {
    requireDetermined("comparison");
    return left.equals(right) || (!deterministic && collator().compare(left, right) == 0);
  }

  public int hash(String text) {
    requireDetermined("hashing");
    return deterministic ? text.hashCode() : key(text).hashCode();
  }

  /**
   * A text whose order by code points is that of the original by this collation. ICU's sort key has
   * no zero but the one at its end; what a deterministic collation takes for equal is told apart by
   * the text behind it.
   */
  public String key(String text) {
    byte[] bytes = collator().getCollationKey(text).toByteArray();
    StringBuilder key = new StringBuilder(bytes.length + text.length());
    for (int i = 0; i < bytes.length && bytes[i] != 0; i++) {
      key.append((char) ((bytes[i] & 0xFF) + 1));
    }
    return deterministic ? key.append('\u0001').append(text).toString() : key.toString();
  }

  /** The version of the order as pg_collation.collversion tells it; null where none is known. */
  public String version() {
    if (locale == null) {
      return oid == DEFAULT ? null : "1";
    }
    VersionInfo version = collator().getVersion();
    return version.getMajor() + "." + version.getMinor();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Collation that && that.oid == oid;
  }

  @Override
  public int hashCode() {
    return oid;
  }

  @Override
  public String toString() {
    return name;
  }
}
