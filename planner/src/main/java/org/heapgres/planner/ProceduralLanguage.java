package org.heapgres.planner;

import java.util.Set;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.value.Jsonb;

/** A language of DO blocks and functions. Thread-safe. */
public interface ProceduralLanguage {
  /** The names it answers to in LANGUAGE and as a dollar-quote tag; the first is its own. */
  Set<String> names();

  /** Whether running {@code source} may return a row; decides from the text, never throws. */
  boolean returnsResult(String source);

  /**
   * Runs a DO block.
   *
   * @param arguments datums of {@code argumentTypes}
   * @return null for no row
   */
  Jsonb execute(LanguageContext context, String source, Object[] arguments, PgType[] argumentTypes);
}
