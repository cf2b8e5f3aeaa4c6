package org.heapgres.runtime.direct;

import com.oracle.graal.python.pegparser.AbstractParser;
import com.oracle.graal.python.pegparser.InputType;
import com.oracle.graal.python.pegparser.Parser;
import com.oracle.graal.python.pegparser.ParserCallbacks;
import com.oracle.graal.python.pegparser.sst.ModTy;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import com.oracle.graal.python.pegparser.tokenizer.SourceRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/**
 * A snippet's text, by Python's own parser. The text may be indented as a whole, and begin on the
 * tag's line ({@code snippet.py} has the same rules).
 */
final class SnippetText {
  /** Of Python 3's grammar; only asked about what is newer than that. */
  private static final int MINOR_VERSION = 12;

  private static final String OPENERS = ":([{,\\";

  /** Errors, and what deserves a warning, are for Python to tell. */
  private static final ParserCallbacks CALLBACKS =
      new ParserCallbacks() {
        @Override
        public void safePointPoll() {}

        @Override
        public RuntimeException reportIncompleteSource(int line) {
          throw new NotDirect();
        }

        @Override
        public RuntimeException onError(ErrorType type, SourceRange where, String message) {
          throw new NotDirect();
        }

        @Override
        public void onWarning(WarningType type, SourceRange where, String message) {
          throw new NotDirect();
        }
      };

  /**
   * Has all of the parser's classes initialised. Whoever parses first does that here, and nobody
   * else goes on meanwhile: two threads that initialise classes which need one another, each from
   * another end, wait for each other for ever.
   */
  private static final String EVERYTHING =
      "x = f'{a!r:>3}' + b'c' if not -1.5 < y[2:3] else {'k': [None, True, ...], (1, 2j): 1 << 70}";

  static {
    parse(EVERYTHING);
  }

  private SnippetText() {}

  /** Returns when the parser's classes are initialised. */
  static void start() {
    // the class has been by now
  }

  /** Throws {@link NotDirect} where Python has something to say about it. */
  static List<StmtTy> parse(String source) {
    String[] lines = source.split("\n", -1);
    int first = filledFrom(lines, 0);
    if (first == lines.length) {
      return List.of();
    }
    int second = filledFrom(lines, first + 1);
    if (first == 0 && second < lines.length && !opens(lines[0])) {
      String indent = indent(lines[second]);
      if (indent.length() > indent(lines[0]).length()) {
        lines[0] = indent + lines[0].stripLeading();
      }
    }
    String text = String.join("\n", lines).replace("\r\n", "\n");
    if (indent(lines[first]).isEmpty()) {
      return Arrays.asList(parsed(text).body);
    }
    List<StmtTy> body = new ArrayList<>();
    for (StmtTy statement : parsed("if True:\n" + text + "\n").body) {
      // an else or a line outside of it is an error that Python tells
      if (!body.isEmpty()
          || !(statement instanceof StmtTy.If whole)
          || (whole.orElse != null && whole.orElse.length > 0)) {
        throw new NotDirect();
      }
      body.addAll(Arrays.asList(whole.body));
    }
    return body;
  }

  private static ModTy.Module parsed(String text) {
    Parser parser =
        new Parser(
            text,
            CALLBACKS,
            InputType.FILE,
            EnumSet.noneOf(AbstractParser.Flags.class),
            MINOR_VERSION);
    return (ModTy.Module) parser.parse();
  }

  private static int filledFrom(String[] lines, int from) {
    int at = from;
    while (at < lines.length && (lines[at].isBlank() || lines[at].stripLeading().startsWith("#"))) {
      at++;
    }
    return at;
  }

  private static String indent(String line) {
    return line.substring(0, line.length() - line.stripLeading().length());
  }

  private static boolean opens(String line) {
    String stripped = line.stripTrailing();
    return OPENERS.indexOf(stripped.charAt(stripped.length() - 1)) >= 0;
  }
}
