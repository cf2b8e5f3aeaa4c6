package org.heapgres.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Initialises the classes of Python's implementation ahead of use. A stack overflow, which is how
 * deep recursion ends, leaves a class whose initialiser it hits unusable for the life of the JVM:
 * in every context, not only in the one that overflowed.
 */
final class StaticInitialisers {
  private static final Logger log = LoggerFactory.getLogger(StaticInitialisers.class);

  private static final Pattern JARS =
      Pattern.compile(
          "(python-language-|python-parser|truffle-api-|truffle-runtime-|regex-).*\\.jar");

  /** For native images and other hosts only; they do not link here. */
  private static final Pattern SKIPPED =
      Pattern.compile("META-INF/.*|module-info|.*(\\.polyglot\\.Host|substitut|svm|Target_).*");

  private StaticInitialisers() {}

  /** The classes that have an initialiser. Initialises none: any thread may look for them. */
  static List<String> find() {
    long start = System.nanoTime();
    List<String> found = new ArrayList<>();
    for (Path jar : LanguageLoader.jars()) {
      if (JARS.matcher(jar.getFileName().toString()).matches()) {
        find(jar, found);
      }
    }
    log.debug("{} classes found in {} ms", found.size(), (System.nanoTime() - start) / 1_000_000);
    return found;
  }

  private static void find(Path jar, List<String> found) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (!name.endsWith(".class")) {
          continue;
        }
        String className = name.substring(0, name.length() - ".class".length()).replace('/', '.');
        if (!SKIPPED.matcher(className).matches() && hasInitialiser(zip, entry)) {
          found.add(className);
        }
      }
    } catch (IOException e) {
      log.warn("cannot read {}", jar, e);
    }
  }

  /**
   * One after the other, on the thread that uses them first: two threads that initialise classes
   * which need one another wait for each other for ever.
   */
  static void run(List<String> classes) {
    long start = System.nanoTime();
    for (String className : classes) {
      try {
        LanguageLoader.initialise(className);
      } catch (ClassNotFoundException | LinkageError | AssertionError e) {
        log.trace("{} not initialised", className, e);
      }
    }
    log.debug("classes initialised in {} ms", (System.nanoTime() - start) / 1_000_000);
  }

  /** Whether the class file names a static initialiser in its constant pool. */
  private static boolean hasInitialiser(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains("<clinit>");
    }
  }
}
