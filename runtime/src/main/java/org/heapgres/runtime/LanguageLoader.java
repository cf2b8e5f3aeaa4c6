package org.heapgres.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

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
   * The system property that names the directory; without it the implementation is on the class
   * path.
   */
  private static final String DIRECTORY = "heapgres.python";

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
    String directory = System.getProperty(DIRECTORY);
    if (directory == null) {
      return LanguageLoader.class.getClassLoader();
    }
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(directory), "*.jar")) {
      for (Path jar : found) {
        jars.add(jar.toUri().toURL());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the jars of Python in " + directory, e);
    }
    return new LanguageLoader(jars.toArray(URL[]::new));
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
