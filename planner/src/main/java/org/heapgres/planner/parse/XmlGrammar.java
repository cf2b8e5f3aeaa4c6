package org.heapgres.planner.parse;

import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.storage.PgException;

final class XmlGrammar extends GrammarPart {
  XmlGrammar(Grammar g) {
    super(g);
  }

  @SuppressWarnings("DoNotCallSuggester")
  Expression function(Token kind, int start) {
    throw PgException.notSupported(kind.text);
  }

  @SuppressWarnings("DoNotCallSuggester")
  TableReference table(boolean lateral) {
    throw PgException.notSupported("xmltable");
  }
}
