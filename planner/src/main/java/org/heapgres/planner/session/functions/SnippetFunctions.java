package org.heapgres.planner.session.functions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.ProceduralLanguage;
import org.heapgres.planner.catalog.Languages;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.functions.JsonRecordFunctions;
import org.heapgres.planner.session.LanguageCall;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.RootRights;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.ObjectJson;
import org.heapgres.storage.object.ObjectStore;
import org.heapgres.storage.value.Jsonb;

/** Snippets and free objects in expressions; methods are named as {@code Functions} wants them. */
final class SnippetFunctions {
  private static final String LANGUAGE = "py";

  private SnippetFunctions() {}

  /** py(source, arguments...): the snippet's value. */
  static Jsonb heapgresPy(CallTypes types, CallContext context, Object[] arguments) {
    List<Jsonb> rows = run(types, context, arguments);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /** py_rows(source, arguments...): the elements of the snippet's value, as rows. */
  static Iterator<?> heapgresPyRows(CallTypes types, CallContext context, Object[] arguments) {
    List<JsonNode> elements = new ArrayList<>();
    for (Jsonb row : run(types, context, arguments)) {
      JsonNode value = row.tree();
      if (value.isArray() && !rowsAreApart(context)) {
        value.forEach(elements::add);
      } else {
        elements.add(value);
      }
    }
    return JsonRecordFunctions.rows(types, context, elements, "py_rows");
  }

  private static boolean rowsAreApart(CallContext context) {
    return SessionFunctions.session(context)
        .settings()
        .value("heapgres.result_format")
        .equals("rows");
  }

  private static List<Jsonb> run(CallTypes types, CallContext context, Object[] arguments) {
    if (arguments[0] == null) {
      return List.of();
    }
    Session session = SessionFunctions.session(context);
    ProceduralLanguage language =
        session
            .engine()
            .language(LANGUAGE)
            .orElseThrow(() -> PgException.notSupported("language " + LANGUAGE));
    Permissions.requireLanguage(
        session, LANGUAGE, Languages.oid(LANGUAGE), Languages.trusted(LANGUAGE));
    Object[] given = Arrays.copyOfRange(arguments, 1, arguments.length);
    PgType[] givenTypes =
        types.arguments().subList(1, types.arguments().size()).toArray(PgType[]::new);
    return session
        .routines()
        .withOwnView(
            () -> {
              session.beginStatement();
              LanguageCall call = new LanguageCall(Run.ofFunction(session), false, false);
              try {
                return language.execute(call, (String) arguments[0], given, givenTypes);
              } finally {
                call.close();
              }
            });
  }

  /** heap_get(oid): a free object; null when there is none. */
  static Jsonb heapgresHeapGet(CallContext context, long oid) {
    Session session = SessionFunctions.session(context);
    ObjectStore store = new ObjectStore(session.transaction().storage());
    RootRights rights = new RootRights(session);
    HeapValue value = rights.unrestricted() || rights.mayRead(oid) ? store.object(oid) : null;
    int depth = (int) session.settings().number("heapgres.result_depth");
    return value == null ? null : new ObjectJson(store, depth).jsonb(value);
  }
}
