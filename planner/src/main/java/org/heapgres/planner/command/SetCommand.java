package org.heapgres.planner.command;

import java.util.List;
import org.heapgres.planner.Notice;
import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Expression.TypeCast;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.UtilityStatement.VariableSetStmt;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.SetRole;
import org.heapgres.planner.session.TextSearch;
import org.heapgres.planner.session.TransactionState.Mode;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.planner.settings.SettingsTable;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** SET, SET LOCAL, RESET, SET TRANSACTION and their special forms. */
public final class SetCommand implements Command<VariableSetStmt> {
  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  @Override
  public boolean mayBlock(Session session, VariableSetStmt statement) {
    return false;
  }

  @Override
  public Outcome run(Run run, VariableSetStmt statement) {
    Session session = run.session();
    SessionSettings settings = session.settings();
    boolean superuser = session.superuser();
    if (statement.name() != null && SetRole.concerns(statement.name())) {
      role(run, statement);
      return new Outcome.Done(CommandTags.of(statement));
    }
    switch (statement.kind()) {
      case VAR_SET_VALUE -> {
        warnLocal(run, statement);
        String value = value(statement);
        TextSearch.checkSetting(session, statement.name(), value);
        settings.set(statement.name(), value, statement.isLocal(), superuser);
      }
      case VAR_SET_DEFAULT -> {
        warnLocal(run, statement);
        settings.reset(statement.name(), statement.isLocal(), superuser);
      }
      case VAR_RESET -> settings.reset(statement.name(), false, superuser);
      case VAR_RESET_ALL -> settings.resetAll(superuser);
      case VAR_SET_CURRENT -> settings.value(statement.name());
      case VAR_SET_MULTI -> multiple(run, statement);
    }
    return new Outcome.Done(CommandTags.of(statement));
  }

  private static void role(Run run, VariableSetStmt statement) {
    Session session = run.session();
    warnLocal(run, statement);
    String value =
        switch (statement.kind()) {
          case VAR_SET_VALUE -> value(statement);
          case VAR_SET_CURRENT -> session.settings().value(statement.name());
          default -> null;
        };
    SetRole.set(session, statement.name(), value, statement.isLocal());
  }

  private static void warnLocal(Run run, VariableSetStmt statement) {
    if (statement.isLocal()) {
      warnOutsideBlock(run, "SET LOCAL");
    }
  }

  /** 25P01: outside a block, the transaction ends with the statement, and what was set for it. */
  static void warnOutsideBlock(Run run, String command) {
    Session session = run.session();
    if (session.transaction().mode() != Mode.BLOCK && run.alone()) {
      session.notice(
          Notice.warning(
              SqlState.NO_ACTIVE_SQL_TRANSACTION,
              command + " can only be used in transaction blocks"));
    }
  }

  /** The arguments as the setting's text: a list is joined, its names quoted where needed. */
  public static String value(VariableSetStmt statement) {
    List<String> texts = statement.args().stream().map(SetCommand::argument).toList();
    boolean names =
        SettingsTable.find(statement.name()).map(s -> s.name()).orElse("").equals("search_path");
    if (names) {
      return String.join(
          ", ",
          texts.stream()
              .map(text -> text.equals("$user") ? "\"$user\"" : Identifiers.quote(text))
              .toList());
    }
    if (texts.size() > 1 && !statement.name().equalsIgnoreCase("DateStyle")) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "SET " + statement.name() + " takes only one argument");
    }
    return String.join(", ", texts);
  }

  private static String argument(Node node) {
    return node instanceof TypeCast zone ? interval(zone) : Options.text(node);
  }

  /** A time zone, which alone may be written as an interval, as the setting's text has it. */
  private static String interval(TypeCast zone) {
    Object offset =
        Types.INTERVAL.parseText(
            Options.text(zone.arg()),
            TypeResolver.typmod(Types.INTERVAL, zone.typeName()),
            FormatSettings.DEFAULT);
    return "INTERVAL '" + Types.INTERVAL.codec().text(offset, FormatSettings.DEFAULT) + "'";
  }

  private static void multiple(Run run, VariableSetStmt statement) {
    Session session = run.session();
    switch (statement.name()) {
      case "TRANSACTION" -> {
        warnOutsideBlock(run, "SET TRANSACTION");
        TransactionCommand.setModes(session, options(statement));
      }
      case "SESSION CHARACTERISTICS" -> {
        for (DefElem option : options(statement)) {
          session
              .settings()
              .set("default_" + option.defname(), Options.text(option), false, session.superuser());
        }
      }
      default -> throw PgException.notSupported("SET " + statement.name());
    }
  }

  private static List<DefElem> options(VariableSetStmt statement) {
    return statement.args().stream().map(DefElem.class::cast).toList();
  }
}
