package org.heapgres.runtime;

import java.util.regex.Pattern;

/** What code may do, as far as its text tells. */
enum Mention {
  /** Change an object past its barriers: its loaded objects are compared at the end. */
  BYPASSES(
      "__dict__|\\bvars\\s*\\(|__setattr__|__delattr__|__set__|__setstate__|cached_property"
          + "|\\b(list|dict|set|deque|object)\\s*\\.\\s*[a-z_]+\\s*\\("),

  /** Reach what all snippets of a context share. */
  SHARES(
      "\\b(?:builtins|__builtins__|__main__|__globals__|__subclasses__|_getframe|tb_frame|f_back"
          + "|__code__|__import__|importlib|settrace|setprofile|sys\\.modules|import gc)\\b"),

  /** Ask for an object's class. */
  CALLS_TYPE("\\btype\\s*\\(");

  private final Pattern pattern;

  Mention(String regex) {
    pattern = Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
  }

  boolean in(String source) {
    return pattern.matcher(source).find();
  }
}
