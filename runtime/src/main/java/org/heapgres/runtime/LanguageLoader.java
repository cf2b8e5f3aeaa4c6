package org.heapgres.runtime;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Loads Python's implementation, class by class as it is needed, from a directory of jars.
 *
 * <p>It has more than 14,000 classes. On the class path they would all be loaded and linked from
 * the JVM's AOT cache before {@code main} begins, and who asks for SQL would wait for that. For
 * another loader the JVM takes a class out of the same cache when it is defined, if its bytes have
 * not changed, so that Python's start need not parse and verify it either.
 */
final class LanguageLoader extends URLClassLoader {
  /**
   * The directory that a system property names; without it the implementation is on the class path.
   */
  private static final String DIRECTORY = System.getProperty("heapgres.python");

  /** Asked for here first: to look in vain through the class path takes longer than to load one. */
  private static final String IMPLEMENTATION = "com.oracle.";

  private static final ClassLoader LOADER;

  static {
    registerAsParallelCapable();
    LOADER = find();
  }

  private LanguageLoader(URL... jars) {
    super("python", jars, LanguageLoader.class.getClassLoader());
  }

  /**
   * Runs what makes an engine or a context: GraalVM looks for languages where the class loader of
   * its thread does. The loader is the same for all engines, which otherwise would load classes of
   * their own.
   */
  static <T> T during(Supplier<T> making) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(LOADER);
    try {
      return making.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static ClassLoader find() {
    if (DIRECTORY == null) {
      return LanguageLoader.class.getClassLoader();
    }
    List<URL> jars = new ArrayList<>();
    for (Path jar : jarsIn(DIRECTORY)) {
      try {
        jars.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }
    return new LanguageLoader(jars.toArray(URL[]::new));
  }

  /** The largest first, where most classes are: each is looked for in one after the other. */
  private static List<Path> jarsIn(String directory) {
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted(Comparator.comparing((Path jar) -> jar.toFile().length()).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the jars of Python in " + directory, e);
    }
  }

  /** All jars that classes of the implementation may be in. */
  static List<Path> jars() {
    List<Path> jars = new ArrayList<>(DIRECTORY == null ? List.of() : jarsIn(DIRECTORY));
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      jars.add(Path.of(path));
    }
    return jars;
  }

  /** Makes sure that the initialiser of a class of the implementation has run. */
  static void initialise(String className) throws ClassNotFoundException {
    Class.forName(className, true, LOADER);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(IMPLEMENTATION)) {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        try {
          return findClass(name);
        } catch (ClassNotFoundException _) {
          // Its parser is on the class path, and what its compiler knows is a module.
        }
      }
    }
    return super.loadClass(name, resolve);
  }
}
