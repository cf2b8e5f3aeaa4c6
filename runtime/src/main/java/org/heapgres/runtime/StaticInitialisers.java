package org.heapgres.runtime;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
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
      Pattern.compile("(python-language|truffle-api|truffle-runtime|regex)-.*\\.jar");

  /** For native images and other hosts only; they do not link here. */
  private static final Pattern SKIPPED =
      Pattern.compile("META-INF/.*|module-info|.*(\\.polyglot\\.Host|substitut|svm|Target_).*");

  private StaticInitialisers() {}

  static void run() {
    long start = System.nanoTime();
    int count = 0;
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      File jar = new File(path);
      if (JARS.matcher(jar.getName()).matches()) {
        count += initialise(jar);
      }
    }
    log.debug("{} classes initialised in {} ms", count, (System.nanoTime() - start) / 1_000_000);
  }

  private static int initialise(File jar) {
    ClassLoader loader = StaticInitialisers.class.getClassLoader();
    int count = 0;
    try (ZipFile zip = new ZipFile(jar)) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (!name.endsWith(".class")) {
          continue;
        }
        String className = name.substring(0, name.length() - ".class".length()).replace('/', '.');
        if (SKIPPED.matcher(className).matches() || !hasInitialiser(zip, entry)) {
          continue;
        }
        try {
          Class.forName(className, true, loader);
          count++;
        } catch (ClassNotFoundException | LinkageError | AssertionError e) {
          log.trace("{} not initialised", className, e);
        }
      }
    } catch (IOException e) {
      log.warn("cannot read {}", jar, e);
    }
    return count;
  }

  /** Whether the class file names a static initialiser in its constant pool. */
  private static boolean hasInitialiser(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains("<clinit>");
    }
  }
}
