package org.heapgres.planner.session.functions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.heapgres.planner.ProceduralLanguage;
import org.heapgres.planner.catalog.ModuleEntry;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.LanguageCall;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.NestedStatements;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.object.ClassRecord;
import org.heapgres.storage.object.ObjectStore;

/**
 * All Python code of a database as files and back: a directory for each schema, with a file for
 * each module and, in {@code classes}, one for each class. Methods are named as {@code Functions}
 * wants them.
 */
public final class CodeFiles {
  private static final String LANGUAGE = "py";
  private static final String SUFFIX = ".py";
  private static final String CLASSES = "classes";

  private CodeFiles() {}

  /** heapgres_export_code(directory): how many files were written. */
  static int heapgresExportCode(CallContext context, String directory) {
    Session session = superuser(context, "heapgres_export_code");
    Path root = directory(directory);
    int written = 0;
    for (ModuleEntry module : session.catalog().modules()) {
      write(schemaDirectory(session, root, module.schema()), module.name(), module.source());
      written++;
    }
    for (ClassRecord each : new ObjectStore(session.transaction().storage()).classes()) {
      // a class of a module is in the module's source
      if (each.name().indexOf('.') < 0) {
        Path schema = schemaDirectory(session, root, (int) each.schema());
        write(schema.resolve(CLASSES), each.name(), each.source());
        written++;
      }
    }
    return written;
  }

  /** heapgres_import_code(directory): how many files were read. */
  static int heapgresImportCode(CallContext context, String directory) {
    Session session = superuser(context, "heapgres_import_code");
    Path root = directory(directory);
    int read = 0;
    for (Path schema : listed(root, Files::isDirectory)) {
      String name = schema.getFileName().toString();
      List<Path> modules = listed(schema, CodeFiles::isCode);
      modules.forEach(file -> importModule(session, name, file));
      read += modules.size();
    }
    for (Path schema : listed(root, Files::isDirectory)) {
      Path classes = schema.resolve(CLASSES);
      if (Files.isDirectory(classes)) {
        List<Path> files = listed(classes, CodeFiles::isCode);
        importClasses(session, schema.getFileName().toString(), files);
        read += files.size();
      }
    }
    return read;
  }

  private static void importModule(Session session, String schema, Path file) {
    String sql =
        "CREATE OR REPLACE MODULE %s.%s AS %s"
            .formatted(
                Identifiers.quote(schema), Identifiers.quote(codeName(file)), literal(read(file)));
    Prepared step = Prepared.internal(session, sql, Parser.parse(sql).getFirst(), List.of());
    step.analyse();
    NestedStatements.run(session, step, new Object[0]);
  }

  private static String literal(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** A class may need others of them, so those that fail are tried again while any succeeds. */
  private static void importClasses(Session session, String schema, List<Path> files) {
    Names.schema(session, schema);
    String before = session.settings().value("search_path");
    session.settings().set("search_path", Identifiers.quote(schema), true, true);
    try {
      List<Path> left = new ArrayList<>(files);
      while (!left.isEmpty()) {
        PgException failure = null;
        int count = left.size();
        for (Iterator<Path> each = left.iterator(); each.hasNext(); ) {
          try {
            importClass(session, each.next());
            each.remove();
          } catch (PgException e) {
            failure = e;
          }
        }
        if (left.size() == count) {
          throw failure;
        }
      }
    } finally {
      session.settings().set("search_path", before, true, true);
    }
  }

  private static void importClass(Session session, Path file) {
    ProceduralLanguage language =
        session
            .engine()
            .language(LANGUAGE)
            .orElseThrow(() -> PgException.notSupported("language " + LANGUAGE));
    session
        .routines()
        .withOwnView(
            () -> {
              session.beginStatement();
              LanguageCall call = new LanguageCall(Run.ofFunction(session), false, false);
              try {
                language.defineClass(call, codeName(file), read(file));
                return null;
              } finally {
                call.close();
              }
            });
  }

  private static Session superuser(CallContext context, String function) {
    Session session = SessionFunctions.session(context);
    if (!session.superuser()) {
      throw Permissions.denied("function " + function);
    }
    return session;
  }

  private static Path directory(String name) {
    Path directory = Path.of(name);
    if (!directory.isAbsolute()) {
      throw new PgException(SqlState.INVALID_NAME, "relative path not allowed for code");
    }
    return directory;
  }

  private static Path schemaDirectory(Session session, Path root, int schema) {
    return root.resolve(fileName(session.catalog().schema(schema).map(Schema::name).orElseThrow()));
  }

  /** A name that is no name of a file is refused. */
  private static String fileName(String name) {
    if (name.startsWith(".") || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
      throw PgException.notSupported("a file for code of the name \"" + name + "\"");
    }
    return name;
  }

  private static String codeName(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - SUFFIX.length());
  }

  private static boolean isCode(Path file) {
    return Files.isRegularFile(file) && file.getFileName().toString().endsWith(SUFFIX);
  }

  private static List<Path> listed(Path directory, java.util.function.Predicate<Path> wanted) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(wanted).sorted().toList();
    } catch (IOException e) {
      throw failed(e, directory, "read");
    }
  }

  private static void write(Path directory, String name, String source) {
    Path file = directory.resolve(fileName(name) + SUFFIX);
    try {
      Files.createDirectories(directory);
      Files.writeString(file, source);
    } catch (IOException e) {
      throw failed(e, file, "write");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw failed(e, file, "read");
    }
  }

  private static PgException failed(IOException e, Path file, String verb) {
    return new PgException(
        SqlState.IO_ERROR, "could not %s \"%s\": %s".formatted(verb, file, e.getMessage()), e);
  }
}
