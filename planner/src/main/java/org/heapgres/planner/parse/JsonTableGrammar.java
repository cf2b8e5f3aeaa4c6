package org.heapgres.planner.parse;

import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.storage.PgException;

final class JsonTableGrammar extends GrammarPart {
  JsonTableGrammar(Grammar g) {
    super(g);
  }

  @SuppressWarnings("DoNotCallSuggester")
  TableReference table(boolean lateral) {
    throw PgException.notSupported("json_table");
  }
}
