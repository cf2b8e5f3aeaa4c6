package org.heapgres.planner.parse;

import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.storage.PgException;

final class JsonGrammar extends GrammarPart {
  JsonGrammar(Grammar g) {
    super(g);
  }

  Expression function(Token kind, int start, boolean aggregates) {
    throw PgException.notSupported(kind.text);
  }

  boolean uniqueKeys() {
    if (at(Token.WITH, Token.UNIQUE)) {
      tokens.advance();
      tokens.advance();
      accept(Token.KEYS);
      return true;
    }
    if (at(Token.WITHOUT, Token.UNIQUE)) {
      tokens.advance();
      tokens.advance();
      accept(Token.KEYS);
    }
    return false;
  }
}
