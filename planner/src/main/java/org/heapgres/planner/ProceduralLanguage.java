package org.heapgres.planner;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.value.Jsonb;

/**
 * A language of DO blocks and functions. Thread-safe.
 *
 * <p>Functions: arguments and results are datums. A composite value is a {@link
 * org.heapgres.storage.value.PgRecord}. What is not overridden answers 0A000. A strict routine is
 * not called with a null.
 */
public interface ProceduralLanguage {
  /** The names it answers to in LANGUAGE and as a dollar-quote tag; the first is its own. */
  Set<String> names();

  /** Whether running {@code source} may return a row; decides from the text, never throws. */
  boolean returnsResult(String source);

  /**
   * Whether a block is known to need neither patience nor time, as a rule: then it may run where
   * there is none ({@link LanguageContext#mayWait}). Answers at once; false for what it does not
   * know yet.
   */
  default boolean isBrief(String source) {
    return false;
  }

  /**
   * Runs a DO block.
   *
   * @param arguments datums of {@code argumentTypes}
   * @return a row for a value, none for none; one for each element of a sequence where {@code
   *     heapgres.result_format} is {@code rows}
   */
  List<Jsonb> execute(
      LanguageContext context, String source, Object[] arguments, PgType[] argumentTypes);

  /** Throws what is wrong with a module of that name, when it is created. */
  default void validateModule(LanguageContext context, String name, String source) {
    throw PgException.notSupported("modules in language " + names().iterator().next());
  }

  /** Stores the class of that name as the source defines it; what is wrong with it is thrown. */
  default void defineClass(LanguageContext context, String name, String source) {
    throw PgException.notSupported("classes in language " + names().iterator().next());
  }

  /** Throws what is wrong with a routine's text, when it is created. Types may be polymorphic. */
  default void validate(LanguageContext context, Routine routine) {
    throw PgException.notSupported("functions in language " + names().iterator().next());
  }

  /**
   * Calls a function or procedure.
   *
   * @param arguments of {@link Routine#inputs}
   * @return a datum of {@link Routine#result}; for a procedure a record of its {@link
   *     Routine#outputs}, null when there are none
   */
  default Object call(LanguageContext context, Routine routine, Object[] arguments) {
    throw PgException.notSupported("functions in language " + names().iterator().next());
  }

  /**
   * Calls a function that returns a set: datums of {@link Routine#result}. The iterator is read to
   * its end or dropped, always before the statement that called is over.
   */
  default Iterator<?> rows(LanguageContext context, Routine routine, Object[] arguments) {
    throw PgException.notSupported(
        "set-returning functions in language " + names().iterator().next());
  }

  /**
   * Calls a trigger function.
   *
   * @return the row to go on with, {@link TriggerCall#row} itself when nothing changed; null for
   *     none, which skips the row of a BEFORE or INSTEAD OF trigger. Ignored where it means nothing
   */
  default Object[] trigger(LanguageContext context, Routine routine, TriggerCall call) {
    throw PgException.notSupported("triggers in language " + names().iterator().next());
  }
}
