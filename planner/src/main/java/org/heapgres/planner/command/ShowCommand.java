package org.heapgres.planner.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.parse.tree.UtilityStatement.VariableShowStmt;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.settings.Setting;
import org.heapgres.planner.settings.SettingsTable;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** SHOW. */
final class ShowCommand implements Command<VariableShowStmt> {
  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  @Override
  public boolean mayBlock(Session session, VariableShowStmt statement) {
    return false;
  }

  private static boolean all(VariableShowStmt statement) {
    return statement.name().toLowerCase(Locale.ROOT).equals("all");
  }

  @Override
  public Optional<RowDescription> description(Session session, VariableShowStmt statement) {
    List<RowDescription.Field> fields = new ArrayList<>();
    if (all(statement)) {
      fields.add(field("name"));
      fields.add(field("setting"));
      fields.add(field("description"));
    } else {
      fields.add(
          field(SettingsTable.find(statement.name()).map(Setting::name).orElse(statement.name())));
    }
    return Optional.of(new RowDescription(fields));
  }

  private static RowDescription.Field field(String name) {
    return new RowDescription.Field(name, 0, (short) 0, Types.TEXT, -1);
  }

  @Override
  public Outcome run(Run run, VariableShowStmt statement) {
    var settings = run.session().settings();
    List<Object[]> rows = new ArrayList<>();
    List<PgType> types = List.of(Types.TEXT);
    if (all(statement)) {
      types = List.of(Types.TEXT, Types.TEXT, Types.TEXT);
      for (Setting setting : settings.all()) {
        rows.add(
            new Object[] {setting.name(), settings.shown(setting.name()), setting.description()});
      }
    } else {
      rows.add(new Object[] {settings.shown(statement.name())});
    }
    return Outcome.rows(types, rows, count -> "SHOW");
  }
}
