package org.heapgres.wire;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.heapgres.planner.SqlEngine;
import org.heapgres.storage.Damage;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.PgException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heapgres check}. */
@Command(
    name = "check",
    description = "Look for damage in a heap that no server has open.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "First all files are compared with their checksums. When they are whole, the heap is"
          + " recovered as a start would do it, and everything in it is read: records, indexes,"
          + " constraints. Ends with 0 when nothing is wrong, with 2 when something is."
    })
final class CheckCommand implements Callable<Integer> {
  private static final int DAMAGED = 2;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = "The heap's directory.")
  private Path data;

  @Override
  public Integer call() {
    Set<Damage> damages = new LinkedHashSet<>();
    Heap.checkFiles(data, damages::add);
    if (damages.isEmpty()) {
      checkContent(damages);
    }
    damages.forEach(damage -> spec.commandLine().getOut().println(damage));
    spec.commandLine()
        .getOut()
        .println(damages.isEmpty() ? "No damage found." : damages.size() + " damaged.");
    spec.commandLine().getOut().flush();
    return damages.isEmpty() ? 0 : DAMAGED;
  }

  private void checkContent(Set<Damage> damages) {
    try (Heap heap = Heap.open(data, HeapOptions.defaults());
        SqlEngine engine = SqlEngine.open(heap, List.of(), Map.of())) {
      engine.verify(damages::add);
    } catch (PgException e) {
      damages.add(new Damage(data.toString(), e.getMessage()));
    }
  }
}
