package org.heapgres.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEngineTest {
  private final AtomicReference<Engine> used = new AtomicReference<>();

  /** Who is in a new context waits for the engine's lock, as whoever closes the engine has it. */
  @Test
  void whileAContextIsMadeTheEngineStays() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    PythonEngine engine =
        new PythonEngine(
            open -> {
              used.set(open);
              try (Context context =
                  Context.newBuilder("python")
                      .engine(open)
                      .allowHostAccess(PythonContext.HOST_ACCESS)
                      .build()) {
                context.enter();
                entered.countDown();
                await(closed);
                context.initialize("python");
                context.leave();
              }
              return new PythonContext(open);
            });
    engine.start();
    Future<PythonContext> making = PythonThreads.submit(engine::make);
    await(entered);
    engine.close();
    closed.countDown();
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> making.get(10, TimeUnit.MINUTES));
    assertInstanceOf(CancellationException.class, refused.getCause());
    assertIsClosed();
    assertThrows(CancellationException.class, engine::make);
  }

  /** Or a new GraalVM that calls them otherwise would go unnoticed. */
  @Test
  void theCompilerKnowsItsOptions() {
    assertDoesNotThrow(PythonEngineTest::setCompiler);
  }

  @Test
  void runsWithoutACompiler() throws Exception {
    assertRuns(WithoutCompiler.class, "-cp", System.getProperty("java.class.path"));
  }

  @Test
  void isFoundBesideTheClassPath(@TempDir Path beside) throws Exception {
    List<String> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path name = Path.of(entry).getFileName();
      if (name.toString().startsWith("python-")) {
        Files.createSymbolicLink(beside.resolve(name), Path.of(entry));
      } else {
        classPath.add(entry);
      }
    }
    assertRuns(
        BesideTheClassPath.class,
        "-Dheapgres.python=" + beside,
        "-cp",
        String.join(File.pathSeparator, classPath));
  }

  private static void assertRuns(Class<?> program, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add(program.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  private static void setCompiler() {
    Engine.newBuilder("python")
        .allowExperimentalOptions(true)
        .options(PythonEngine.COMPILER)
        .build()
        .close();
  }

  /** A program in a JVM that was told nothing of Python's compiler. */
  static final class WithoutCompiler {
    private WithoutCompiler() {}

    public static void main(String[] arguments) {
      assertThrows(IllegalArgumentException.class, PythonEngineTest::setCompiler);
      runPython();
    }
  }

  /** A program that has nothing of Python in its class path. */
  static final class BesideTheClassPath {
    private BesideTheClassPath() {}

    public static void main(String[] arguments) {
      assertThrows(
          ClassNotFoundException.class,
          () -> Class.forName("com.oracle.graal.python.PythonLanguage"));
      runPython();
      assertTrue(StaticInitialisers.find().contains("com.oracle.graal.python.PythonLanguage"));
      assertDoesNotThrow(() -> LanguageLoader.initialise("com.oracle.graal.python.PythonLanguage"));
    }
  }

  /** In two engines, of which the second finds the language as the first did. */
  private static void runPython() {
    for (int i = 0; i < 2; i++) {
      try (PythonEngine engine = new PythonEngine()) {
        engine.start();
        engine.make().warm();
      }
    }
  }

  @Test
  void theLastContextTakesTheEngineAlong() {
    PythonEngine engine =
        new PythonEngine(
            open -> {
              used.set(open);
              return new PythonContext(open);
            });
    engine.start();
    PythonContext given = PythonThreads.call(engine::make);
    PythonContext kept = PythonThreads.call(engine::make);
    engine.close(given);
    kept.warm();
    assertEquals("python", used.get().getLanguages().get("python").getId());
    engine.close();
    assertIsClosed();
  }

  @Test
  void anEngineThatIsMadeTooLateIsOfNoUse() {
    PythonEngine engine = new PythonEngine();
    engine.close();
    engine.start();
    assertThrows(CancellationException.class, engine::make);
  }

  private void assertIsClosed() {
    assertThrows(IllegalStateException.class, () -> used.get().getLanguages());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
