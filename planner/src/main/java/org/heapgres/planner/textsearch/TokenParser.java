package org.heapgres.planner.textsearch;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into the tokens of PostgreSQL's default parser (manual, 12.5): words, numbers,
 * addresses, paths, tags and the space between them. A hyphenated word comes as a whole and in its
 * parts, a URL as a whole, its host and its path. At each place the longest form that fits is
 * taken, in the order of {@link #FORMS}. Not thread-safe.
 */
public final class TokenParser {
  /** One token; parts of compounds repeat text of the compound before them. */
  public record Token(TokenType type, String text) {}

  private static final String HOST = "[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*\\.";
  private static final String HOSTS =
      "(?:" + HOST + ")(?:[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*\\.)*[A-Za-z]{2,}";
  private static final String PATH = "/[!#-;=?-\\[\\]_a-z|~]*";
  private static final String FILE_REST =
      "(?:[A-Za-z0-9_-]|\\.(?=[A-Za-z0-9_])|/(?=[A-Za-z0-9_])|/\\.{1,2}(?=/|\\s|$)|/\\.(?=[A-Za-z0-9_]))*";
  private static final String LETTER = "[\\p{L}\\p{M}]";
  private static final String LETTER_OR_DIGIT = "[\\p{L}\\p{M}\\p{N}]";
  private static final String PART = "\\p{N}*" + LETTER + LETTER_OR_DIGIT + "*";

  private record Form(TokenType type, Pattern pattern) {
    Form(TokenType type, String pattern) {
      this(type, Pattern.compile(pattern));
    }
  }

  private static final Pattern HOST_WITH_PATH =
      Pattern.compile("(" + HOSTS + "(?::[0-9]+)?)(" + PATH + ")?");
  private static final Pattern COMPOUND = Pattern.compile(PART + "(?:-" + PART + ")+");

  private static final List<Form> FORMS =
      List.of(
          new Form(
              TokenType.TAG,
              "<!--[\\s\\S]*?-->|<[!?][^>]*>|</?[A-Za-z_:](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"),
          new Form(TokenType.ENTITY, "&(?:[A-Za-z_:][A-Za-z0-9_:.-]*|#[0-9]+|#[xX][0-9a-fA-F]+);"),
          new Form(TokenType.EMAIL, "[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*@" + HOSTS),
          new Form(TokenType.PROTOCOL, "[A-Za-z]+://"),
          new Form(TokenType.SFLOAT, "[-+]?[0-9]+(?:\\.[0-9]+)?[eE][-+]?[0-9]+(?![\\p{L}\\p{N}])"),
          new Form(TokenType.VERSION, "[0-9]+(?:\\.[0-9]+){2,}"),
          new Form(
              TokenType.FILE,
              "(?:[A-Za-z][A-Za-z0-9]*(?:\\.(?=[A-Za-z0-9_])|/(?=\\.{0,2}[A-Za-z0-9_/]))"
                  + "|[0-9]+/(?=[A-Za-z0-9_])"
                  + "|~?/(?=[A-Za-z0-9_])|\\.{1,2}/(?=[A-Za-z0-9_]))"
                  + FILE_REST),
          new Form(TokenType.FLOAT, "[-+]?[0-9]+\\.[0-9]+"),
          new Form(TokenType.INT, "[-+][0-9]+"),
          new Form(TokenType.ASCIIWORD, "[A-Za-z]+(?!" + LETTER_OR_DIGIT + ")"),
          new Form(TokenType.WORD, LETTER + "++(?!\\p{N})"),
          new Form(TokenType.UINT, "[0-9]++(?!" + LETTER + ")"),
          new Form(TokenType.NUMWORD, LETTER_OR_DIGIT + "+"),
          new Form(TokenType.BLANK, "[\\s\\S](?:(?![-<+&/])[^\\p{L}\\p{M}\\p{N}])*"));

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private TokenParser(String text) {
    this.text = text;
  }

  public static List<Token> parse(String text) {
    TokenParser parser = new TokenParser(text);
    while (parser.at < text.length()) {
      parser.next();
    }
    return parser.tokens;
  }

  private void take(TokenType type, int end) {
    tokens.add(new Token(type, text.substring(at, end)));
    at = end;
  }

  private Matcher match(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    matcher.useTransparentBounds(true);
    matcher.useAnchoringBounds(false);
    return matcher.lookingAt() ? matcher : null;
  }

  private void next() {
    for (Form form : FORMS) {
      // an address or a compound goes before what its first part would be alone
      if (form.type == TokenType.PROTOCOL && host()) {
        return;
      }
      if (form.type == TokenType.FLOAT && compound()) {
        return;
      }
      Matcher found = match(form.pattern);
      if (found != null) {
        take(form.type, found.end());
        return;
      }
    }
    throw new IllegalStateException("no token at " + at);
  }

  private boolean host() {
    Matcher found = match(HOST_WITH_PATH);
    if (found == null) {
      return false;
    }
    if (found.group(2) != null) {
      tokens.add(new Token(TokenType.URL, found.group()));
    }
    take(TokenType.HOST, found.end(1));
    if (found.group(2) != null) {
      take(TokenType.URL_PATH, found.end(2));
    }
    return true;
  }

  private boolean compound() {
    Matcher found = match(COMPOUND);
    if (found == null) {
      return false;
    }
    String whole = found.group();
    tokens.add(
        new Token(kind(whole, TokenType.ASCIIHWORD, TokenType.HWORD, TokenType.NUMHWORD), whole));
    String[] parts = whole.split("-", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        take(TokenType.BLANK, at + 1);
      }
      take(
          kind(parts[i], TokenType.HWORD_ASCIIPART, TokenType.HWORD_PART, TokenType.HWORD_NUMPART),
          at + parts[i].length());
    }
    boolean more =
        at + 1 < text.length() && text.charAt(at) == '-' && Character.isDigit(text.charAt(at + 1));
    if (more) {
      take(TokenType.BLANK, at + 1);
    }
    return true;
  }

  private static TokenType kind(
      String word, TokenType ascii, TokenType letters, TokenType withDigits) {
    boolean plain = true;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (Character.isDigit(c)) {
        return withDigits;
      }
      plain &= c < 128;
    }
    return plain ? ascii : letters;
  }
}
